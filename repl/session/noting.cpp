// What every event leaves behind, whoever waits for what: the log, the tally, the watcher, and what
// is known of processes that come and go.

#include <algorithm>

#include "core/proc/files.hpp"
#include "core/proc/status.hpp"
#include "repl/session/session.hpp"

namespace spyglass {

namespace {

using Reason = Outcome::Reason;
using Move = Goal::Kind;

}  // namespace

void Session::note_number(Tid thread) {
  if (!program_ || !program_->sandbox || !program_->sandbox->has(Layer::processes)) return;
  if (const auto known = proc::status(thread)) numbers_[thread] = known->own.value();
}

void Session::note(const Trace::Step& step) {
  record_step(step);
  note_on_wire(step);
  watcher_.stepped(step);
  const Stop& stop = step.stop;
  forget_trap_action(step);
  if (sampling_ != nullptr) sampling_->hear(step);
  if (std::holds_alternative<event::CallEntry>(stop.event) && step.call) {
    note_call_entered(step);
  } else if (std::holds_alternative<event::CallExit>(stop.event) && step.call) {
    note_call_left(step);
  } else if (const auto* signal = std::get_if<event::SignalStop>(&stop.event)) {
    log_.add_signal({stop.thread, signal->signal});
    watcher_.signal_arrived(stop.thread, signal->signal, signal->info);
  } else if (const auto* lost = std::get_if<event::Lost>(&stop.event)) {
    watcher_.calls_lost(stop.thread, lost->records);
  } else if (const auto* made = std::get_if<event::NewThread>(&stop.event)) {
    note_number(made->child);
  } else if (std::holds_alternative<event::Started>(stop.event)) {
    note_number(stop.thread);
    // A child's memory is a copy of its parent's, our traps included.
    const auto parent = proc::status(stop.thread).value_or(proc::Status{}).parent;
    const auto inherited = breakpoints_.find(parent);
    if (inherited != breakpoints_.end() && !breakpoints_.contains(stop.process)) {
      breakpoints_.emplace(stop.process, Breakpoints(inherited->second));
    }
    traps_.inherit(parent, stop.process);
    if (stop.thread == leader_of(stop.process)) guard_child(parent, stop.process);
    if (excess_) excess_->note_started(trace_.tracer().threads().size());
  } else if (std::holds_alternative<event::Exec>(stop.event)) {
    breakpoints_[stop.process].forget_all();
    stop_guarding(stop.process);
    loader_calls_.forget(stop.process);
    if (stop.process == main_process_) checkpoints_.forget_all();
    forget_undo();
    traps_.forget_memory(stop.process);
    // The other threads ended without a report.
    std::erase_if(
        held_, [&](const auto& entry) { return !trace_.tracer().threads().contains(entry.first); });
    if (!trace_.tracer().threads().contains(focus_)) focus_ = stop.thread;
  } else if (std::holds_alternative<event::Gone>(stop.event) && step.call) {
    watcher_.call_left(*step.call);
  }
}

void Session::note_on_wire(const Trace::Step& step) {
  if (!step.stop.stopped) return wire_->take(step, nullptr);
  const ProcessMemory memory = step.stop.stopped->memory();
  wire_->take(step, &memory);
}

void Session::note_call_entered(const Trace::Step& step) {
  log_.add_call(step.call);
  tally_.entered(*step.call);
  if (tells_loader_calls_ && step.stop.stopped && loader_calls_.is_one(*step.stop.stopped)) {
    watcher_.loader_calls(step.stop.thread);
  }
  watcher_.call_entered(*step.call);
}

void Session::note_call_left(const Trace::Step& step) {
  const Call& call = *step.call;
  if (excess_) excess_->note_written(call);
  tally_.left(call, proc::kernel());
  const bool wrote = call.name == "write" || call.name == "writev";
  if (wrote && *call.result > 0) {
    const auto target = proc::read_link(
        call.thread, "fd/" + std::to_string(static_cast<int>(call.raw.arguments[0])));
    if (target == terminal_.name()) {
      write_terminal_to_watcher(terminal_.read_written(static_cast<std::size_t>(*call.result)));
    }
  }
  watcher_.call_left(call);
}

std::optional<Outcome> Session::on_gone(const Trace::Step& step) {
  held_.erase(step.stop.thread);
  const Pid process = step.stop.process;
  traps_.forget_thread(process, step.stop.thread);
  trap_blocked_.erase(step.stop.thread);
  const auto& threads = trace_.tracer().threads();
  const bool process_lives = std::any_of(threads.begin(), threads.end(), [&](const auto& entry) {
    return entry.second->process == process;
  });
  if (!process_lives) {
    const ExitStatus status = std::get<event::Gone>(step.stop.event).status;
    log_.add_end({process, status});
    breakpoints_.erase(process);
    trap_actions_.erase(process);
    stop_guarding(process);
    loader_calls_.forget(process);
    if (process == main_process_) {
      exit_status_ = status;
      checkpoints_.forget_all();
      forget_undo();
      future_.reset();
    }
    traps_.forget_memory(process);
    write_terminal_to_watcher(terminal_.read_available());
    watcher_.process_ended(process, status);
  }
  if (threads.empty()) {
    finish_recording();
    return Outcome{.reason = Reason::ended, .call = step.call, .instructions = instructions_};
  }
  if (step.stop.thread != focus_) return std::nullopt;
  focus_ = threads.begin()->first;
  const bool about_focus = goal_ && goal_->kind != Move::run && goal_->kind != Move::until;
  if (!about_focus) return std::nullopt;
  return Outcome{.reason = Reason::ended, .call = step.call, .instructions = instructions_};
}

}  // namespace spyglass
