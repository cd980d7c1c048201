#include "repl/lesson/editor.hpp"

#include <fmt/format.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdlib>

namespace spyglass {

namespace {

std::string chosen_editor() {
  for (const char* variable : {"VISUAL", "EDITOR"}) {
    const char* value = std::getenv(variable);
    if (value != nullptr && *value != '\0') return value;
  }
  return "editor";
}

}  // namespace

Result<void> edit_file(const std::filesystem::path& file) {
  const std::string editor = chosen_editor();
  // The variables hold a command, with options perhaps: a shell takes it apart.
  std::string script = editor + " \"$1\"";
  std::string path = file.string();
  std::string shell = "sh", option = "-c";
  std::array<char*, 6> words = {shell.data(), option.data(), script.data(),
                                shell.data(), path.data(),   nullptr};
  posix_spawnattr_t attributes;
  posix_spawnattr_init(&attributes);
  sigset_t none, all;
  sigemptyset(&none);
  sigfillset(&all);
  posix_spawnattr_setsigmask(&attributes, &none);
  posix_spawnattr_setsigdefault(&attributes, &all);
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
  pid_t process = 0;
  const int error = posix_spawn(&process, "/bin/sh", nullptr, &attributes, words.data(), environ);
  posix_spawnattr_destroy(&attributes);
  if (error != 0) return fail_errno("cannot start the editor", error);
  int status = 0;
  while (waitpid(process, &status, 0) < 0 && errno == EINTR) {
  }
  constexpr int not_found = 127;
  if (WIFEXITED(status) && WEXITSTATUS(status) == not_found) {
    return fail(
        fmt::format("there is no editor `{}`. Set EDITOR to one that is there, or edit {} in "
                    "another window and use `watch` here",
                    editor, path));
  }
  if (!WIFEXITED(status) || WEXITSTATUS(status) != 0) {
    return fail(
        fmt::format("the editor `{}` did not end as it should; the file is {}", editor, path));
  }
  return {};
}

}  // namespace spyglass
