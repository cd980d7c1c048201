#pragma once

#include "repl/trace/request.hpp"

namespace spyglass {

/// Traces until the program has ended, or until SIGINT or SIGTERM: then attached processes are let
/// go unharmed, and a launched one gets the signal. Returns the program's own exit status (128 and
/// the signal for one that was killed), or 1 with a sentence on standard error.
int trace_program(const TraceRequest& request);

}  // namespace spyglass
