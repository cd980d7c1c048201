#pragma once

#include <string>
#include <vector>

namespace spyglass {

class Shell;

/// Everything that may stand at the end of a half-typed line, by the row of its command.
std::vector<std::string> completions(Shell& shell, const std::string& before_cursor);

}  // namespace spyglass
