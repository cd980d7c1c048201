#pragma once

#include <string>
#include <vector>

#include "repl/sandbox_policy.hpp"
#include "repl/signals.hpp"
#include "repl/views/output.hpp"

namespace spyglass {

/// Commands without a person: run in order, ended by the first that fails.
struct Batch {
  std::vector<std::string> first = {};     ///< run before all others
  std::vector<std::string> commands = {};  ///< -e
  std::string file = {};                   ///< -x; run after `commands`
  SandboxPolicy sandbox = {};              ///< what programs are held in
  bool standard_input = false;
};

/// Returns the exit status: 1 if a command failed, after its error went to standard error.
int run_batch(Signals& signals, Output& out, const Batch& batch);

}  // namespace spyglass
