// How a session keeps its steps, breakpoints and watchpoints from changing what a program does
// about SIGTRAP. Each of them forces that signal, and where a thread blocks or ignores a forced
// signal, the kernel unblocks it and forgets its handler (signal(7) calls it synchronously
// generated), though the program is never to see it.

#include "core/inside/signal_actions.hpp"
#include "core/proc/status.hpp"
#include "repl/session/session.hpp"

namespace spyglass {

namespace {

const Signal trap_signal(SIGTRAP);
constexpr std::uint64_t trap_bit = std::uint64_t{1} << (SIGTRAP - 1);
constexpr std::uint64_t ignoring = 1;  // in place of a handler's address

}  // namespace

bool Session::may_trap(Pid process, Resume how) const {
  const auto traps = breakpoints_.find(process);
  const bool has_breakpoints = traps != breakpoints_.end() && !traps->second.addresses().empty();
  return how == Resume::one_instruction || has_breakpoints || traps_.watches_in(process);
}

void Session::forget_trap_action(const Trace::Step& step) {
  const auto* signal = std::get_if<event::SignalStop>(&step.stop.event);
  const bool may_be_reset = signal != nullptr && signal->signal == trap_signal;
  if (may_be_reset || std::holds_alternative<event::Exec>(step.stop.event) ||
      (step.call && sets_signal_action(step.call->name))) {
    trap_actions_.erase(step.stop.process);
  }
}

Result<void> Session::visit_aside(Tid thread, const std::function<Result<void>(Visit&)>& use) {
  const Tid focus = std::exchange(focus_, thread);
  Held& before = held_.at(thread);
  const bool shown = before.shown, at_our_trap = before.at_our_trap, unheard = before.unheard;
  const auto call = before.call;
  auto visit = begin_visit();
  auto done = visit ? use(*visit) : tl::make_unexpected(visit.error());
  if (visit) {
    done = done ? end_visit(*visit) : leave_after(*visit, done.error());
  }
  if (const auto held = held_.find(thread); held != held_.end()) {
    held->second.shown = shown;
    held->second.at_our_trap = at_our_trap;
    held->second.unheard = unheard;
    held->second.call = call;
  }
  if (trace_.tracer().threads().contains(focus)) focus_ = focus;
  return done;
}

void Session::prepare_for_traps(Tid thread, Resume how) {
  // Nothing more is lost by another step.
  if (how != Resume::one_instruction) put_back_trap_action(thread);
  const auto held = held_.find(thread);
  if (held == held_.end()) return;
  const Stopped& stopped = held->second.stopped;
  const Pid process = stopped.process();
  // One that is still to be reported has unblocked it already.
  if (trap_blocked_.contains(thread) && stopped.trap_is_pending()) return;
  trap_blocked_.erase(thread);
  if (!may_trap(process, how)) return;
  const bool blocks = stopped.blocks(trap_signal);
  if (blocks) trap_blocked_.insert(thread);
  const auto [known, is_new] = trap_actions_.try_emplace(process);
  TrapAction& action = known->second;
  if (is_new) {
    const auto status = proc::status(thread).value_or(proc::Status{});
    action = {(status.ignored & trap_bit) != 0, (status.caught & trap_bit) != 0};
  }
  if (action.ignored) action.handler = ignoring;
  if (action.handler || !action.caught || !blocks) return;
  if (!Visit::possible(held->second.event)) return;
  std::optional<std::uint64_t> handler;
  (void)visit_aside(thread, [&](Visit& visit) -> Result<void> {
    const auto found = signal_handler(visit, trap_signal);
    if (!found) return tl::make_unexpected(found.error());
    handler = *found;
    return {};
  });
  if (const auto still = trap_actions_.find(process); still != trap_actions_.end()) {
    still->second.handler = handler;
  }
}

void Session::note_trap(Held& held) {
  const bool blocked = trap_blocked_.contains(held.stopped.thread());
  if (blocked) held.stopped.block(trap_signal);
  const auto known = trap_actions_.find(held.stopped.process());
  if (known == trap_actions_.end()) return;
  TrapAction& action = known->second;
  action.lost |= action.handler && (blocked || action.ignored);
}

void Session::put_back_trap_action(Tid thread) {
  const auto held = held_.find(thread);
  if (held == held_.end() || !Visit::possible(held->second.event)) return;
  const auto known = trap_actions_.find(held->second.stopped.process());
  if (known == trap_actions_.end() || !std::exchange(known->second.lost, false)) return;
  const std::uint64_t handler = *known->second.handler;
  // A thread that is gone takes its process's actions with it.
  (void)visit_aside(thread,
                    [&](Visit& visit) { return put_back_handler(visit, trap_signal, handler); });
}

void Session::put_back_trap_actions() {
  std::vector<Tid> threads;
  for (const auto& [thread, held] : held_) threads.push_back(thread);
  for (const Tid thread : threads) put_back_trap_action(thread);
}

}  // namespace spyglass
