#include "repl/recipe/checker.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <sstream>

#include "core/base/read_text.hpp"
#include "repl/complain.hpp"
#include "repl/recipe/page.hpp"
#include "repl/recipe/recipe_list.hpp"
#include "repl/recipe/recipes.hpp"
#include "repl/script/script_file.hpp"

namespace spyglass {

namespace {

namespace fs = std::filesystem;

std::vector<std::string> words_of(const std::string& line) {
  std::istringstream stream(line);
  std::vector<std::string> words;
  for (std::string word; stream >> word;) words.push_back(std::move(word));
  return words;
}

std::string first_line(const std::string& text) { return text.substr(0, text.find('\n')); }

/// What the sample's command line says to the recipe: `$ spyglass recipe slow min=20 -- make`.
std::vector<GivenArgument> sample_arguments(const Recipe& recipe) {
  std::vector<GivenArgument> given;
  for (const std::string& word : words_of(first_line(recipe.sample))) {
    if (word == "--") break;
    const std::size_t equals = word.find('=');
    if (equals != std::string::npos && !word.starts_with('-')) {
      given.push_back({word.substr(0, equals), word.substr(equals + 1)});
    }
  }
  return given;
}

/// The first line of what the sample shows: names of columns, or of a summary.
std::vector<std::string> sample_head(const Recipe& recipe) {
  const std::size_t end = recipe.sample.find('\n');
  return end == std::string::npos ? std::vector<std::string>{}
                                  : words_of(first_line(recipe.sample.substr(end + 1)));
}

/// What is wrong with one recipe.
class Check {
 public:
  explicit Check(fs::path file) : file_(std::move(file)) {}

  std::vector<std::string> findings() {
    const auto described = describe_recipe(file_);
    if (!described) return {described.error().message};
    const auto given = sample_arguments(**described);
    const auto recipe = load_recipe(file_, given);
    if (!recipe) return {recipe.error().message};
    const auto code = read_script(file_);
    if (!code) return {code.error().message};
    std::vector<std::string> findings = recipe_remarks(*code, **recipe);
    if (!(*recipe)->controls) look_at_recording(**recipe, given, findings);
    return findings;
  }

 private:
  void look_at_recording(const Recipe& recipe, const std::vector<GivenArgument>& given,
                         std::vector<std::string>& findings) const {
    const fs::path beside = file_.parent_path() / "recorded" / recipe.name;
    std::vector<std::string> recordings;
    for (const char* ending : {".spy", ".2.spy"}) {
      std::error_code error;
      if (fs::exists(beside.string() + ending, error)) {
        recordings.push_back(beside.string() + ending);
      }
    }
    // One of one's own need not have a recording.
    if (recordings.empty()) return;
    const auto results = results_on_recording(file_, given, recordings);
    if (!results) return findings.push_back(results.error().message);
    if (const auto expected = read_text(beside.string() + ".txt");
        !expected || *results != *expected) {
      findings.push_back(fmt::format("on {} it gives something else than {}.txt has:\n{}",
                                     recordings.front(), recipe.name, *results));
    }
    const auto head = words_of(first_line(*results));
    if (!recipe.sample.empty() && sample_head(recipe) != head) {
      findings.push_back(fmt::format("its sample begins with `{}`, and a run with `{}`",
                                     fmt::join(sample_head(recipe), " "), fmt::join(head, " ")));
    }
  }

  fs::path file_;
};

}  // namespace

Result<std::string> results_on_recording(const fs::path& file,
                                         const std::vector<GivenArgument>& given,
                                         const std::vector<std::string>& recordings,
                                         ResultKind kind) {
  auto recipe = load_recipe(file, given);
  if (!recipe) return tl::make_unexpected(recipe.error());
  std::string text;
  std::string problem;
  const auto form = make_form(
      kind, [&](std::string_view piece) { text += piece; }, false);
  std::vector<std::unique_ptr<Recipe>> list;
  list.push_back(std::move(*recipe));
  Recipes recipes(std::move(list), *form, [&](const std::string& what) { problem = what; });
  for (std::size_t i = 0; i < recordings.size(); ++i) {
    if (i > 0) recipes.next_run();
    if (auto told = tell_recording(recipes, recordings[i]); !told) {
      return tl::make_unexpected(told.error());
    }
  }
  recipes.finish();
  if (!problem.empty()) return fail(problem);
  return text;
}

int check_recipes(const std::vector<RecipeWord>& words) {
  std::vector<fs::path> files;
  if (words.empty()) files = recipe_files();
  for (const RecipeWord& word : words) {
    const auto file = find_recipe(word.name);
    if (!file) return complain(file.error().message);
    files.push_back(*file);
  }
  std::size_t passed = 0, failed = 0;
  for (const fs::path& file : files) {
    const auto findings = Check(file).findings();
    findings.empty() ? ++passed : ++failed;
    std::string text =
        fmt::format("{} {}\n", findings.empty() ? "ok  " : "FAIL", file.stem().string());
    for (const std::string& finding : findings) text += fmt::format("     {}\n", finding);
    if (print_to_standard_output(text) != 0) return 1;
  }
  print_to_standard_output(fmt::format("{} passed, {} failed\n", passed, failed));
  return failed == 0 ? 0 : 1;
}

}  // namespace spyglass
