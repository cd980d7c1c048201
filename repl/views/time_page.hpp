#pragma once

#include "core/base/result.hpp"
#include "repl/session/session.hpp"
#include "repl/views/output.hpp"

namespace spyglass {

/// What it means that a program has computed for such a share of the time, 1 being all of it.
std::string_view waiting_or_working(std::chrono::milliseconds elapsed, double share);

/// How long the program has been there, and how much of that it has computed: is it waiting, or
/// working?
Result<void> show_times(Output& out, const Session& session);

/// In which calls, on what, its time went.
Result<void> show_waits(Output& out, const Session& session);

}  // namespace spyglass
