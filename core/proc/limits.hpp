#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/proc/source.hpp"

namespace spyglass::proc {

/// A line of /proc/PID/limits; proc_pid_limits(5).
struct Limit {
  std::string name;                   ///< the kernel's words for it: "Max open files"
  std::optional<std::uint64_t> soft;  ///< in force now; nothing: there is no limit
  std::optional<std::uint64_t> hard;  ///< how far the process may raise it
  std::string unit;                   ///< "bytes", "files"; empty for the levels of priorities
};

/// In the order of the text; lines of another form are left out.
std::vector<Limit> parse_limits(std::string_view text);

/// Empty for a process that is gone.
std::vector<Limit> limits(Tid thread, const Source& source = kernel());

}  // namespace spyglass::proc
