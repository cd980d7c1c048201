#pragma once

#include "core/ptrace/launch.hpp"
#include "repl/trace/request.hpp"

namespace spyglass {

/// How the program of a request is started: where it is, as whom, with which environment, and under
/// which filter. An error tells what of it cannot be done.
Result<LaunchOptions> launch_options(const TraceRequest& request);

}  // namespace spyglass
