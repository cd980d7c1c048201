#include "repl/recipe/running.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "core/player.hpp"
#include "repl/complain.hpp"
#include "repl/recipe/recipe_list.hpp"
#include "repl/recipe/recipes.hpp"
#include "repl/trace/engine.hpp"
#include "repl/trace/tracing.hpp"

namespace spyglass {

namespace {

/// Recipes among those who are told of a trace.
class RecipeReporter final : public Reporter {
 public:
  explicit RecipeReporter(Recipes& recipes) : recipes_(recipes) {}

  void begin(Injector& injector) override {
    if (!recipes_.controls()) return;
    injector.decide_by([this](const std::shared_ptr<const Call>& call, const Stopped& thread) {
      return recipes_.decide(call, thread);
    });
  }
  void show(const Trace::Step& step, std::size_t threads) override {
    (void)threads;
    recipes_.take(step);
  }
  void tick() override { recipes_.tick(Call::Clock::now()); }
  [[nodiscard]] bool wants_ticks() const override { return recipes_.has_timer(); }
  void finish() override { recipes_.finish(); }

 private:
  Recipes& recipes_;
};

}  // namespace

Result<std::vector<RecipeWord>> recipe_words(const std::vector<std::string>& words) {
  std::vector<RecipeWord> result;
  for (const std::string& word : words) {
    const std::size_t equals = word.find('=');
    if (equals != std::string::npos && equals > 0 && word.find('/') > equals) {
      if (result.empty()) {
        return bad_input(fmt::format("`{}` is said to no recipe: its name comes first", word));
      }
      result.back().given.push_back({word.substr(0, equals), word.substr(equals + 1)});
      continue;
    }
    if (std::ranges::find(result, word, &RecipeWord::name) != result.end()) {
      return bad_input(fmt::format("the recipe {} stands there twice", word));
    }
    result.push_back({word, {}});
  }
  return result;
}

Result<std::vector<std::unique_ptr<Recipe>>> load_recipes(const std::vector<RecipeWord>& words) {
  std::vector<std::unique_ptr<Recipe>> recipes;
  for (const RecipeWord& word : words) {
    const auto file = find_recipe(word.name);
    if (!file) return tl::make_unexpected(file.error());
    auto recipe = load_recipe(*file, word.given);
    if (!recipe) return tl::make_unexpected(recipe.error());
    recipes.push_back(std::move(*recipe));
  }
  return recipes;
}

Result<void> tell_recording(Recipes& recipes, const std::string& recording) {
  auto player = Player::open(recording, recipes.rules());
  if (!player) return tl::make_unexpected(player.error());
  while (const recorded::Record* record = (*player)->next()) {
    const auto* step = std::get_if<recorded::Step>(record);
    if (step != nullptr && !step->changed) recipes.take((*player)->step());
  }
  if ((*player)->damage().empty()) return {};
  return fail(fmt::format("the recording {} {}", recording, (*player)->damage()));
}

int run_recipes(std::vector<std::unique_ptr<Recipe>> loaded,
                const std::vector<std::string>& earlier, TraceRequest request, ResultKind kind) {
  if (kind == ResultKind::csv && loaded.size() > 1) {
    return complain("--csv is for one recipe: rows of several have different columns");
  }
  // What comes before there is anywhere to write it (rows of an earlier recording) waits.
  Sinks* sinks = nullptr;
  std::string waiting;
  const auto write = [&](std::string_view text) {
    sinks == nullptr ? static_cast<void>(waiting += text) : sinks->write({}, text);
  };
  const auto form = make_form(kind, write, loaded.size() > 1);
  Recipes recipes(std::move(loaded), *form, [](const std::string& problem) { complain(problem); });
  if (recipes.controls() && !request.recording.empty()) {
    return complain(
        "this recipe changes what calls do, and a recording has happened already: run "
        "it with a program");
  }
  if (recipes.asks_stacks() && (!request.recording.empty() || !earlier.empty())) {
    return complain(
        "this recipe asks for the functions that led to a call, and a recording does not "
        "hold those: run it with a program");
  }
  auto calls = CallSet::parse(recipes.call_words());
  if (!calls) return complain(calls.error().message);
  request.calls = std::move(*calls);
  request.lines = false;
  request.changes_calls = recipes.controls();
  request.wants_stacks = recipes.asks_stacks();
  request.looks_at_threads = recipes.asks_files() || recipes.asks_stacks();
  request.counts_system_time = recipes.asks_cpu();
  request.decode = recipes.rules();
  if (auto fits = check_engine(request); !fits) return complain(fits.error().message);
  for (const std::string& recording : earlier) {
    if (auto told = tell_recording(recipes, recording); !told)
      return complain(told.error().message);
    recipes.next_run();
  }
  const int status = trace_program(request, [&](Sinks& all) {
    sinks = &all;
    if (!waiting.empty()) write(std::exchange(waiting, {}));
    return std::make_unique<RecipeReporter>(recipes);
  });
  return recipes.any_failed() && status == 0 ? 1 : status;
}

}  // namespace spyglass
