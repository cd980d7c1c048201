#pragma once

#include "repl/recipe/recipe.hpp"

namespace spyglass {

/// Makes row, top, hist, tree, text, known and json functions of a recipe's state.
void open_result_functions(Recipe& recipe);

}  // namespace spyglass
