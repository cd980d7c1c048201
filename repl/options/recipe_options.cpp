#include "repl/options/recipe_options.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>

#include "repl/commands/command.hpp"
#include "repl/complain.hpp"
#include "repl/options/flag_actions.hpp"
#include "repl/options/observing_options.hpp"
#include "repl/recipe/checker.hpp"
#include "repl/recipe/page.hpp"
#include "repl/recipe/reference.hpp"
#include "repl/recipe/running.hpp"
#include "repl/recipe/template.hpp"
#include "repl/trace/engine.hpp"

namespace spyglass {

namespace {

struct RecipeOptions {
  std::vector<std::string> words;  ///< names, and what is said to them
  ObservingOptions observing;
  std::string output;
  bool append = false, json = false, csv = false;
  bool list = false, check = false, reference = false, show_help = false;
};

void declare(CLI::App& app, RecipeOptions& options) {
  app.set_help_flag();  // that of a recipe is its own
  app.add_flag("-h,--help", options.show_help, "This page; behind a name, that recipe's");
  app.add_option("recipe", options.words,
                 "Names of recipes or paths of their files, each with its arguments: min=20");
  declare_observing(app, options.observing,
                    "Look at a recording, in place of a program, or, for recipes that compare, "
                    "before one");
  auto* json = app.add_flag("--json", options.json, "Results as JSON, an object a line");
  app.add_flag("--csv", options.csv, "Rows and summaries as CSV")->excludes(json);
  declare_results(app, options.output, options.append);
  app.add_flag("--list", options.list, "List the recipes");
  app.add_flag("--check", options.check,
               "For authors: look for mistakes, and run each recipe on its recording");
  app.add_flag("--reference", options.reference,
               "For authors: print all that a recipe may say, as Markdown");
  app.footer(
      "spyglass recipe NAME [ARGUMENT=VALUE...] -- PROGRAM [ARGUMENT...]\n"
      "spyglass recipe NAME [ARGUMENT=VALUE...] -p PID\n"
      "spyglass recipe NAME [ARGUMENT=VALUE...] --from RECORDING\n"
      "spyglass recipe new NAME\n"
      "Results of a living program go to standard error, beside what the program writes itself;\n"
      "those of a recording to standard output; with -o to a file.");
}

Result<TraceRequest> request_of(const RecipeOptions& options,
                                const std::vector<std::string>& program) {
  auto request = observing_request(options.observing, program,
                                   fmt::format("spyglass recipe {}", options.words.front()));
  if (!request) return request;
  request->output = options.output;
  request->append = options.append;
  return request;
}

RecipeRun refuse(const Error& error) {
  complain(error.message);
  return {2};
}

/// For a recipe that stops the program for somebody: how it is run at the prompt.
RecipeRun at_the_prompt(const RecipeOptions& options, const std::vector<std::string>& program) {
  RecipeRun run{.sandbox = options.observing.sandbox};
  if (!program.empty()) run.commands.push_back(command_line("run", program));
  for (const std::string& process : options.observing.processes) {
    run.commands.push_back(command_line("attach", {process}));
  }
  run.commands.push_back(command_line("recipe", options.words));
  run.commands.emplace_back("continue");
  return run;
}

RecipeRun run_asked(const RecipeOptions& options, const std::vector<std::string>& program) {
  const auto words = recipe_words(options.words);
  if (!words) return refuse(words.error());
  if (options.check) return {check_recipes(*words)};
  if (options.show_help) return {show_recipe_help(*words)};
  auto recipes = load_recipes(*words);
  if (!recipes) return refuse(recipes.error());
  const auto request = request_of(options, program);
  if (!request) return refuse(request.error());
  const bool pauses = std::ranges::any_of(*recipes, [](const auto& one) { return one->pauses; });
  if (pauses && request->recording.empty()) return at_the_prompt(options, program);
  const ResultKind form = options.json  ? ResultKind::json
                          : options.csv ? ResultKind::csv
                                        : ResultKind::text;
  // The last one is the request's own where nothing living follows.
  std::vector<std::string> earlier = options.observing.recordings;
  if (!request->recording.empty()) earlier.pop_back();
  return {run_recipes(std::move(*recipes), earlier, *request, form)};
}

}  // namespace

RecipeRun run_recipe(int count, char** words) {
  const auto [own, program] = split_words(count, words);
  CLI::App app("Tracing tools that are ready, and your own: a Lua file each", "spyglass recipe");
  RecipeOptions options;
  declare(app, options);
  if (const auto status = parse_words(app, own)) return {*status};
  if (options.reference) return {print_to_standard_output(recipe_reference())};
  if (options.words.size() == 2 && options.words.front() == "new") {
    return {begin_recipe(options.words.back())};
  }
  if (options.check) return run_asked(options, program);
  if (options.show_help && options.words.empty()) {
    return {print_to_standard_output(app.help())};
  }
  if (options.list || options.words.empty()) return {show_recipe_list()};
  return run_asked(options, program);
}

}  // namespace spyglass
