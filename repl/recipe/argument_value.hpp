#pragma once

#include <optional>
#include <string_view>

#include "repl/recipe/recipe.hpp"

namespace spyglass {

/// By its name in a recipe: "duration".
std::optional<RecipeArgument::Type> argument_type(std::string_view word);
std::string_view argument_type_name(RecipeArgument::Type type);

/// What somebody wrote, as a value of a type; the error says what would be one.
Result<RecipeArgument::Value> parse_argument(RecipeArgument::Type type, std::string_view word);

}  // namespace spyglass
