#pragma once

#include <map>
#include <optional>

#include "core/ptrace/stopped.hpp"

namespace spyglass {

/// Threads that were resumed but are to stand still for some time yet (Stopped::hold_back). For
/// all others they are as good as running. The tracer's own: it sets them going while it waits.
class HeldBack {
 public:
  struct Plan {
    ResumeClock::time_point when;
    Resume how;
    Signal signal;
  };

  void add(Tid thread, Plan plan) { plans_[thread] = plan; }
  /// The thread has reported something, or is gone: SIGKILL wakes also those that are stopped.
  void drop(Tid thread) { plans_.erase(thread); }
  [[nodiscard]] bool empty() const { return plans_.empty(); }
  /// When the first of them is to go on.
  [[nodiscard]] std::optional<ResumeClock::time_point> next() const;
  /// Sets going whose time has come.
  void resume_until(ResumeClock::time_point now);

 private:
  std::map<Tid, Plan> plans_;
};

}  // namespace spyglass
