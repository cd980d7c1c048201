#pragma once

#include <string_view>

namespace spyglass {

/// A line without the prompts that were copied along with it: "(spyglass) next" and
/// "3 · step 5 > next" are `next`.
std::string_view without_prompts(std::string_view line);

}  // namespace spyglass
