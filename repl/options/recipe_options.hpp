#pragma once

#include <string>
#include <vector>

#include "repl/options/sandbox_options.hpp"

namespace spyglass {

/// What has become of `spyglass recipe …`.
struct RecipeRun {
  int status = 0;  ///< to exit with
  /// Where a recipe stops the program for somebody: nothing has run yet, and these lines of the
  /// prompt are to do it, there.
  std::vector<std::string> commands = {};
  SandboxOptions sandbox = {};  ///< in which they run
};

/// `words` begin with "recipe".
RecipeRun run_recipe(int count, char** words);

}  // namespace spyglass
