#pragma once

#include <string>
#include <vector>

#include "repl/recipe/running.hpp"

namespace spyglass {

/// Looks for mistakes in recipes (all of them, where none is named): names that nothing declares,
/// arguments that nothing reads, a missing or a wrong sample; and runs each on the recording that
/// lies beside it (recorded/NAME.spy; a second run: NAME.2.spy), whose results must be those of
/// recorded/NAME.txt. Prints what it finds, and last "N passed, N failed". The exit status.
int check_recipes(const std::vector<RecipeWord>& words);

/// What is wrong with a recipe's text alone, in sentences: see lint.cpp.
std::vector<std::string> recipe_remarks(std::string_view code, const Recipe& recipe);

/// The results of a recipe on recordings, one after the other, as text. What goes wrong meanwhile
/// is an error.
Result<std::string> results_on_recording(const std::filesystem::path& recipe,
                                         const std::vector<GivenArgument>& given,
                                         const std::vector<std::string>& recordings,
                                         ResultKind form = ResultKind::text);

}  // namespace spyglass
