#pragma once

#include <string_view>

namespace spyglass {

/// Writes to standard error. Where that cannot be done (it is closed, or a file on a full disk),
/// nobody can be told, and that is no reason to end; fmt::print would throw.
void to_standard_error(std::string_view text);

/// Writes to standard output. Why it could not be written, an error number; 0 when it was.
int to_standard_output(std::string_view text);

/// "spyglass: …": a sentence about what went wrong, or beside a trace. Returns 1, the exit status
/// of a tool that has to end with it.
int complain(std::string_view sentence);

}  // namespace spyglass
