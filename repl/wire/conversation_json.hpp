#pragma once

#include <string>
#include <vector>

#include "core/wire/turns.hpp"

namespace spyglass {

/// An object on a line; docs/net.md says what its keys mean.
std::string conversation_json(const Conversation& conversation, const std::vector<Turn>& turns);

}  // namespace spyglass
