#pragma once

#include "core/decode/kind.hpp"

namespace spyglass::kinds {

/// cmsg(3): what goes with a message beside its bytes; size_from: how many bytes of it there are.
extern const Kind control_messages;

}  // namespace spyglass::kinds
