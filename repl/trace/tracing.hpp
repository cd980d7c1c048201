#pragma once

#include "repl/trace/reporters.hpp"
#include "repl/trace/request.hpp"

namespace spyglass {

/// Traces until the program has ended, or until SIGINT or SIGTERM: then attached processes are let
/// go unharmed, and a launched one gets the signal. Returns the program's own exit status (128 and
/// the signal for one that was killed), or 1 with a sentence on standard error.
/// `more`: whoever else is told.
int trace_program(const TraceRequest& request, const MakeReporter& more = {});

}  // namespace spyglass
