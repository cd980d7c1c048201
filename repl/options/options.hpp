#pragma once

#include "repl/signals.hpp"

namespace spyglass {

/// The command line: takes it apart (CLI11), does what it says, and returns the exit status: 0,
/// 1 when something failed, 2 for a command line that makes no sense.
int run_with_options(int count, char** words, Signals& signals);

}  // namespace spyglass
