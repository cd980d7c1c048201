#pragma once

#include "repl/session/session.hpp"
#include "repl/views/output.hpp"

namespace spyglass {

/// What instructions did that somebody had the program execute: each with what it changed, its
/// calls, what ended it before its time, and all registers that are not what they were.
void show_ran_code(Output& out, const Session& session, const RanCode& ran);

}  // namespace spyglass
