#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "repl/recipe/running.hpp"

namespace spyglass {

/// The list of all recipes, by category, on standard output. An exit status, as for all of these.
int show_recipe_list();
/// What each recipe is for, and what can be said to it.
int show_recipe_help(const std::vector<RecipeWord>& words);

std::string recipe_list_text();
std::string recipe_help_text(const Recipe& recipe);

int print_to_standard_output(std::string_view text);

}  // namespace spyglass
