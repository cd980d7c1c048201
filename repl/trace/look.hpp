#pragma once

#include <cstdint>
#include <optional>

#include "core/base/number_set.hpp"
#include "core/live_names.hpp"
#include "core/report/text.hpp"

namespace spyglass {

/// How finely a time is written.
enum class Precision : std::uint8_t {
  seconds = 0,
  milliseconds = 3,
  microseconds = 6,
  nanoseconds = 9
};

/// How a call ended, as -e status= names it.
enum class CallStatus : std::uint8_t { successful, failed, unfinished, unavailable, detached };

/// How the lines of a trace look; the defaults are strace's.
struct TraceLook {
  TextOptions text;
  enum class Clock : std::uint8_t { none, time_of_day, epoch };
  Clock clock = Clock::none;  ///< -t, -ttt
  Precision clock_precision = Precision::seconds;
  std::optional<Precision> since_last;    ///< -r: seconds since the line before
  std::optional<Precision> time_in_call;  ///< -T
  bool call_number = false;               ///< -n
  bool instruction_pointer = false;       ///< -i
  /// Each line of a file says whose it is; on standard error only while there are several threads.
  enum class Threads : std::uint8_t { when_several, always, never };
  Threads threads = Threads::when_several;
  Naming naming;                          ///< -y, -Y: what stands beside descriptors and processes
  NumberSet statuses = NumberSet::all();  ///< of CallStatus; others are not shown
  bool explain = false;                   ///< --explain: in plain words under each line
};

}  // namespace spyglass
