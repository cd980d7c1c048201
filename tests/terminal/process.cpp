#include "tests/terminal/process.hpp"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <catch2/catch.hpp>
#include <chrono>

#include "tests/temporary_folder.hpp"

namespace {

struct Ends {
  std::array<int, 2> fd{};
  Ends() { REQUIRE(pipe2(fd.data(), O_CLOEXEC) == 0); }
  int take_read() {
    close(fd[1]);
    return fd[0];
  }
};

[[noreturn]] void run_child(const std::vector<std::string>& arguments, const char* home,
                            const Circumstances& circumstances, int input, int output, int errors) {
  std::vector<char*> words = {const_cast<char*>("spyglass")};
  for (const std::string& word : arguments) words.push_back(const_cast<char*>(word.c_str()));
  words.push_back(nullptr);
  dup2(input, 0);
  dup2(output, 1);
  dup2(errors, 2);
  setenv("NO_COLOR", "1", 1);
  setenv("HOME", home, 1);
  unsetenv("XDG_STATE_HOME");
  unsetenv("XDG_DATA_HOME");
  unsetenv("COLUMNS");
  for (const auto& [name, value] : circumstances.environment)
    setenv(name.c_str(), value.c_str(), 1);
  if (!circumstances.directory.empty() && chdir(circumstances.directory.c_str()) != 0) _exit(126);
  execv(circumstances.binary.c_str(), words.data());
  _exit(127);
}

/// Longer than anything here takes on a busy machine: what takes longer hangs.
constexpr std::chrono::seconds patience{120};

/// Drains both until both are closed. A program that hangs is ended, and its status says so.
void read_all(pid_t child, int output, int errors, Finished& into) {
  const auto deadline = std::chrono::steady_clock::now() + patience;
  std::array<pollfd, 2> sources = {pollfd{output, POLLIN, 0}, pollfd{errors, POLLIN, 0}};
  std::array<std::string*, 2> texts = {&into.output, &into.errors};
  std::array<char, 4096> chunk;
  while (sources[0].fd >= 0 || sources[1].fd >= 0) {
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(
        deadline - std::chrono::steady_clock::now());
    if (poll(sources.data(), sources.size(), std::max(0, static_cast<int>(left.count()))) == 0) {
      kill(child, SIGKILL);
      return;
    }
    for (std::size_t i = 0; i < sources.size(); ++i) {
      if (sources[i].fd < 0 || sources[i].revents == 0) continue;
      const ssize_t count = read(sources[i].fd, chunk.data(), chunk.size());
      if (count > 0) {
        texts[i]->append(chunk.data(), static_cast<std::size_t>(count));
      } else {
        close(sources[i].fd);
        sources[i].fd = -1;
      }
    }
  }
}

}  // namespace

Finished run_spyglass(const std::vector<std::string>& arguments, const std::string& input,
                      const Circumstances& circumstances) {
  const TemporaryFolder home;
  Ends in, out, err;
  const pid_t child = fork();
  REQUIRE(child >= 0);
  if (child == 0)
    run_child(arguments, home.path().c_str(), circumstances, in.fd[0], out.fd[1], err.fd[1]);
  close(in.fd[0]);
  // Shorter than a pipe's capacity, so this cannot block.
  REQUIRE(input.size() < 60000);
  REQUIRE(write(in.fd[1], input.data(), input.size()) == static_cast<ssize_t>(input.size()));
  close(in.fd[1]);
  Finished result;
  read_all(child, out.take_read(), err.take_read(), result);
  int status = 0;
  REQUIRE(waitpid(child, &status, 0) == child);
  result.status = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  return result;
}

Finished at_prompt(const std::vector<std::string>& commands, const std::string& program,
                   const Circumstances& circumstances) {
  std::string input;
  for (const std::string& command : commands) input += command + "\n";
  return run_spyglass(program.empty() ? std::vector<std::string>{} : std::vector{program}, input,
                      circumstances);
}
