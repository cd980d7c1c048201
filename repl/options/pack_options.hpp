#pragma once

#include <string>
#include <vector>

#include "repl/sandbox_policy.hpp"
#include "repl/signals.hpp"
#include "repl/views/output.hpp"

namespace CLI {
class App;
}

namespace spyglass {

/// What stands behind `spyglass lesson pack` and `spyglass lesson install`.
struct PackOptions {
  std::vector<std::string> contents;  ///< of the pack to be made: names, files and folders
  std::string name;                   ///< of its course
  std::string file;                   ///< the pack that is to be installed
  bool yes = false;
  bool replace = false;
};

/// Declares both as subcommands of `lesson`; what is found goes to `options`.
void declare_packs(CLI::App& lesson, PackOptions& options);

/// Each does what it is asked for, and returns the exit status.
int run_pack(const PackOptions& options, Output& out);
int run_install(const PackOptions& options, const SandboxPolicy& sandbox, Signals& signals,
                Output& out);

}  // namespace spyglass
