#include "repl/options/batch.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>

#include "core/base/unique_fd.hpp"
#include "repl/complain.hpp"
#include "repl/shell/shell.hpp"

namespace spyglass {

namespace {

/// In a batch nobody can answer a program that waits for a person, so only that gives a move up;
/// any other call is waited for.
constexpr Patience batch_patience{.quiet = std::chrono::milliseconds(100), .any_call = false};

/// The lines of a descriptor. A signal that means leaving ends them, also while the next one is
/// waited for.
class LineSource {
 public:
  LineSource(Signals& signals, int fd) : signals_(signals), fd_(fd) {}

  /// Nothing at the end, on a signal, and when reading fails.
  std::optional<std::string> next() {
    for (;;) {
      if (const auto end = read_.find('\n'); end != std::string::npos) return take(end);
      if (ended_) break;
      read_more();
    }
    if (read_.empty() || signals_.leaving()) return std::nullopt;
    return take(read_.size());  // the last line need not end with a newline
  }
  /// Why reading failed; 0: it didn't.
  [[nodiscard]] int error() const { return error_; }

 private:
  std::string take(std::size_t length) {
    std::string line = read_.substr(0, length);
    read_.erase(0, length + 1);
    return line;
  }
  void read_more() {
    std::array<pollfd, 2> sources = {pollfd{fd_, POLLIN, 0}, pollfd{signals_.fd(), POLLIN, 0}};
    poll(sources.data(), sources.size(), -1);
    signals_.collect();
    ended_ = signals_.leaving();
    if (ended_ || sources[0].revents == 0) return;
    std::array<char, 4096> chunk;
    const ssize_t count = read(fd_, chunk.data(), chunk.size());
    if (count < 0 && errno == EINTR) return;
    if (count < 0) error_ = errno;
    if (count > 0) read_.append(chunk.data(), static_cast<std::size_t>(count));
    ended_ = count <= 0;
  }

  Signals& signals_;
  int fd_;
  std::string read_;
  bool ended_ = false;
  int error_ = 0;
};

/// Each of its functions is false when a command failed, or when it is time to leave.
class BatchRunner {
 public:
  BatchRunner(Signals& signals, Output& out, const SandboxPolicy& sandbox)
      : signals_(signals), shell_(signals, out, {.patience = batch_patience, .sandbox = sandbox}) {}

  bool run_all(const std::vector<std::string>& lines) {
    for (const std::string& line : lines) {
      if (shell_.leaving()) break;
      if (!run_one(line)) return false;
    }
    return true;
  }
  bool run_file(const std::string& path) {
    const UniqueFd file(open(path.c_str(), O_RDONLY | O_CLOEXEC));
    return run_descriptor(file.get(), file ? 0 : errno, "the command file " + path);
  }
  bool run_standard_input() { return run_descriptor(STDIN_FILENO, 0, "standard input"); }

 private:
  bool run_one(const std::string& line) {
    const auto done = shell_.run_line(line);
    if (!done) complain(done.error().message);
    return done.has_value() && !signals_.leaving();
  }
  bool run_descriptor(int fd, int error, const std::string& what) {
    LineSource lines(signals_, fd);
    while (error == 0 && !shell_.leaving()) {
      const auto line = lines.next();
      if (!line) break;
      if (!run_one(*line)) return false;
    }
    if (error == 0) error = lines.error();
    if (error != 0) complain(fmt::format("cannot read {}: {}", what, std::strerror(error)));
    return error == 0 && !signals_.leaving();
  }

  Signals& signals_;
  Shell shell_;
};

}  // namespace

int run_batch(Signals& signals, Output& out, const Batch& batch) {
  signals.leave_on_interrupt();
  BatchRunner runner(signals, out, batch.sandbox);
  const bool done = runner.run_all(batch.first) && runner.run_all(batch.commands) &&
                    (batch.file.empty() || runner.run_file(batch.file)) &&
                    (!batch.standard_input || runner.run_standard_input());
  if (done) out.fresh_line();
  return done ? 0 : 1;
}

}  // namespace spyglass
