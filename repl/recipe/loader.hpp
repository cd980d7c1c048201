#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "repl/recipe/recipe.hpp"

namespace spyglass {

/// `min=20`, as somebody says it to a recipe.
struct GivenArgument {
  std::string name, value;
};

/// Reads a recipe's file and runs it: it declares what it is, and its functions. What is wrong with
/// it, or with the arguments, is an error that names the file and the line, or the argument.
Result<std::unique_ptr<Recipe>> load_recipe(const std::filesystem::path& file,
                                            const std::vector<GivenArgument>& given);

/// The same, as far as recipe{…} goes, with arguments that need not be there: for lists and help.
/// It has no functions.
Result<std::unique_ptr<Recipe>> describe_recipe(const std::filesystem::path& file);

}  // namespace spyglass
