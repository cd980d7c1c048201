#pragma once

#include <string>

#include "core/decode/call.hpp"
#include "core/sandbox/facts.hpp"

namespace spyglass {

/// Whether it was the sandbox that refused a call that has come back, and which layer of it:
/// "Landlock: read-only outside your scratch directory". Empty when the call went well, or would
/// have failed outside as well, as far as we can tell from there. Asks about the thread, which
/// stands still.
std::string denied_by(const Call& call, const SandboxFacts& facts);

}  // namespace spyglass
