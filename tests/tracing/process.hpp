#pragma once

#include <fcntl.h>
#include <sys/prctl.h>

#include <functional>

#include "tests/tracing/harness.hpp"

/// Processes of ours that nobody traces, or that trace for us.
namespace spyglass {

/// Collects the end of a process that was killed, whoever traced it meanwhile.
inline int wait_for_end(pid_t process) {
  int status = 0;
  do {
    REQUIRE(waitpid(process, &status, __WALL) == process);
    // Ours to trace still: it stops once more on its way to the end.
    if (WIFSTOPPED(status)) (void)door::resume(Tid(process), Resume::run, no_signal);
  } while (WIFSTOPPED(status));
  return status;
}

/// A process that runs by itself, and that we talk to. Killed at the end.
class Talker {
 public:
  explicit Talker(const std::string& path, std::vector<std::string> arguments = {}) {
    int in[2], out[2];
    REQUIRE(pipe2(in, O_CLOEXEC) == 0);
    REQUIRE(pipe2(out, O_CLOEXEC) == 0);
    arguments.insert(arguments.begin(), path);
    std::vector<char*> words;
    for (std::string& word : arguments) words.push_back(word.data());
    words.push_back(nullptr);
    process_ = fork();
    REQUIRE(process_ >= 0);
    if (process_ == 0) {
      dup2(in[0], 0);
      dup2(out[1], 1);
      execv(path.c_str(), words.data());
      _exit(127);
    }
    close(in[0]);
    close(out[1]);
    input_ = UniqueFd(in[1]);
    output_ = UniqueFd(out[0]);
  }
  ~Talker() {
    if (process_ == 0) return;
    kill(process_, SIGKILL);
    (void)wait_for_end(process_);
  }
  Talker(const Talker&) = delete;
  Talker& operator=(const Talker&) = delete;

  [[nodiscard]] Pid process() const { return Pid(process_); }
  void say(const std::string& line) const {
    REQUIRE(write(input_.get(), line.data(), line.size()) == static_cast<ssize_t>(line.size()));
  }
  [[nodiscard]] std::string hear() const {
    std::string line;
    for (char byte = 0; byte != '\n' && read(output_.get(), &byte, 1) == 1;) line += byte;
    return line;
  }
  /// Ends it by the end of its input, and returns its status.
  int finish() {
    input_.reset();
    return wait_for_end(std::exchange(process_, 0));
  }
  /// A tracer of ours has seen its end.
  void has_ended() { process_ = 0; }

 private:
  pid_t process_ = 0;
  UniqueFd input_, output_;
};

/// A process that does some work of ours, tells us a number, and then waits to be killed.
class Helper {
 public:
  explicit Helper(const std::function<int()>& work) {
    int ends[2];
    REQUIRE(pipe2(ends, O_CLOEXEC) == 0);
    process_ = fork();
    REQUIRE(process_ >= 0);
    if (process_ == 0) {
      const int number = work();
      const auto count = write(ends[1], &number, sizeof number);
      for (;;) pause();
      _exit(static_cast<int>(count));
    }
    close(ends[1]);
    REQUIRE(read(ends[0], &number_, sizeof number_) == sizeof number_);
    close(ends[0]);
  }
  ~Helper() { kill_now(); }
  Helper(const Helper&) = delete;
  Helper& operator=(const Helper&) = delete;

  [[nodiscard]] int number() const { return number_; }
  void kill_now() {
    if (process_ == 0) return;
    kill(process_, SIGKILL);
    (void)wait_for_end(std::exchange(process_, 0));
  }

 private:
  pid_t process_ = 0;
  int number_ = 0;
};

}  // namespace spyglass
