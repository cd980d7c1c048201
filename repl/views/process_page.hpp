#pragma once

#include <string_view>

#include "core/base/result.hpp"
#include "core/proc/source.hpp"
#include "repl/views/output.hpp"

namespace spyglass {

/// Who a process is, what it has used up, and what it takes, one fact a line.
Result<void> show_status(Output& out, Pid process, const proc::Source& source);

/// What a process may use at most, each with what it means.
Result<void> show_limits(Output& out, Tid thread, const proc::Source& source);

/// The variables that a process was started with, those alone that contain `wanted`.
Result<void> show_environment(Output& out, Tid thread, std::string_view wanted,
                              const proc::Source& source);

}  // namespace spyglass
