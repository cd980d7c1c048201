#pragma once

#include <string>

#include "core/base/result.hpp"
#include "repl/views/output.hpp"

namespace spyglass {

/// A line of a trace, taken apart: name(argument, …) = result.
struct TraceLine {
  std::string name;
  std::vector<std::string> arguments;  ///< as they are written
  std::string result;                  ///< behind the =, or empty
};

/// Commas inside strings, brackets and braces don't separate. Whatever stands before the name (a
/// pid, a time) is left out. An error for a text that is no such line.
Result<TraceLine> parse_trace_line(std::string_view text);

/// Explains a line that was pasted: what was asked, argument by argument, and what came of it.
Result<void> explain_trace_line(Output& out, std::string_view text);

}  // namespace spyglass
