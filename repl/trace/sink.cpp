#include "repl/trace/sink.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <limits.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstring>

namespace spyglass {

namespace {

constexpr std::size_t buffer_size = 64 * 1024;

bool is_writable(int fd) {
  pollfd end{fd, POLLOUT, 0};
  return poll(&end, 1, 0) != 0;
}

/// Files do.
bool takes_at_once(int fd, std::size_t size) {
  struct stat about {};
  return size == 0 || (fstat(fd, &about) == 0 && S_ISREG(about.st_mode));
}

Result<UniqueFd> open_file(const std::string& path, bool append) {
  const int how = O_WRONLY | O_CREAT | O_CLOEXEC | (append ? O_APPEND : O_TRUNC);
  UniqueFd file(open(path.c_str(), how, 0666));
  if (!file) return fail_errno(fmt::format("cannot write the trace to {}", path), errno);
  return file;
}

}  // namespace

Result<Sink> Sink::to_file(const std::string& path, bool append) {
  auto file = open_file(path, append);
  if (!file) return tl::make_unexpected(file.error());
  Sink sink;
  sink.file_ = std::move(*file);
  sink.name_ = path;
  return sink;
}

Sink Sink::to_standard_output() {
  Sink sink;
  sink.file_ = UniqueFd(fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 0));
  sink.name_ = "standard output";
  return sink;
}

Result<Sink> Sink::to_command(const std::string& command) {
  int ends[2];
  if (pipe2(ends, O_CLOEXEC) != 0) return fail_errno("cannot make a pipe", errno);
  UniqueFd reading(ends[0]);
  UniqueFd writing(ends[1]);
  const pid_t child = fork();
  if (child < 0) return fail_errno(fmt::format("cannot start `{}`", command), errno);
  if (child == 0) {
    dup2(reading.get(), STDIN_FILENO);
    // Our blocked signals would stay blocked in the command, and it would outlive Ctrl-C.
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, nullptr);
    std::signal(SIGPIPE, SIG_DFL);
    execl("/bin/sh", "sh", "-c", command.c_str(), nullptr);
    _exit(127);
  }
  Sink sink;
  sink.file_ = std::move(writing);
  sink.command_ = Pid(child);
  sink.name_ = fmt::format("`{}`", command);
  return sink;
}

void Sink::swap(Sink& other) noexcept {
  std::swap(file_, other.file_);
  std::swap(command_, other.command_);
  std::swap(name_, other.name_);
  std::swap(buffer_, other.buffer_);
  std::swap(problem_, other.problem_);
  std::swap(before_waiting_, other.before_waiting_);
  std::swap(collects_, other.collects_);
}

bool Sink::close() {
  flush();
  // Writing fails when the command has ended, but what was in the pipe by then did not fail. It can
  // be counted while an end for reading is open; had we kept one from the beginning, no write would
  // ever fail.
  UniqueFd rest;
  if (command_ != Pid{}) {
    const std::string pipe = fmt::format("/proc/self/fd/{}", file_.get());
    rest = UniqueFd(open(pipe.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC));
  }
  file_.reset();
  if (command_ == Pid{}) return problem_.empty();
  // The wait loop of the tracer may have met its end already: then there is nothing to wait for.
  while (waitpid(command_.value(), nullptr, 0) < 0 && errno == EINTR) {
  }
  command_ = Pid{};
  int unread = 0;
  if (rest && ioctl(rest.get(), FIONREAD, &unread) == 0 && unread > 0) {
    note_problem("it ended before it had read everything");
  }
  return problem_.empty();
}

void Sink::note_problem(std::string_view why) {
  if (!problem_.empty()) return;
  problem_ = fmt::format("the trace is not complete: cannot write to {}: {}", name_, why);
}

void Sink::write(std::string_view text) {
  buffer_ += text;
  const bool somebody_watches = !is_file() || command_ != Pid{};
  if ((somebody_watches && !collects_) || buffer_.size() >= buffer_size) flush();
}

bool Sink::flush() {
  const int fd = is_file() ? file_.get() : STDERR_FILENO;
  std::string_view rest = buffer_;
  while (!rest.empty() && problem_.empty()) {
    // So much goes into a pipe that can take anything at all (pipe(7)).
    const bool careful = before_waiting_ != nullptr && !takes_at_once(fd, rest.size());
    if (careful && !is_writable(fd)) before_waiting_();
    const std::size_t size = careful ? std::min<std::size_t>(rest.size(), PIPE_BUF) : rest.size();
    const ssize_t count = ::write(fd, rest.data(), size);
    if (count > 0) {
      rest.remove_prefix(static_cast<std::size_t>(count));
    } else if (errno != EINTR) {
      note_problem(std::strerror(errno));
    }
  }
  buffer_.clear();
  return problem_.empty();
}

Result<Sinks> Sinks::open(const std::string& output, bool append, bool separately) {
  Sinks sinks;
  sinks.separately_ = separately;
  sinks.append_ = append;
  sinks.prefix_ = output;
  if (output.empty() || separately) return sinks;
  const bool command = output.front() == '|' || output.front() == '!';
  auto sink = command ? Sink::to_command(output.substr(1)) : Sink::to_file(output, append);
  if (!sink) return tl::make_unexpected(sink.error());
  sinks.shared_ = std::move(*sink);
  return sinks;
}

Sinks Sinks::to_standard_output() {
  Sinks sinks;
  sinks.shared_ = Sink::to_standard_output();
  return sinks;
}

Sink& Sinks::of(Tid thread) {
  if (!separately_) return shared_;
  const auto found = own_.find(thread);
  if (found != own_.end()) return found->second;
  auto file = Sink::to_file(fmt::format("{}.{}", prefix_, thread.value()), append_);
  if (!file) {
    note_problem(file.error().message);
    return shared_;
  }
  return own_.emplace(thread, std::move(*file)).first->second;
}

void Sinks::write(Tid thread, std::string_view text) {
  Sink& sink = of(thread);
  sink.write(text);
  unwritten_ = unwritten_ || sink.has_unwritten();
  if (!sink.problem().empty()) note_problem(sink.problem());
}

void Sinks::close(Tid thread) {
  const auto found = own_.find(thread);
  if (found == own_.end()) return;
  if (!found->second.flush()) note_problem(found->second.problem());
  own_.erase(found);
}

bool Sinks::flush() {
  unwritten_ = false;
  if (!shared_.flush()) note_problem(shared_.problem());
  for (auto& [thread, sink] : own_) {
    if (!sink.flush()) note_problem(sink.problem());
  }
  return problem_.empty();
}

bool Sinks::close() {
  unwritten_ = false;
  if (!shared_.close()) note_problem(shared_.problem());
  for (auto& [thread, sink] : own_) {
    if (!sink.close()) note_problem(sink.problem());
  }
  own_.clear();
  return problem_.empty();
}

void Sinks::note_problem(const std::string& problem) {
  if (problem_.empty()) problem_ = problem;
}

}  // namespace spyglass
