#pragma once

#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/proc/usage.hpp"
#include "core/report/summary.hpp"

namespace spyglass {

/// Counts a program's calls over its whole life, and where its time went in them. The time that the
/// program stood still while a person looked at it is nobody's: it is taken off.
class Tally {
 public:
  using Clock = Call::Clock;
  using Time = SummaryRow::Time;

  /// From here on; `used`: what the program has used up before.
  void begin(Clock::time_point now, const std::optional<proc::Usage>& used);
  [[nodiscard]] const std::optional<Clock::time_point>& began() const { return began_; }
  [[nodiscard]] const proc::Usage& used_before() const { return used_before_; }

  // --- when the program stands still; twice is the same as once ---
  void stand_still(Clock::time_point now);
  void go_on(Clock::time_point now);
  /// How long it has stood still so far, in all.
  [[nodiscard]] Time stood(Clock::time_point now) const;

  void entered(const Call& call);
  /// `source` knows what its descriptors are.
  void left(const Call& call, const proc::Source& source);

  [[nodiscard]] const Summary& summary() const { return summary_; }

  /// Calls of one name on the same thing.
  struct Wait {
    std::string call;
    std::string on;  ///< "3</etc/passwd>", "4<TCP:[…]>"; empty: no descriptor has to do with it
    std::uint64_t calls = 0;
    Time total{};
  };
  /// Those that took the most time first.
  [[nodiscard]] std::vector<Wait> waits() const;
  /// The same, for the call that a thread is in: as long as it has taken up to now.
  [[nodiscard]] Wait so_far(const Call& call, Clock::time_point now,
                            const proc::Source& source) const;

 private:
  [[nodiscard]] Time spent(const Call& call, Clock::time_point until) const;

  Summary summary_;
  std::map<std::pair<std::string, std::string>, Wait> waits_;
  std::map<std::pair<Pid, int>, std::string> names_;  ///< of descriptors, as they were last seen
  std::map<Tid, Time> stood_at_entry_;
  std::optional<Clock::time_point> began_;
  proc::Usage used_before_;
  Time stood_{};
  std::optional<Clock::time_point> still_since_;
};

}  // namespace spyglass
