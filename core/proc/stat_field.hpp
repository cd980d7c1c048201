#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace spyglass::proc {

/// A number in a text of /proc/PID/stat, by its place in proc_pid_stat(5): 4 is the parent, 22 when
/// it was started. Not for the first three, which are no numbers.
std::optional<std::uint64_t> stat_field(std::string_view text, int place);

}  // namespace spyglass::proc
