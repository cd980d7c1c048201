#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string_view>

#include "core/proc/source.hpp"

namespace spyglass::proc {

/// What a process has used up so far. A number that the kernel does not tell is missing.
struct Usage {
  std::chrono::milliseconds user{};     ///< processor time in the program itself, of all threads
  std::chrono::milliseconds system{};   ///< and in the kernel on its behalf
  std::chrono::milliseconds elapsed{};  ///< since it was started

  std::uint64_t voluntary_switches = 0;  ///< a thread had to wait for something
  std::uint64_t forced_switches = 0;     ///< it had to make room for another

  /// In bytes.
  std::optional<std::uint64_t> virtual_memory;  ///< all that is mapped
  std::optional<std::uint64_t> resident;        ///< in memory chips right now
  std::optional<std::uint64_t> most_resident;   ///< at its highest so far
  std::optional<std::uint64_t> swapped;         ///< on disk, to be fetched back

  /// Of one processor, over its whole life: 1 is all of it. Nothing for one that has just begun.
  [[nodiscard]] std::optional<double> share_of_processor() const;
};

/// Times in a text of /proc/PID/stat, proc_pid_stat(5), in clock ticks.
struct StatTimes {
  std::uint64_t user = 0;
  std::uint64_t system = 0;
  std::uint64_t started = 0;  ///< since the machine was started
};
std::optional<StatTimes> parse_stat_times(std::string_view text);

/// Adds the memory and the switches that a text of /proc/PID/status or /proc/PID/task/TID/status
/// tells of; switches are one thread's there.
void add_status(Usage& usage, std::string_view text);

/// Nothing for a process that is gone.
std::optional<Usage> usage(Pid process, const Source& source = kernel());

}  // namespace spyglass::proc
