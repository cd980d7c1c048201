#pragma once

#include <deque>
#include <functional>
#include <memory>

#include "core/call_pairs.hpp"
#include "core/inject/injector.hpp"
#include "core/live_names.hpp"
#include "core/observed_calls.hpp"
#include "core/ptrace/tracer.hpp"
#include "core/sandbox/facts.hpp"

namespace spyglass {

/// The public face of tracing: launch or attach, then take events, with calls decoded.
///
/// Wraps a Tracer, and pairs what it reports of calls.
class Trace {
 public:
  /// An event and the call that begins or ends with it; see CallPairs::take().
  struct Step {
    Stop stop;
    std::shared_ptr<const Call> call;
    Call::Clock::time_point when{};
    std::chrono::system_clock::time_point wall_time{};  ///< the same moment, by the other clock
    /// Of a step that was recorded: there is no stopped thread then, and what is asked about it is
    /// known from the recording.
    const RegisterValues* recorded_registers = nullptr;
    const proc::Source* source = &proc::kernel();

    /// Those of the thread at this stop; nothing where they cannot be had.
    [[nodiscard]] std::optional<RegisterValues> registers() const;
    /// A moment of the step's call by the clock on the wall: calls carry the other clock, which
    /// never jumps.
    [[nodiscard]] std::chrono::system_clock::time_point wall(Call::Clock::time_point moment) const;
  };

  explicit Trace(DecodeRules rules = {}, Naming naming = {});

  /// From now on calls are not stops of threads, but what an observer tells of them: their steps
  /// have no stopped thread. Whatever else happens to threads stops them as before. To be said
  /// before anything is launched or attached.
  void observe(std::unique_ptr<observe::Observer> observer);
  [[nodiscard]] bool observes() const { return observed_ != nullptr && !paused_; }
  /// Whether there is an observer, though calls may be stops for the time being.
  [[nodiscard]] bool has_observer() const { return observed_ != nullptr; }
  /// Threads of whose calls the observer, against its promise, could tell nothing.
  [[nodiscard]] std::uint64_t unwatched_threads() const {
    return observed_ ? observed_->observer().unwatched() : 0;
  }
  /// From now on a thread may go on before its step is taken, in the time that it needs to come to
  /// its next stop: from the entry of a call, where that reads the same then, and while there is an
  /// observer, from having made another thread, or having been made. Its step has no stopped
  /// thread. Not for whoever would change calls, or looks at threads that stand still.
  void let_threads_hurry(bool on) { they_hurry_ = on; }

  /// Switches between the two, while all threads stand still.
  Result<void> see_calls_by_observer(bool on);
  /// Called when nothing is left to be told, before the next is waited for. Only while observing.
  void before_waiting(std::function<void()> call) { before_waiting_ = std::move(call); }
  /// How many threads there are, as far as has been told.
  [[nodiscard]] std::size_t thread_count() const;
  /// Whoever takes steps is about to be held up: threads stop making calls until it goes on.
  void hold();
  /// How a thread is to be set going so that its calls are seen.
  [[nodiscard]] Resume to_calls() const { return observes() ? Resume::run : Resume::to_call; }

  /// Whether a step is what an observer told, so that nobody stands still.
  [[nodiscard]] static bool is_of_running(const Step& step) {
    return !step.stop.stopped && !std::holds_alternative<event::Gone>(step.stop.event);
  }

  struct Launched {
    Step step;  ///< the entry of execve
    Channels channels;
  };
  Result<Launched> launch(const LaunchOptions& options);
  Result<void> attach(Pid process);

  std::optional<Step> poll();
  std::optional<Step> wait();

  /// The call that a thread is in, or null.
  [[nodiscard]] std::shared_ptr<const Call> current_call(Tid thread) const {
    return calls_.current(thread);
  }
  /// Reads the call at whose entry a thread is stopped once more, after somebody changed its
  /// registers or memory. Whoever holds the call sees it as it now is.
  void refresh(const Stopped& thread);

  /// A thread has been put back to the entry of a call that it had made before: the new call.
  std::shared_ptr<const Call> enter_again(const Stopped& thread, const Event& entry);
  /// A thread has been put to a place outside of calls.
  void forget_call(Tid thread) { calls_.forget(thread); }

  /// Of what is launched from now on: what it is held in, so that calls tell what of it refused
  /// them; nothing: it is free.
  void know_sandbox(std::optional<SandboxFacts> facts) { sandbox_ = std::move(facts); }

  /// What is done to calls on their way. The execve of a launch is left alone.
  [[nodiscard]] Injector& injector() { return injector_; }

  [[nodiscard]] Tracer& tracer() { return tracer_; }
  [[nodiscard]] const Tracer& tracer() const { return tracer_; }

 private:
  std::optional<Step> next(std::optional<Stop> stop);
  [[nodiscard]] bool may_go_early(const Event& event) const;
  void set_going_early(Stop& stop) const;
  void hold_back(Stop stop, std::size_t threads_before);
  Step decode(Stop stop);
  void tamper(Step& step);
  void turn_to(Tid thread);
  std::optional<Step> next_observed(bool may_wait);
  [[nodiscard]] std::optional<Step> step_of(ObservedCalls::Told& told) const;
  void note_denial(const Event& event, Call* call) const;
  bool waits_for_room();
  [[nodiscard]] std::chrono::system_clock::time_point wall_time(Call::Clock::time_point when) const;

  std::unique_ptr<LiveNames> names_;  ///< about the thread that was decoded last; null: unwanted
  CallPairs calls_;                   ///< borrow names_
  Tracer tracer_;
  Injector injector_;
  std::optional<SandboxFacts> sandbox_;
  bool they_hurry_ = false;

  std::unique_ptr<ObservedCalls> observed_;  ///< null: calls are stops
  /// A stop, which is told when all has been that was written before it.
  struct Held {
    Stop stop;
    std::uint64_t behind;        ///< Observer::written
    std::size_t threads_before;  ///< how many there were
  };
  std::deque<Held> held_;
  unsigned until_look_ = 0;
  std::chrono::nanoseconds wall_ahead_{};  ///< of the clock of calls; looked up now and then
  std::function<void()> before_waiting_;
  bool paused_ = false;
  bool holds_ = false;  ///< threads are stopped until the ring is empty
};

}  // namespace spyglass
