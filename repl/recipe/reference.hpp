#pragma once

#include <string>

namespace spyglass {

/// All that a recipe may say and see, as Markdown: docs/recipe-format.md.
std::string recipe_reference();

}  // namespace spyglass
