#include "repl/lesson/editor.hpp"

#include <fmt/format.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>

#include "core/ptrace/launch.hpp"
#include "repl/own_environment.hpp"

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
  auto child = prepare_child({.path = "/bin/sh",
                              .arguments = {"sh", "-c", editor + " \"$1\"", "sh", file.string()},
                              .environment = own_environment(),
                              .streams = Streams::inherited,
                              .randomize_addresses = true});
  if (!child) return tl::make_unexpected(child.error());
  const char byte = 1;
  if (write(child->go.get(), &byte, 1) != 1) return fail_errno("cannot start the editor", errno);
  const pid_t process = child->process.value();
  int status = 0;
  while (waitpid(process, &status, 0) < 0 && errno == EINTR) {
  }
  constexpr int not_found = 127;
  if (WIFEXITED(status) && WEXITSTATUS(status) == not_found) {
    return fail(
        fmt::format("there is no editor `{}`. Set EDITOR to one that is there, or edit {} in "
                    "another window and use `watch` here",
                    editor, file.string()));
  }
  if (!WIFEXITED(status) || WEXITSTATUS(status) != 0) {
    return fail(fmt::format("the editor `{}` did not end as it should; the file is {}", editor,
                            file.string()));
  }
  return {};
}

}  // namespace spyglass
