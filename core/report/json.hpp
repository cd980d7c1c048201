#pragma once

#include <signal.h>

#include <chrono>
#include <optional>
#include <string>

#include "core/base/exit_status.hpp"
#include "core/decode/call.hpp"

// The events of a trace as JSON: each is one object on one line, here without its newline. What is
// promised of them stands in docs/json.md. Lines are ASCII and valid JSON whatever bytes a traced
// program puts into its arguments.

namespace spyglass {

/// The time of day, as nanoseconds since 1970.
using WallTime = std::chrono::system_clock::time_point;

/// Seconds since 1970, with nine digits behind the dot: more than a double can hold.
[[nodiscard]] std::string time_text(WallTime time);

/// Whose event it is, and when it was seen.
struct EventPlace {
  Pid process{};
  Tid thread{};
  std::optional<WallTime> time = std::nullopt;
};

/// A call: when it is over, or, with what is known so far, while it is in the kernel. `entered` is
/// the time of day that belongs to Call::entered.
[[nodiscard]] std::string call_json(const Call& call, std::optional<WallTime> entered = {});

/// A signal on its way to a thread.
[[nodiscard]] std::string signal_json(const EventPlace& place, Signal signal, const siginfo_t& info,
                                      const DecodeOptions& options = {});
/// A process that a signal stopped until SIGCONT comes.
[[nodiscard]] std::string stopped_json(const EventPlace& place, Signal signal);
/// A thread that exited or was killed.
[[nodiscard]] std::string ended_json(const EventPlace& place, const ExitStatus& status);
/// Records of a thread's calls that found no room.
[[nodiscard]] std::string lost_json(const EventPlace& place, std::uint64_t records);
/// A thread that begins, and the one that made it, where that is known.
[[nodiscard]] std::string started_json(const EventPlace& place, std::optional<Tid> parent = {});
/// A thread that is gone because thread `by` of its process executed another program.
[[nodiscard]] std::string superseded_json(const EventPlace& place, Tid by);

}  // namespace spyglass
