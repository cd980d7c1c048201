#include "repl/recipe/page.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "repl/complain.hpp"
#include "repl/recipe/argument_value.hpp"
#include "repl/recipe/recipe_list.hpp"

namespace spyglass {

namespace {

std::string argument_line(const RecipeArgument& argument) {
  const std::string by_itself =
      argument.otherwise.empty() ? "" : fmt::format(" (by itself {})", argument.otherwise);
  return fmt::format("  {:<20}  {}{}\n",
                     fmt::format("{}={}", argument.name, argument_type_name(argument.type)),
                     argument.help, by_itself);
}

}  // namespace

int print_to_standard_output(std::string_view text) {
  return to_standard_output(text) == 0 ? 0 : 1;
}

std::string recipe_list_text() {
  std::map<std::string, std::string> by_category;
  std::string broken;
  std::size_t width = 0;
  for (const auto& file : recipe_files()) width = std::max(width, file.stem().string().size());
  for (const auto& file : recipe_files()) {
    const auto recipe = describe_recipe(file);
    if (recipe) {
      by_category[(*recipe)->category] +=
          fmt::format("  {:<{}}  {}\n", (*recipe)->name, width, (*recipe)->summary);
    } else {
      broken += fmt::format("  {}\n", recipe.error().message);
    }
  }
  std::string text;
  for (const auto& [category, lines] : by_category) text += fmt::format("{}\n{}", category, lines);
  if (!broken.empty()) text += fmt::format("not in order\n{}", broken);
  return text +
         "`spyglass recipe NAME -h` says more of one, `spyglass recipe -h` how they are run.\n";
}

std::string recipe_help_text(const Recipe& recipe) {
  std::string text = fmt::format("{}: {}\n", recipe.name, recipe.summary);
  text += fmt::format("{}, for {} users{}\n", recipe.category,
                      recipe.level == "beginner" ? "all" : "advanced",
                      recipe.controls ? "; changes what calls do" : "");
  if (!recipe.help.empty()) text += "\n" + recipe.help;
  if (!recipe.arguments.empty()) text += "\nArguments\n";
  for (const RecipeArgument& argument : recipe.arguments) text += argument_line(argument);
  return text;
}

int show_recipe_list() { return print_to_standard_output(recipe_list_text()); }

int show_recipe_help(const std::vector<RecipeWord>& words) {
  std::string text;
  for (const RecipeWord& word : words) {
    const auto file = find_recipe(word.name);
    if (!file) return complain(file.error().message);
    const auto recipe = describe_recipe(*file);
    if (!recipe) return complain(recipe.error().message);
    text += (text.empty() ? "" : "\n") + recipe_help_text(**recipe);
  }
  return print_to_standard_output(text);
}

}  // namespace spyglass
