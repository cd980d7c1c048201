#include "repl/options/recipe_options.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>

#include "repl/commands/command.hpp"
#include "repl/complain.hpp"
#include "repl/options/flag_actions.hpp"
#include "repl/recipe/checker.hpp"
#include "repl/recipe/page.hpp"
#include "repl/recipe/reference.hpp"
#include "repl/recipe/running.hpp"
#include "repl/recipe/template.hpp"
#include "repl/trace/engine.hpp"

namespace spyglass {

namespace {

struct RecipeOptions {
  std::vector<std::string> words;        ///< names, and what is said to them
  std::vector<std::string> processes;    ///< -p
  std::vector<std::string> environment;  ///< -E
  std::vector<std::string> recordings;   ///< --from
  std::string output, user, engine = "auto";
  bool append = false, json = false, csv = false;
  bool list = false, check = false, reference = false, show_help = false;
  SandboxOptions sandbox;
};

void declare(CLI::App& app, RecipeOptions& options) {
  app.set_help_flag();  // that of a recipe is its own
  app.add_flag("-h,--help", options.show_help, "This page; behind a name, that recipe's");
  app.add_option("recipe", options.words,
                 "Names of recipes or paths of their files, each with its arguments: min=20");
  app.add_option("-p,--attach", options.processes, "Attach to running processes, by number or name")
      ->type_name("PID")
      ->allow_extra_args(false);
  app.add_option("--from", options.recordings,
                 "Look at a recording, in place of a program, or, for recipes that compare, before "
                 "one")
      ->type_name("RECORDING")
      ->allow_extra_args(false);
  auto* json = app.add_flag("--json", options.json, "Results as JSON, an object a line");
  app.add_flag("--csv", options.csv, "Rows and summaries as CSV")->excludes(json);
  app.add_option("-o,--output", options.output, "Write the results to a file, or to |COMMAND")
      ->type_name("FILE");
  app.add_flag("-A,--output-append-mode", options.append, "Add to that file");
  app.add_option("--engine", options.engine, "auto, bpf or ptrace: see docs/engines.md");
  app.add_option("-E,--env", options.environment, "Give the program a variable: NAME=VALUE")
      ->type_name("NAME=VALUE")
      ->allow_extra_args(false);
  app.add_option("-u,--user", options.user, "Run the program as this user")->type_name("USER");
  declare_sandbox(app, options.sandbox);
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
  TraceReading reading;
  for (const std::string& process : options.processes) {
    if (auto added = add_processes(reading, process); !added) {
      return tl::make_unexpected(added.error());
    }
  }
  for (const std::string& change : options.environment) {
    if (auto changed = change_environment(reading, change); !changed) {
      return tl::make_unexpected(changed.error());
    }
  }
  if (auto chosen = set_engine(reading, options.engine); !chosen) {
    return tl::make_unexpected(chosen.error());
  }
  auto sandbox = sandbox_policy(options.sandbox);
  if (!sandbox) return tl::make_unexpected(sandbox.error());
  TraceRequest request = std::move(reading.request);
  request.sandbox = *sandbox;
  request.program = program;
  request.output = options.output;
  request.append = options.append;
  request.user = options.user;
  request.follow = true;
  const bool living = !program.empty() || !request.processes.empty();
  if (!living && !options.recordings.empty()) request.recording = options.recordings.back();
  request.to_standard_output = !living;
  // Beside results nobody wants to be told of each thread that comes.
  request.quiet.insert(static_cast<int>(Message::attach));
  if (!living && options.recordings.empty()) {
    return bad_input(
        fmt::format("on what? `spyglass recipe {0} -- ls`, `spyglass recipe {0} -p "
                    "4711`, `spyglass recipe {0} --from run.spy`",
                    options.words.front()));
  }
  return request;
}

RecipeRun refuse(const Error& error) {
  complain(error.message);
  return {2};
}

/// For a recipe that stops the program for somebody: how it is run at the prompt.
RecipeRun at_the_prompt(const RecipeOptions& options, const std::vector<std::string>& program) {
  RecipeRun run{.sandbox = options.sandbox};
  if (!program.empty()) run.commands.push_back(command_line("run", program));
  for (const std::string& process : options.processes) {
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
  std::vector<std::string> earlier = options.recordings;
  if (!request->recording.empty()) earlier.pop_back();
  return {run_recipes(std::move(*recipes), earlier, *request, form)};
}

}  // namespace

RecipeRun run_recipe(int count, char** words) {
  // What stands behind -- is the program's own.
  std::vector<std::string> own(words + 1, words + count), program;
  if (const auto end = std::ranges::find(own, "--"); end != own.end()) {
    program.assign(end + 1, own.end());
    own.erase(end, own.end());
  }
  CLI::App app("Tracing tools that are ready, and your own: a Lua file each", "spyglass recipe");
  RecipeOptions options;
  declare(app, options);
  try {
    std::ranges::reverse(own);  // as CLI11 takes them
    app.parse(own);
  } catch (const CLI::ParseError& error) {
    return {app.exit(error) == 0 ? 0 : 2};
  }
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
