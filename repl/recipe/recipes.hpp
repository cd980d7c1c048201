#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "core/open_files.hpp"
#include "core/process_family.hpp"
#include "repl/recipe/call_stacks.hpp"
#include "repl/recipe/event.hpp"
#include "repl/recipe/results.hpp"

namespace spyglass {

/// Recipes at work: they are told of the steps of one trace, of a living program or of a recording.
/// One that makes a mistake is not told of anything any more; the others, and the program, go on.
class Recipes {
 public:
  using Complain = std::function<void(const std::string&)>;

  /// Borrows the form. `complain` is told what went wrong, in sentences.
  Recipes(std::vector<std::unique_ptr<Recipe>> recipes, ResultForm& form, Complain complain);

  // --- what they want, together ---

  /// Of which calls they must be told, in the notation of CallSet::parse. Besides their own, those
  /// by which processes and descriptors are followed.
  [[nodiscard]] std::string call_words() const;
  [[nodiscard]] bool controls() const;
  [[nodiscard]] bool pauses() const;
  [[nodiscard]] bool asks_files() const { return files_ != nullptr; }
  [[nodiscard]] bool asks_cpu() const { return asks_cpu_; }
  [[nodiscard]] bool asks_stacks() const { return stacks_ != nullptr; }
  /// How calls are to be decoded for them.
  [[nodiscard]] DecodeRules rules() const;
  [[nodiscard]] bool has_timer() const;

  // --- what they are told ---

  /// Of every step, in order.
  void take(const Trace::Step& step);
  /// Of a call at its entry, before take() is told of it: what is to be done to it, or null.
  std::shared_ptr<const Injection> decide(const std::shared_ptr<const Call>& call,
                                          const Stopped& thread);
  /// What follows is another run: of another program, or another recording.
  void next_run();
  /// Nothing has happened for a while; timers may be due.
  void tick(Call::Clock::time_point now);
  /// Nothing will follow; what they have counted is shown. More than once is the same as once.
  void finish();

  /// Why the program is to stop at the call that was decided about last; nothing: it is not.
  std::optional<std::string> take_pause() { return std::exchange(pause_, std::nullopt); }
  /// Whether any has made a mistake.
  [[nodiscard]] bool any_failed() const { return any_failed_; }
  [[nodiscard]] const std::vector<std::unique_ptr<Recipe>>& all() const { return recipes_; }

 private:
  struct Running {
    Recipe& recipe;
    Results results;
    recipe_events::Turn turn = {};
    Call::Clock::time_point next_tick{};
    bool is_out = false;  ///< it has made a mistake
  };

  void tell(Callback which, const Happening& happening);
  void tell(Running& running, Callback which, const Happening* happening);
  void tell_of_call(Callback which, const Trace::Step& step);
  void tell_of_process(const ProcessFamily::Told& told, const Trace::Step& step);
  [[nodiscard]] Happening happening_of(const Trace::Step& step) const;
  void note_cpu(const Trace::Step& step);
  [[nodiscard]] static bool wants(const Running& running, Callback which, const Call& call);

  std::vector<std::unique_ptr<Recipe>> recipes_;
  std::vector<std::unique_ptr<Running>> running_;
  Complain complain_;
  ProcessFamily family_;
  std::unique_ptr<OpenFiles> files_;              ///< null: nobody asks for them
  std::unique_ptr<CallStacks> stacks_;            ///< likewise
  std::optional<Call::Clock::time_point> began_;  ///< of this run
  int run_ = 1;
  bool asks_cpu_ = false;
  std::map<Tid, std::chrono::nanoseconds> cpu_before_;  ///< of threads that are in a call
  std::optional<std::chrono::duration<double>> cpu_;    ///< of the call that is over
  std::optional<std::string> pause_;
  bool any_failed_ = false;
  bool is_finished_ = false;
};

}  // namespace spyglass
