#pragma once

#include <map>
#include <memory>

#include "core/decode/call.hpp"
#include "core/inject/injector.hpp"
#include "core/live_names.hpp"
#include "core/ptrace/tracer.hpp"

namespace spyglass {

/// The public face of tracing: launch or attach, then take events, with calls decoded.
///
/// Wraps a Tracer and keeps, for each thread, the call that it is in: the two halves of a call are
/// two events, and between them other threads report theirs.
class Trace {
 public:
  /// An event and, for a call's entry or exit, the call. A call that ended without an exit comes
  /// marked no_return: with the Exiting and the Gone event of a thread that dies inside it, and
  /// with the Exec event of another thread, which took the leader's place in the middle of the
  /// leader's call.
  struct Step {
    Stop stop;
    std::shared_ptr<const Call> call;
  };

  explicit Trace(DecodeRules rules = {}, Naming naming = {});

  struct Launched {
    Step step;  ///< the entry of execve
    Channels channels;
  };
  Result<Launched> launch(const LaunchOptions& options);
  Result<void> attach(Pid process) { return tracer_.attach(process); }

  std::optional<Step> poll();
  std::optional<Step> wait();

  /// The call that a thread is in, or null.
  [[nodiscard]] std::shared_ptr<const Call> current_call(Tid thread) const;
  /// Reads the call at whose entry a thread is stopped once more, after somebody changed its
  /// registers or memory. Whoever holds the call sees it as it now is.
  void refresh(const Stopped& thread);

  /// A thread has been put back to the entry of a call that it had made before: the new call.
  std::shared_ptr<const Call> enter_again(const Stopped& thread, const Event& entry);
  /// A thread has been put to a place outside of calls.
  void forget_call(Tid thread) { in_kernel_.erase(thread); }

  /// What is done to calls on their way. The execve of a launch is left alone.
  [[nodiscard]] Injector& injector() { return injector_; }

  [[nodiscard]] Tracer& tracer() { return tracer_; }
  [[nodiscard]] const Tracer& tracer() const { return tracer_; }

 private:
  std::optional<Step> next(std::optional<Stop> stop);
  Step decode(Stop stop);
  Call read_entry(Tid thread, Pid process, const CallNumbers& numbers);
  void tamper(Step& step);
  std::shared_ptr<Call> take_current(Tid thread);

  std::unique_ptr<LiveNames> names_;  ///< about the thread that was decoded last; null: unwanted
  DecodeRules rules_;                 ///< borrow names_
  Tracer tracer_;
  Injector injector_;
  std::map<Tid, std::shared_ptr<Call>> in_kernel_;
  std::map<Tid, std::string> interrupted_;  ///< what restart_syscall goes on with
};

}  // namespace spyglass
