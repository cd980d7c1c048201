#pragma once

#include <memory>
#include <string>
#include <vector>

#include "repl/recipe/forms.hpp"
#include "repl/recipe/loader.hpp"
#include "repl/recipe/recipes.hpp"
#include "tests/pure/made_call.hpp"
#include "tests/temporary_folder.hpp"

namespace spyglass {

/// A recipe that is told of made-up calls of a process 7, and what comes of it.
class RecipeBench {
 public:
  /// Of a recipe that is in order.
  explicit RecipeBench(const std::string& code, const std::vector<GivenArgument>& given = {},
                       ResultKind form = ResultKind::text)
      : form_(make_form(
            form, [this](std::string_view piece) { results += piece; }, false)) {
    auto loaded = load_recipe(folder_.write("try.lua", code), given);
    if (!loaded) {
      problems.push_back(loaded.error().message);
      return;
    }
    std::vector<std::unique_ptr<Recipe>> list;
    list.push_back(std::move(*loaded));
    recipes = std::make_unique<Recipes>(
        std::move(list), *form_, [this](const std::string& what) { problems.push_back(what); });
  }

  void event(const Event& event, std::shared_ptr<const Call> call = {}, int process = 7) {
    Trace::Step step;
    step.stop.thread = Tid(process);
    step.stop.process = Pid(process);
    step.stop.event = event;
    step.call = std::move(call);
    step.when = Call::Clock::time_point(std::chrono::milliseconds(++now_));
    recipes->take(step);
  }

  /// Both halves; it takes 3 ms.
  void call(std::string_view name, std::array<std::uint64_t, 6> arguments, std::int64_t result,
            int process = 7) {
    auto entered = std::make_shared<Call>(made_call(name, arguments, {}, memory));
    auto left = std::make_shared<Call>(made_call(name, arguments, result, memory));
    for (const auto& each : {entered, left}) {
      each->thread = Tid(process);
      each->process = Pid(process);
      each->left = each->entered + std::chrono::milliseconds(3);
    }
    event(event::CallEntry{entered->raw}, entered, process);
    event(event::CallExit{result}, left, process);
  }

  /// What stands in the results when all is over.
  std::string finish() {
    if (recipes) recipes->finish();
    return results;
  }
  [[nodiscard]] std::string problem() const { return problems.empty() ? "" : problems.front(); }

  std::string results;
  std::vector<std::string> problems;
  ProgramMemory memory;
  std::unique_ptr<Recipes> recipes;

 private:
  TemporaryFolder folder_;
  std::unique_ptr<ResultForm> form_;
  std::int64_t now_ = 0;
};

}  // namespace spyglass
