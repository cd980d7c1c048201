#pragma once

#include "repl/trace/reporters.hpp"
#include "repl/trace/request.hpp"

namespace spyglass {

/// Shows a recording as it would have been shown when it was made. Returns 0; 1, with a sentence on
/// standard error, where it cannot be opened, is damaged (up to there it is shown), or cannot be
/// written.
int retell(const TraceRequest& request, const MakeReporter& more);

}  // namespace spyglass
