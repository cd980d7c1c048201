#pragma once

#include <signal.h>

#include <chrono>

#include "core/base/exit_status.hpp"
#include "core/ptrace/launch.hpp"
#include "repl/signals.hpp"

namespace spyglass {

/// Runs programs to their ends, one after the other, with nothing to read and nowhere to write, and
/// tells how long each took. What a run leaves behind is ended with it; for that, orphans become
/// ours while one of these exists: it is for a process that does nothing else.
class Stopwatch {
 public:
  explicit Stopwatch(Signals& signals);
  ~Stopwatch();
  Stopwatch(const Stopwatch&) = delete;
  Stopwatch& operator=(const Stopwatch&) = delete;

  struct Run {
    LaunchOptions options;  ///< its streams are not looked at
    /// What it gets should we be killed: one that would leave its programs behind when it is
    /// killed itself gets one that it hears.
    int when_orphaned = SIGKILL;
  };
  struct Lap {
    std::chrono::nanoseconds time{};
    ExitStatus status = {};
    bool too_long = false;  ///< it was ended
    [[nodiscard]] bool went_well() const { return !too_long && status == ExitStatus{}; }
  };
  /// An error when it cannot be started, or when we are to leave.
  Result<Lap> time(const Run& run, std::chrono::milliseconds limit);

 private:
  enum class End { over, too_long, interrupted };
  End wait_for(const UniqueFd& process, std::chrono::milliseconds limit);

  Signals& signals_;
};

}  // namespace spyglass
