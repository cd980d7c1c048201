#pragma once

#include <string_view>

namespace spyglass {

/// What a successful call leaves in the world that rewinding a process's registers and memory does
/// not take back: "the bytes stay written". Empty for calls that only look, or only change memory.
std::string_view lasting_effect(std::string_view call);

}  // namespace spyglass
