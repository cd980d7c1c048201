#include "repl/shell/prompt_recipes.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "core/base/nearest.hpp"
#include "repl/recipe/running.hpp"

namespace spyglass {

namespace {

/// What is shown, and kept with the program's calls as well.
class NotedForm final : public ResultForm {
 public:
  NotedForm(Session& session, std::unique_ptr<ResultForm> shown)
      : session_(session), shown_(std::move(shown)) {}

  void row(const Recipe& recipe, const std::vector<Cell>& cells) override {
    EventLog::RowEntry entry{recipe.name, {}};
    for (std::size_t i = 0; i < cells.size() && i < recipe.columns.size(); ++i) {
      entry.cells.emplace_back(recipe.columns[i].name, value_of(cells[i]));
    }
    session_.note_row(std::move(entry));
    shown_->row(recipe, cells);
  }
  void text(const Recipe& recipe, std::string_view text) override { shown_->text(recipe, text); }
  void summary(const Recipe& recipe, const RecipeSummary& summary) override {
    shown_->summary(recipe, summary);
  }

 private:
  static EventLog::RowValue value_of(const Cell& cell) {
    if (const auto* flag = std::get_if<bool>(&cell)) return *flag;
    if (const auto* number = std::get_if<std::int64_t>(&cell)) return *number;
    if (const auto* number = std::get_if<double>(&cell)) return *number;
    if (std::holds_alternative<Nothing>(cell)) return std::monostate();
    return cell_text(cell);
  }

  Session& session_;
  std::unique_ptr<ResultForm> shown_;
};

}  // namespace

Result<void> PromptRecipes::add(const std::vector<std::string>& words) {
  const auto asked = recipe_words(words);
  if (!asked) return tl::make_unexpected(asked.error());
  auto loaded = load_recipes(*asked);
  if (!loaded) return tl::make_unexpected(loaded.error());
  for (const auto& recipe : *loaded) {
    if (std::ranges::find(running_, recipe->name, &Running::name) != running_.end()) {
      return bad_input(fmt::format("{0} looks on already; `recipe off {0}` ends it", recipe->name));
    }
    if (!recipe->controls) continue;
    if (auto living = session_.check_living(); !living) return living;
  }
  for (auto& recipe : *loaded) {
    Running running{.name = recipe->name,
                    .form = std::make_unique<NotedForm>(
                        session_, make_form(ResultKind::text, say_.result, false))};
    std::vector<std::unique_ptr<Recipe>> one;
    one.push_back(std::move(recipe));
    running.recipes = std::make_unique<Recipes>(std::move(one), *running.form, say_.problem);
    running_.push_back(std::move(running));
  }
  session_.injector().decide_by([this](const std::shared_ptr<const Call>& call,
                                       const Stopped& thread) { return decide(call, thread); });
  return {};
}

Result<void> PromptRecipes::end(std::string_view name) {
  const auto is_meant = [&](const Running& one) { return name.empty() || one.name == name; };
  if (std::ranges::none_of(running_, is_meant) && !name.empty()) {
    const std::vector<std::string> names = this->names();
    return bad_input(fmt::format("no recipe `{}` looks on{}", name,
                                 did_you_mean(name, {names.begin(), names.end()})));
  }
  for (const Running& running : running_) {
    if (is_meant(running)) running.recipes->finish();
  }
  std::erase_if(running_, is_meant);
  if (running_.empty()) session_.injector().decide_by({});
  return {};
}

std::vector<std::string> PromptRecipes::names() const {
  std::vector<std::string> names;
  for (const Running& running : running_) names.push_back(running.name);
  return names;
}

void PromptRecipes::stepped(const Trace::Step& step) {
  for (const Running& running : running_) running.recipes->take(step);
}

std::shared_ptr<const Injection> PromptRecipes::decide(const std::shared_ptr<const Call>& call,
                                                       const Stopped& thread) {
  std::shared_ptr<const Injection> decided;
  for (const Running& running : running_) {
    // All are asked, and the first that wants something gets it.
    auto injection = running.recipes->decide(call, thread);
    if (decided == nullptr) decided = std::move(injection);
  }
  return decided;
}

std::optional<std::string> PromptRecipes::take_pause() {
  for (const Running& running : running_) {
    if (auto why = running.recipes->take_pause()) return fmt::format("{}: {}", running.name, *why);
  }
  return std::nullopt;
}

bool PromptRecipes::wants_call_stops() const {
  return std::ranges::any_of(running_, [](const Running& running) {
    return running.recipes->controls() || running.recipes->asks_stacks();
  });
}

}  // namespace spyglass
