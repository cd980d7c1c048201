#pragma once

#include <string>

#include "core/decode/call.hpp"
#include "core/sandbox/facts.hpp"

namespace spyglass {

/// Whether it was the sandbox that refused a call that has come back, and which layer of it:
/// "Landlock: read-only outside your scratch directory". Empty when the call went well, or would
/// have failed outside as well, as far as we can tell from there. Looks at the thread's process as
/// it is now: where it did not stand still since the call, the answer may come too late.
std::string denied_by(const Call& call, const SandboxFacts& facts);

}  // namespace spyglass
