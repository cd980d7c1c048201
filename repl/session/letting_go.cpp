// How a session lets go of processes so that nothing of it stays in them, whatever ends it.

#include "repl/session/session.hpp"

namespace spyglass {

Result<void> Session::detach() {
  if (state() == State::running) {
    if (auto stopped = interrupt(); !stopped) return tl::make_unexpected(stopped.error());
  }
  if (held_.empty()) return not_stopped();
  take_pending_traps();
  for (const auto& [process, traps] : breakpoints_) {
    Breakpoints(traps).remove_all(ProcessMemory(leader_of(process)));
  }
  while (!held_.empty()) {
    auto held = held_.extract(held_.begin());
    Stopped& stopped = held.mapped().stopped;
    traps_.disarm(stopped.process(), stopped.thread());
    // A call that was to be kept from the kernel is made after all: nobody would see to its result.
    const auto call = trace_.current_call(stopped.thread());
    const bool at_entry = std::holds_alternative<event::CallEntry>(held.mapped().event);
    if (at_entry && call && call->injected.result) {
      (void)stopped.set_call_number(static_cast<std::int32_t>(call->raw.number));
    }
    // A trap of the program's own means SIGTRAP to it, as it would without us.
    if (std::holds_alternative<event::Breakpoint>(held.mapped().event)) {
      stopped.send(Signal(SIGTRAP));
    }
    // A thread that is gone by now needs no letting go.
    (void)trace_.tracer().detach(std::move(held.mapped().stopped));
  }
  forget_program();
  return {};
}

void Session::take_pending_trap(Tid thread) {
  for (auto held = held_.find(thread); held != held_.end(); held = held_.find(thread)) {
    const bool at_signal = std::holds_alternative<event::SignalStop>(held->second.event);
    if (at_signal || !held->second.stopped.trap_is_pending()) return;
    // It executes nothing before it has told. A group stop must be left for that, and is entered
    // again with the detaching (ptrace(2), PTRACE_DETACH).
    const Pid process = held->second.stopped.process();
    auto taken = std::move(held_.extract(held).mapped());
    if (!std::move(taken.stopped).resume_past_group_stop()) return;
    auto stop = trace_.tracer().next_of(thread, Tracer::Wait::yes);
    if (!stop) return;
    if (stop->stopped) {
      hold(*stop);
    } else {
      (void)on_gone({{thread, process, stop->event, std::nullopt}, nullptr});
    }
  }
}

void Session::take_pending_traps() {
  std::vector<Tid> threads;
  for (const auto& [thread, held] : held_) threads.push_back(thread);
  for (const Tid thread : threads) take_pending_trap(thread);
}

void Session::rest_safely() {
  if (!attached_) return;
  if (!breakpoints_.empty()) take_pending_traps();
  stop_stepping();
}

void Session::stop_stepping() {
  std::vector<Tid> stepped;
  for (const auto& [thread, held] : held_) {
    if (std::holds_alternative<event::SingleStep>(held.event)) stepped.push_back(thread);
  }
  for (const Tid thread : stepped) {
    auto held = held_.extract(thread);
    const Pid process = held.mapped().stopped.process();
    auto stop = trace_.tracer().stop_stepping(std::move(held.mapped().stopped));
    if (!stop) continue;
    if (!stop->stopped) {
      (void)on_gone({{thread, process, stop->event, std::nullopt}, nullptr});
    } else if (std::holds_alternative<event::Interrupted>(stop->event)) {
      held.mapped().stopped = std::move(*stop->stopped);
      held.mapped().event = stop->event;
      held_.insert(std::move(held));
    } else {
      hold(*stop);
    }
  }
}

Result<void> Session::guard(Pid process) {
  if (!attached_) return {};  // what we started ends with us
  if (!guardian_) {
    auto started = Guardian::start();
    if (!started) return tl::make_unexpected(started.error());
    guardian_ = std::move(*started);
  }
  breakpoints_[process].guard_by(*guardian_, process);
  return {};
}

Result<void> Session::guard_visit(const Visit& visit) {
  if (!attached_) return {};
  if (auto guarded = guard(visit.process()); !guarded) return guarded;
  Guardian::Visited visited{.process = visit.process(),
                            .thread = visit.thread(),
                            .registers = visit.registers_before_call(),
                            .mask = visit.signal_mask()};
  if (const auto* entry = std::get_if<event::CallEntry>(&visit.event())) {
    visited.call = entry->call.number;
  }
  if (const auto* stop = std::get_if<event::SignalStop>(&visit.event())) {
    visited.signal = stop->signal;
  }
  return guardian_->note_visit(visited);
}

void Session::stop_guarding_visit(Tid thread) {
  if (guardian_) guardian_->forget_visit(thread);
}

void Session::guard_child(Pid parent, Pid child) {
  if (!guardian_) return;
  breakpoints_[child].guard_by(*guardian_, child);
  (void)guardian_->inherit(parent, child);
}

void Session::stop_guarding(Pid process) {
  if (guardian_) guardian_->forget(process);
}

}  // namespace spyglass
