#pragma once

#include "core/decode/call.hpp"
#include "repl/views/output.hpp"

namespace spyglass {

/// One call as a page: the line, what it does, every argument in words, what came of it.
void show_call_card(Output& out, const Call& call);

/// A row of the catalogue as a page: what the call is for, its arguments, its result, its errors,
/// and its number and registers in each ABI.
void show_row_card(Output& out, const Row& row);

}  // namespace spyglass
