#pragma once

#include <chrono>
#include <deque>
#include <optional>

#include "core/ptrace/stopped.hpp"

namespace spyglass {

/// What wait4(2) tells of one thread.
struct Report {
  Tid thread;
  int status;
  std::chrono::microseconds system_time;  ///< zero unless it is counted
};

/// The reports of all our children and tracees, each thread in its turn. The kernel looks through
/// its lists from the same end every time, so busy threads there would keep those at the other
/// end waiting for ever. Therefore all that is to be reported at one moment is collected first, and
/// handed out before anybody who is set going meanwhile can be heard again.
class Reports {
 public:
  /// Whether reports tell the system time; it costs the kernel a sum over all threads at each.
  void count_system_time(bool on) { counts_time_ = on; }

  enum class Outcome {
    report,
    none_yet,     ///< none before the moment given
    interrupted,  ///< a signal handler of ours ran
    nobody_left,  ///< there are no children or tracees
  };
  struct Answer {
    Outcome outcome;
    Report report = {};
  };
  /// Waits for the next report, until `limit` if there is one; a limit in the past only looks.
  /// `in_turn`: there are several threads, so all that have something to report are heard.
  Answer next(std::optional<ResumeClock::time_point> limit, bool in_turn);

  /// Collected, and not handed out: threads that are stopped although nobody was told.
  [[nodiscard]] const std::deque<Report>& collected() const { return collected_; }

 private:
  Outcome collect(int flags);
  Outcome collect_until(ResumeClock::time_point limit);

  std::deque<Report> collected_;
  bool counts_time_ = false;
};

}  // namespace spyglass
