#pragma once

#include <string>
#include <vector>

#include "repl/recipe/forms.hpp"
#include "repl/recipe/loader.hpp"
#include "repl/trace/request.hpp"

namespace spyglass {

class Recipes;

/// A recipe by its name or path, and what is said to it.
struct RecipeWord {
  std::string name;
  std::vector<GivenArgument> given;
};

/// `slow min=20 opens`: names, each with its arguments behind it. An argument before any name, and
/// a recipe that is there twice, are errors.
Result<std::vector<RecipeWord>> recipe_words(const std::vector<std::string>& words);

/// Loads all of them.
Result<std::vector<std::unique_ptr<Recipe>>> load_recipes(const std::vector<RecipeWord>& words);

/// Traces as the request says, or tells its recording again, for recipes alone: what they want of
/// calls and of the engine is put into it. `earlier`: recordings that are told before. Returns the
/// program's own exit status; 1, with sentences on standard error, where a recipe has failed or a
/// trace would (tracing.hpp).
int run_recipes(std::vector<std::unique_ptr<Recipe>> recipes,
                const std::vector<std::string>& earlier, TraceRequest request, ResultKind form);

/// Tells all of a recording to recipes; the error says what is wrong with it.
Result<void> tell_recording(Recipes& recipes, const std::string& recording);

}  // namespace spyglass
