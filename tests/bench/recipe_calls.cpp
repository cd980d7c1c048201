// What a recipe costs beside the engine: calls that programs make all day are decoded and told to
// recipes, and nobody runs. See README.md.

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>

#include "repl/recipe/forms.hpp"
#include "repl/recipe/loader.hpp"
#include "repl/recipe/recipes.hpp"
#include "tests/bench/usual_calls.hpp"

namespace {

using namespace spyglass;

/// What recipes are compared by; the first is told of nothing, so that it is the engine's own cost.
struct Trial {
  std::string_view name;
  std::string_view code;
};
constexpr Trial trials[] = {
    {"no call asked for", R"(recipe { summary = "s", category = "c", calls = "none" }
function on.call_exit(e) end)"},
    {"a `where` that rejects all",
     R"(recipe { summary = "s", category = "c", where = "failed and duration > 1000" }
function on.call_exit(e) end)"},
    {"a function that does nothing", R"(recipe { summary = "s", category = "c" }
function on.call_exit(e) end)"},
    {"three fields are read", R"(recipe { summary = "s", category = "c" }
local sum = 0
function on.call_exit(e)
  if e.name ~= "brk" and not e.error then sum = sum + e.result end
end)"},
    {"an argument is read", R"(recipe { summary = "s", category = "c" }
local last
function on.call_exit(e) last = e.arg.fd end)"},
    {"a sum by name", R"(recipe { summary = "s", category = "c", summaries = "time:seconds" }
function on.call_exit(e) top("time", e.name, e.duration) end)"},
};

/// Microseconds that a call takes, decoding included.
double measure(const bench::UsualCalls& usual, const Memory& memory, Recipes& recipes,
               long rounds) {
  using Clock = std::chrono::steady_clock;
  CallPairs pairs({});
  const Pid process(4711);
  Trace::Step step;
  step.stop.thread = leader_of(process);
  step.stop.process = process;
  const auto tell = [&](Event event) {
    step.stop.event = std::move(event);
    step.call = pairs.take(step.stop.thread, process, step.stop.event, memory, step.when);
    recipes.take(step);
  };
  const auto begin = Clock::now();
  for (long i = 0; i < rounds; ++i) {
    for (const bench::UsualCall& call : usual.all()) {
      tell(event::CallEntry{call.numbers});
      tell(event::CallExit{call.result});
    }
  }
  const std::chrono::duration<double, std::micro> taken = Clock::now() - begin;
  return taken.count() / static_cast<double>(rounds) / static_cast<double>(usual.all().size());
}

Result<double> measure(const Trial& trial, long calls) {
  const auto file = std::filesystem::temp_directory_path() / fmt::format("bench-{}.lua", getpid());
  std::ofstream(file) << trial.code << '\n';
  auto recipe = load_recipe(file, {});
  std::filesystem::remove(file);
  if (!recipe) return tl::make_unexpected(recipe.error());
  std::vector<std::unique_ptr<Recipe>> list;
  list.push_back(std::move(*recipe));
  const auto form = make_form(
      ResultKind::text, [](std::string_view) {}, false);
  std::string problem;
  Recipes recipes(std::move(list), *form, [&](const std::string& what) { problem = what; });
  const bench::UsualCalls usual;
  const double taken = measure(usual, usual.memory(), recipes, calls);
  if (!problem.empty()) return fail(problem);
  return taken;
}

}  // namespace

int main(int count, char** words) {
  CLI::App app("What recipes cost beside the engine");
  int rounds = 10;
  long calls = 20'000;
  std::string json_file;
  app.add_option("--rounds", rounds, "how often each is measured")->check(CLI::PositiveNumber);
  app.add_option("--calls", calls, "how many of each call make a round")
      ->check(CLI::PositiveNumber);
  app.add_option("--json", json_file, "the same figures as JSON");
  CLI11_PARSE(app, count, words);

  std::vector<double> smallest(std::size(trials), 1e9);
  for (int round = 0; round < rounds; ++round) {
    for (std::size_t i = 0; i < std::size(trials); ++i) {
      const auto taken = measure(trials[i], calls);
      if (!taken) {
        fmt::print(stderr, "bench-recipe-calls: {}\n", taken.error().message);
        return 1;
      }
      smallest[i] = std::min(smallest[i], *taken);
    }
  }
  nlohmann::json results = nlohmann::json::array();
  for (std::size_t i = 0; i < std::size(trials); ++i) {
    const double more = smallest[i] - smallest.front();
    fmt::print("  {:<30}{:>8.3f} us a call, {:>+7.3f}\n", trials[i].name, smallest[i], more);
    results.push_back({{"recipe", trials[i].name}, {"microseconds", smallest[i]}, {"more", more}});
  }
  if (!json_file.empty()) std::ofstream(json_file) << results.dump(2) << '\n';
  return 0;
}
