#pragma once

#include <optional>

#include "core/proc/waiting.hpp"
#include "repl/session/session.hpp"
#include "repl/views/output.hpp"

namespace spyglass {

/// The call that a traced thread is in, as a line of a trace that isn't finished; nothing while it
/// is outside of the kernel, and when the kernel doesn't tell.
std::optional<Call> call_inside(const Session& session, const ThreadRecord& thread,
                                const proc::Waiting& waiting);

/// What a traced thread does or waits for at this moment, in one line.
std::string doing_words(const Session& session, const ThreadRecord& thread);

/// Where a traced thread is in the kernel: its functions for who may see them, else the one that it
/// waits in, and the call.
Result<void> show_kernel_side(Output& out, const Session& session, Tid thread);

}  // namespace spyglass
