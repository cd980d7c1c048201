#pragma once

#include <string>

#include "core/decode/call.hpp"
#include "core/sandbox/facts.hpp"

namespace spyglass {

/// The part of denied_by() about calls that name files, and calls that write to them.
std::string file_denied_by(const Call& call, Errno error, const SandboxFacts& facts);

}  // namespace spyglass
