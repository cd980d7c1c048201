#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "repl/recipe/forms.hpp"
#include "repl/recipe/recipes.hpp"
#include "repl/session/session.hpp"

namespace spyglass {

/// The recipes that look on while somebody moves the program at hand. Each began when it was asked
/// for, and knows nothing of what was before.
class PromptRecipes final : public Watcher {
 public:
  /// Takes whole lines, and what went wrong.
  struct Say {
    std::function<void(std::string_view lines)> result;
    std::function<void(const std::string& problem)> problem;
  };
  /// Borrows the session.
  PromptRecipes(Session& session, Say say) : session_(session), say_(std::move(say)) {}
  ~PromptRecipes() override { session_.injector().decide_by({}); }
  PromptRecipes(const PromptRecipes&) = delete;
  PromptRecipes& operator=(const PromptRecipes&) = delete;

  /// Names, each with what is said to it behind it.
  Result<void> add(const std::vector<std::string>& words);
  /// Ends one, or all (an empty name): what they have counted is shown.
  Result<void> end(std::string_view name);
  [[nodiscard]] std::vector<std::string> names() const;

  // --- Watcher ---
  void stepped(const Trace::Step& step) override;
  std::optional<std::string> take_pause() override;
  [[nodiscard]] bool wants_call_stops() const override;

 private:
  struct Running {
    std::string name;
    std::unique_ptr<ResultForm> form;
    std::unique_ptr<Recipes> recipes;  ///< one, which borrows the form
  };
  std::shared_ptr<const Injection> decide(const std::shared_ptr<const Call>& call,
                                          const Stopped& thread);

  Session& session_;
  Say say_;
  std::vector<Running> running_;
};

}  // namespace spyglass
