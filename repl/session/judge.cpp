// How a session decides which event ends a move.

#include <algorithm>
#include <array>

#include "core/syscalls/errors.hpp"
#include "repl/session/session.hpp"

namespace spyglass {

namespace {

using Move = Goal::Kind;
using Reason = Outcome::Reason;

/// Past so many single steps `next` goes on from call to call: a dynamic program executes a hundred
/// thousand instructions before its first line, and each step costs a stop.
constexpr std::size_t step_budget = 5000;

/// A fault is punished at once; a person wants to see the instruction that did it.
bool is_fault(const event::SignalStop& stop) {
  constexpr std::array faults = {SIGSEGV, SIGBUS, SIGILL, SIGFPE};
  const bool by_kernel = stop.info.si_code > 0;
  return by_kernel && std::find(faults.begin(), faults.end(), stop.signal.value()) != faults.end();
}

}  // namespace

std::optional<Outcome> Session::judge(const Trace::Step& step) {
  auto outcome = judge_traps(step.stop.thread, step.stop.event, step.call);
  if (!outcome && !is_at_our_trap(step.stop.thread)) outcome = judge_event(step);
  // A stop of any kind takes the place of an interruption that was asked for (ptrace(2): the exit
  // of the call that it broke off, or the group stop of a thread that was stopped already).
  if (!outcome && interrupting_)
    outcome = Outcome{.reason = Reason::interrupted, .call = step.call};
  return outcome;
}

std::optional<Outcome> Session::judge_event(const Trace::Step& step) {
  const Event& event = step.stop.event;
  const bool focused = step.stop.thread == focus_;
  if (const auto* trap = std::get_if<event::Breakpoint>(&event)) {
    focus_ = step.stop.thread;
    return Outcome{.reason = Reason::breakpoint, .address = trap->address};
  }
  if (const auto* signal = std::get_if<event::SignalStop>(&event); signal && is_fault(*signal)) {
    focus_ = step.stop.thread;
    return Outcome{.reason = Reason::fault, .signal = signal->signal};
  }
  if (std::holds_alternative<event::CallEntry>(event)) {
    if (auto why = watcher_.take_pause()) {
      focus_ = step.stop.thread;
      return Outcome{.reason = Reason::entered,
                     .call = step.call,
                     .instructions = instructions_,
                     .remark = std::move(*why)};
    }
    const bool named = goal_->kind == Move::until &&
                       std::find(goal_->calls.begin(), goal_->calls.end(),
                                 std::string_view(step.call->name)) != goal_->calls.end();
    const bool reached = focused && (goal_->kind == Move::enter ||
                                     (goal_->kind == Move::next && instructions_ > step_budget));
    if (!named && !reached) return std::nullopt;
    focus_ = step.stop.thread;
    return Outcome{.reason = Reason::entered,
                   .call = step.call,
                   .instructions = instructions_,
                   .went_by_calls = goal_->kind == Move::next};
  }
  if (!focused) return std::nullopt;
  if (std::holds_alternative<event::SingleStep>(event)) return judge_step();
  if (std::holds_alternative<event::CallExit>(event)) return judge_exit(step);
  return std::nullopt;
}

std::optional<Outcome> Session::judge_step() {
  ++instructions_;
  const bool at_call = call_site().has_value();
  if (goal_->kind == Move::step) {
    return Outcome{.reason = at_call ? Reason::before_call : Reason::stepped,
                   .instructions = instructions_};
  }
  if (goal_->kind != Move::next) return std::nullopt;
  if (at_call) return Outcome{.reason = Reason::before_call, .instructions = instructions_};
  by_calls_ = instructions_ > step_budget;
  return std::nullopt;
}

std::optional<Outcome> Session::judge_exit(const Trace::Step& step) {
  const bool restarts = step.call && step.call->result && is_restart(*step.call->result);
  switch (goal_->kind) {
    case Move::load:
      if (!step.call || step.call->name != "execve") return std::nullopt;
      if (step.call->error()) return Outcome{.reason = Reason::returned, .call = step.call};
      return Outcome{.reason = Reason::loaded, .call = step.call};
    case Move::step:
    case Move::finish:
      // Interrupted or restarted by a signal: the call is not over, it goes in again.
      if (restarts) return std::nullopt;
      return Outcome{.reason = Reason::returned, .call = step.call};
    case Move::next:
      if (restarts) return std::nullopt;
      by_calls_ = instructions_ > step_budget;
      if (call_site()) {
        return Outcome{.reason = Reason::before_call, .instructions = instructions_};
      }
      return std::nullopt;
    case Move::enter:
    case Move::until:
    case Move::run: break;
  }
  return std::nullopt;
}

}  // namespace spyglass
