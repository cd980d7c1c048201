#pragma once

#include <functional>
#include <set>

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
  /// Called before anything is written.
  void before_writing(std::function<void()> hook) { before_ = std::move(hook); }

  void call_left(const Call& call) override;
  void call_entered(const Call& call) override;
  void signal_arrived(Tid thread, Signal signal, const siginfo_t& info) override;
  void process_ended(Pid process, const ExitStatus& status) override;
  void program_wrote(std::string_view text) override;

 private:
  void line(Tid thread, const std::string& text);

  Output& out_;
  bool shows_calls_ = false;
  std::set<Tid> unfinished_;
  std::set<Tid> seen_;  ///< more than one: lines say whose they are
  std::function<void()> before_;
};

}  // namespace spyglass
