#pragma once

#include "repl/options/trace_flags.hpp"

namespace spyglass {

/// What the flags make of `spyglass trace`'s words (the first of which is not looked at). Flags end
/// at the program's name or at `--`. Anything unknown or impossible is an error.
Result<TraceReading> read_trace_flags(int count, char** words);

/// The page that -h shows.
std::string trace_help();

}  // namespace spyglass
