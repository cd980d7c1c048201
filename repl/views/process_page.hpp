#pragma once

#include <string_view>

#include "core/base/result.hpp"
#include "repl/views/output.hpp"

namespace spyglass {

/// Who a process is, what it has used up, and what it takes, one fact a line.
Result<void> show_status(Output& out, Pid process);

/// What a process may use at most, each with what it means.
Result<void> show_limits(Output& out, Tid thread);

/// The variables that a process was started with, those alone that contain `wanted`.
Result<void> show_environment(Output& out, Tid thread, std::string_view wanted);

}  // namespace spyglass
