#pragma once

#include <string>
#include <vector>

#include "repl/sandbox_policy.hpp"

namespace CLI {
class App;
}

namespace spyglass {

/// What was said about sandboxes, as it was written.
struct SandboxOptions {
  std::string use;                   ///< --sandbox; empty: nothing was said
  std::vector<std::string> without;  ///< --without
  std::vector<std::string> limits;   ///< --limit
};

/// Declares the flags; what is found goes to `options`.
void declare_sandbox(CLI::App& app, SandboxOptions& options);

/// What they mean; an error that says which of them means nothing.
Result<SandboxPolicy> sandbox_policy(const SandboxOptions& options);

}  // namespace spyglass
