#include "core/assemble/tool.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <string_view>

#include "core/base/unique_fd.hpp"

namespace spyglass {

namespace {

using Clock = std::chrono::steady_clock;

// A few lines of code take some 10 ms, 20 MB and 1 KB.
constexpr auto patience = std::chrono::seconds(10);
constexpr rlim_t most_memory = rlim_t{512} << 20;
constexpr rlim_t longest_file = rlim_t{1} << 20;
constexpr std::size_t kept_output = std::size_t{1} << 16;

/// How a tool is started: everything that posix_spawn(3) wants to have freed again.
class Start {
 public:
  Start(const std::string& directory, int output) {
    posix_spawn_file_actions_init(&files_);
    posix_spawn_file_actions_addopen(&files_, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_adddup2(&files_, output, STDOUT_FILENO);
    posix_spawn_file_actions_adddup2(&files_, output, STDERR_FILENO);
    posix_spawn_file_actions_addchdir_np(&files_, directory.c_str());
    posix_spawnattr_init(&attributes_);
    sigset_t all, none;
    sigfillset(&all);
    sigemptyset(&none);
    posix_spawnattr_setsigdefault(&attributes_, &all);
    posix_spawnattr_setsigmask(&attributes_, &none);
    // A group of its own: Ctrl-C is not meant for it.
    posix_spawnattr_setpgroup(&attributes_, 0);
    posix_spawnattr_setflags(
        &attributes_, POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETPGROUP);
  }
  ~Start() {
    posix_spawn_file_actions_destroy(&files_);
    posix_spawnattr_destroy(&attributes_);
  }
  Start(const Start&) = delete;
  Start& operator=(const Start&) = delete;

  /// 0, or an error number.
  int spawn(pid_t& process, const std::vector<std::string>& words) {
    std::vector<char*> arguments;
    arguments.reserve(words.size() + 1);
    for (const std::string& word : words) arguments.push_back(const_cast<char*>(word.c_str()));
    arguments.push_back(nullptr);
    std::vector<char*> environment;
    for (char** entry = environ; *entry != nullptr; ++entry) {
      const std::string_view text(*entry);
      if (!text.starts_with("LC_") && !text.starts_with("LANG")) environment.push_back(*entry);
    }
    std::string locale = "LC_ALL=C";
    environment.push_back(locale.data());
    environment.push_back(nullptr);
    return posix_spawnp(&process, words.front().c_str(), &files_, &attributes_, arguments.data(),
                        environment.data());
  }

 private:
  posix_spawn_file_actions_t files_{};
  posix_spawnattr_t attributes_{};
};

void limit(pid_t process) {
  const auto set = [&](__rlimit_resource what, rlim_t most) {
    const rlimit both{most, most};
    (void)prlimit(process, what, &both, nullptr);
  };
  set(RLIMIT_AS, most_memory);
  set(RLIMIT_FSIZE, longest_file);
  set(RLIMIT_CORE, 0);
}

/// Reads up to the end, or until time is over: then false.
bool read_all(int fd, std::string& into) {
  const auto end = Clock::now() + patience;
  for (;;) {
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(end - Clock::now());
    if (left.count() <= 0) return false;
    pollfd source{fd, POLLIN, 0};
    if (poll(&source, 1, static_cast<int>(left.count())) <= 0) continue;
    std::array<char, 4096> chunk;
    const ssize_t count = read(fd, chunk.data(), chunk.size());
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return true;
    if (into.size() < kept_output) into.append(chunk.data(), static_cast<std::size_t>(count));
  }
}

}  // namespace

Result<ToolRun> run_tool(const std::vector<std::string>& words, const std::string& directory) {
  std::array<int, 2> ends{};
  if (pipe2(ends.data(), O_CLOEXEC) != 0) return fail_errno("cannot make a pipe", errno);
  const UniqueFd output(ends[0]);
  UniqueFd theirs(ends[1]);
  pid_t process = 0;
  const int error = Start(directory, theirs.get()).spawn(process, words);
  theirs.reset();
  if (error == ENOENT) {
    return fail(fmt::format(
        "GNU {} is not installed, which makes instructions of text. Try: apt install binutils",
        words.front()));
  }
  if (error != 0) return fail_errno(fmt::format("cannot start {}", words.front()), error);
  limit(process);
  ToolRun run;
  const bool in_time = read_all(output.get(), run.output);
  if (!in_time) kill(process, SIGKILL);
  int status = 0;
  while (waitpid(process, &status, 0) < 0 && errno == EINTR) {
  }
  const bool no_memory = run.output.find("out of memory") != std::string::npos ||
                         run.output.find("memory exhausted") != std::string::npos;
  if (!in_time || WIFSIGNALED(status) || no_memory) {
    run.end = ToolRun::End::too_much;
  } else if (WEXITSTATUS(status) != 0) {
    run.end = ToolRun::End::complained;
  }
  return run;
}

}  // namespace spyglass
