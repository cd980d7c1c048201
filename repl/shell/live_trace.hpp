#pragma once

#include <functional>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "repl/session/watcher.hpp"
#include "repl/views/output.hpp"

namespace spyglass {

/// Shows what happens to the program while it happens: its own output always, its calls while it
/// runs freely, signals and ends.
class LiveTrace final : public Watcher {
 public:
  explicit LiveTrace(Output& out) : out_(out) {}

  /// Whether calls are printed as they come; off while single moves show their own.
  void show_calls(bool on) { shows_calls_ = on; }
  [[nodiscard]] bool shows_calls() const { return shows_calls_; }
  /// The call was shown as unfinished: its end will be shown as resumed.
  void mark_unfinished(const Call& call);
  /// Forgets the threads of the program before.
  void new_program();
  /// What threads are called in lines; nothing: by our own numbers.
  void call_threads(std::function<pid_t(Tid)> number) { number_ = std::move(number); }
  /// Who else is told of each event, and asked.
  void pass_on(std::vector<Watcher*> others) { others_ = std::move(others); }
  /// A call as one of its lines shows it, but for the column of its result.
  [[nodiscard]] std::string short_text(const Call& call) const;
  /// Lines that are about the program, beside its calls.
  void say(std::string_view lines);
  /// Called before anything is written.
  void before_writing(std::function<void()> hook) { before_ = std::move(hook); }

  /// Called when all is shown of a call that came back, or of a process that ended.
  void after_showing(std::function<void()> hook) { after_ = std::move(hook); }

  /// Shows the calls of the dynamic loader that follow each other in a thread as one line.
  void fold_loader(bool on) { folds_loader_ = on; }
  [[nodiscard]] bool folds_loader() const { return folds_loader_; }
  /// Says how many calls were folded of which nothing was said yet.
  void show_folds();
  /// The lines that were folded since the program was started.
  [[nodiscard]] const std::vector<std::string>& folded() const { return folded_; }

  void loader_calls(Tid thread) override;
  void call_left(const Call& call) override;
  void call_entered(const Call& call) override;
  void calls_lost(Tid thread, std::uint64_t records) override;
  void signal_arrived(Tid thread, Signal signal, const siginfo_t& info) override;
  void process_ended(Pid process, const ExitStatus& status) override;
  void program_wrote(std::string_view text) override;
  void stepped(const Trace::Step& step) override;
  std::optional<std::string> take_pause() override;
  [[nodiscard]] bool wants_call_stops() const override;

 private:
  void show_left(const Call& call);
  void line(Tid thread, const std::string& text);
  void show_fold(Tid thread);
  [[nodiscard]] std::string with_thread(Tid thread, const std::string& text) const;

  Output& out_;
  bool shows_calls_ = false;
  std::set<Tid> unfinished_;
  std::set<Tid> seen_;  ///< more than one: lines say whose they are
  std::function<pid_t(Tid)> number_;
  std::function<void()> before_;
  std::function<void()> after_;
  std::vector<Watcher*> others_;
  bool folds_loader_ = false;
  std::set<Tid> in_loader_;  ///< threads that are in a call of the loader's
  std::vector<std::string> folded_;
  std::map<Tid, std::size_t> untold_;  ///< how many of them, a thread
};

}  // namespace spyglass
