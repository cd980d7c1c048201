#pragma once

#include "repl/session/session.hpp"
#include "repl/views/output.hpp"

namespace spyglass {

/// What a person sees when control comes back: why, the code around the place, the call as named
/// registers, or what the last move changed. Only what belongs to this stop; `regs` shows the rest.
void show_stop(Output& out, const Session& session, const Outcome& outcome);

/// The parts, for commands that show one of them.
Result<void> show_code(Output& out, const Session& session, Addr from, std::size_t count);
void show_code_around_stop(Output& out, const Session& session);
/// The line of a call that is over, and what it means in words.
void show_call_result(Output& out, const Call& call);
void show_call_site(Output& out, const Session& session, const CallSite& site);

}  // namespace spyglass
