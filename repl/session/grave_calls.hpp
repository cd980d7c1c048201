#pragma once

#include <string_view>

#include "core/decode/call.hpp"

namespace spyglass {

/// What a call would do that nobody wants to happen by mistake: "end the program". Empty for all
/// others.
std::string_view grave_effect(std::string_view call);

/// New threads, and children that borrow their maker's memory, would run on its very stack: says so
/// of a call that makes them.
Result<void> check_harmless(const Call& call);

}  // namespace spyglass
