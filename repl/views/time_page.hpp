#pragma once

#include "core/base/result.hpp"
#include "repl/session/session.hpp"
#include "repl/views/output.hpp"

namespace spyglass {

/// How long the program has been there, and how much of that it has computed: is it waiting, or
/// working?
Result<void> show_times(Output& out, const Session& session);

/// In which calls, on what, its time went.
Result<void> show_waits(Output& out, const Session& session);

}  // namespace spyglass
