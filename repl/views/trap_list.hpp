#pragma once

#include "repl/session/session.hpp"
#include "repl/views/output.hpp"

namespace spyglass {

/// The command that sets, lists and removes traps of this kind: "break", "catch" or "watch".
std::string_view trap_command(const Trap& trap);
/// What a trap of that command is called: "breakpoint".
std::string_view trap_noun(std::string_view command);
/// What it waits for, its condition included.
std::string trap_words(const Session& session, const Trap& trap);

/// Those of one command, with numbers and hits.
Result<void> show_traps(Output& out, const Session& session, std::string_view command);
void show_trap_set(Output& out, const Session& session, const Trap& trap);

/// Which trap it was, how often it was hit, and what its condition came to: below a headline.
void show_trap_hit(Output& out, const Outcome& outcome);
/// Of memory that is watched: what was there, what is there now, and the instruction that did it.
void show_touch(Output& out, const Session& session, const Outcome& outcome);

}  // namespace spyglass
