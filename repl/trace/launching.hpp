#pragma once

#include "core/base/scratch.hpp"
#include "core/ptrace/launch.hpp"
#include "repl/trace/request.hpp"

namespace spyglass {

/// How the program of a request is started: where it is, as whom, with which environment, under
/// which filter, and what it is held in.
struct Launching {
  LaunchOptions options;
  std::optional<SandboxFacts> held_in;  ///< nothing: it may do what we may
  std::optional<Scratch> scratch;       ///< of a sandbox that was made for it
};

/// An error tells what of a request cannot be done.
Result<Launching> plan_launch(const TraceRequest& request);

}  // namespace spyglass
