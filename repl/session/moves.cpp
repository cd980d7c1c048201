// How a session sets its program going and takes the events that follow.

#include <poll.h>

#include <algorithm>
#include <array>

#include "core/proc/files.hpp"
#include "core/proc/status.hpp"
#include "repl/session/session.hpp"

namespace spyglass {

namespace {

using Move = Goal::Kind;
using Reason = Outcome::Reason;
using std::chrono::milliseconds;

/// What an observer tells of does not wake us up.
constexpr milliseconds between_looks{5};

}  // namespace

Result<Outcome> Session::pursue(Goal goal, Patience patience) {
  if (playback_ && state() == State::stopped) {
    const auto now = registers();
    before_ = now ? std::optional(*now) : std::nullopt;
    symbols_are_old_ = true;
    return playback_->pursue(goal);
  }
  if (auto begun = begin_move(std::move(goal)); !begun) return tl::make_unexpected(begun.error());
  return wait_for_goal(patience);
}

Result<void> Session::begin_move(Goal goal) {
  if (state() != State::stopped || focused() == nullptr) return not_stopped();
  const auto site = call_site();
  const auto now = registers();
  if (goal.kind == Move::enter && site && site->moment == Moment::inside) {
    return bad_input("already inside the kernel: `finish` comes out of it");
  }
  instructions_ = 0;
  look_at_watched_memory();
  // A call is driven by call stops, not by a single step over it: the trap flag would show in the
  // saved flags, and a call that blocks could not be told from one that runs.
  by_calls_ = site.has_value() || (now && goes_back_into_call(*now));
  before_ = now ? std::optional(*now) : std::nullopt;
  leave_past();
  forget_undo();
  goal_ = std::move(goal);
  if (auto seen = trace_.see_calls_by_observer(!needs_call_stops()); !seen) return seen;
  tally_.go_on(Call::Clock::now());
  if (recorder_) recorder_->set_stood(tally_.stood(Call::Clock::now()));
  return set_going();
}

bool Session::moves_one_thread() const {
  return (goal_->kind == Move::step || goal_->kind == Move::next) && !by_calls_;
}

Resume Session::resume_for(Tid thread) const {
  return thread == focus_ && moves_one_thread() ? Resume::one_instruction : trace_.to_calls();
}

Result<void> Session::see_calls_unstopped(bool on) {
  if (on && !trace_.has_observer()) {
    auto observer = observe::Observer::start({.follow = true});
    if (!observer) return tl::make_unexpected(observer.error());
    trace_.observe(std::move(*observer));
    // Until a move is made that can do with it.
    (void)trace_.see_calls_by_observer(false);
  }
  unstopped_ = on;
  return {};
}

bool Session::needs_call_stops() const {
  const bool caught = std::ranges::any_of(traps_.all(), [](const Trap& trap) {
    return std::holds_alternative<trap::Calls>(trap.what);
  });
  return !unstopped_ || goal_->kind != Move::run || caught || recorder_ || excess_ ||
         sampling_ != nullptr || watcher_.wants_call_stops();
}

Result<void> Session::set_going() {
  // Those at breakpoints first: while a trap is lifted for one thread, no other may run past it.
  for (const Tid thread : movable_threads()) {
    if ((pending_ = judge_unheard(thread))) return {};
  }
  for (const Tid thread : movable_threads()) {
    const auto held = held_.find(thread);
    if (held == held_.end()) continue;  // ended while another was led past
    const Stopped& stopped = held->second.stopped;
    const auto registers = stopped.registers();
    const bool at_breakpoint =
        held->second.shown && registers && !goes_back_into_call(*registers) &&
        breakpoints_[stopped.process()].stands_at(registers->program_counter());
    if (!at_breakpoint) continue;
    auto going = leave_breakpoint(thread);
    if (!going && !going.error().gone()) return going;
    if (pending_) return {};
  }
  for (const Tid thread : movable_threads()) {
    auto going = set_one_going(thread, resume_for(thread));
    // A thread that is gone reports so by itself.
    if (!going && !going.error().gone()) return going;
  }
  return {};
}

std::vector<Tid> Session::movable_threads() const {
  std::vector<Tid> threads;
  for (const auto& [thread, held] : held_) {
    if (!moves_one_thread() || thread == focus_) threads.push_back(thread);
  }
  return threads;
}

Result<void> Session::set_one_going(Tid thread, Resume how) {
  prepare_for_traps(thread, how);
  const auto found = held_.find(thread);
  if (found == held_.end()) return {};  // ended
  Held held = std::move(held_.extract(found).mapped());
  // A trap instruction of the program's own means SIGTRAP to it, as it would without us.
  const bool own_trap = std::holds_alternative<event::Breakpoint>(held.event);
  auto going = own_trap ? std::move(held.stopped).resume_with(how, Signal(SIGTRAP))
                        : std::move(held.stopped).resume(how);
  if (!going) return tl::make_unexpected(going.error());
  return {};
}

Result<void> Session::leave_breakpoint(Tid thread) {
  const Stopped& stopped = held_.at(thread).stopped;
  const auto registers = stopped.registers();
  const ProcessMemory memory = stopped.memory();
  const Pid process = stopped.process();
  const Addr at = registers->program_counter();
  if (auto lifted = breakpoints_[process].remove(memory, at); !lifted) return lifted;
  const Chars code = memory.bytes(at, 4);
  const bool is_call =
      call_instruction_at(registers->abi(), std::as_bytes(std::span(code))) != nullptr;
  const Resume how = is_call ? Resume::to_call : Resume::one_instruction;
  Result<void> going;
  for (bool past = false; !past && !pending_ && going;) {
    going = set_one_going(thread, how);
    if (!going) break;
    const auto event = take_until(thread);
    // Neither executes anything; all else that a thread can report does, or ends the move.
    past = !event || !(std::holds_alternative<event::Interrupted>(*event) ||
                       std::holds_alternative<event::SignalStop>(*event));
  }
  // The thread may be gone by now, and its process not.
  const auto& threads = trace_.tracer().threads();
  const auto one = std::ranges::find_if(
      threads, [&](const auto& entry) { return entry.second->process == process; });
  if (one != threads.end()) {
    (void)breakpoints_[process].insert(ProcessMemory(one->first), registers->abi(), at);
  }
  return going;
}

std::optional<Event> Session::take_until(Tid thread) {
  while (auto step = trace_.wait()) {
    const bool found = step->stop.thread == thread;
    Event event = step->stop.event;
    if (pending_) {
      note(*step);
      keep(std::move(*step));
    } else {
      pending_ = take_and_hold(*step);
    }
    if (!found) continue;
    if (std::holds_alternative<event::Gone>(event)) return std::nullopt;
    return event;
  }
  return std::nullopt;
}

Result<Outcome> Session::wait_for_goal(Patience patience) {
  using Clock = std::chrono::steady_clock;
  const auto start = Clock::now();
  auto news = start;
  std::size_t in_a_row = 0;
  for (;;) {
    if (pending_) return settle(*std::exchange(pending_, std::nullopt));
    // A program that always has something to report must not keep us from our own signals.
    if (auto step = ++in_a_row % 64 == 0 ? std::nullopt : trace_.poll()) {
      news = Clock::now();
      if (auto outcome = take(std::move(*step))) return settle(std::move(*outcome));
      continue;
    }
    write_terminal_to_watcher(terminal_.read_available());
    if (trace_.tracer().empty()) return settle({.reason = Reason::ended});

    std::array<pollfd, 2> sources = {pollfd{signals_.fd(), POLLIN, 0},
                                     pollfd{terminal_.fd(), POLLIN, 0}};
    auto pause = patience.quiet / 4;
    if (patience.limit.count() > 0) pause = std::min(pause, patience.limit / 4);
    if (trace_.observes()) pause = std::min(pause, between_looks);
    const bool looks_up = in_a_row % 64 == 0;
    poll(sources.data(), sources.size(), looks_up ? 0 : static_cast<int>(pause.count()) + 1);
    signals_.collect();
    if (signals_.take_interrupt() || signals_.leaving()) {
      interrupting_ = true;
      trace_.tracer().interrupt_all();
    }
    const auto now = Clock::now();
    if (patience.limit.count() > 0 && now - start > patience.limit) {
      if (interrupting_)
        return fail(
            "the program does not stop: it sits in a call that cannot be "
            "interrupted");
      return interrupt();
    }
    const auto blocked = current_call();
    const bool any_call = patience.any_call && now - news > patience.elsewhere;
    if (!interrupting_ && blocked && now - news > patience.quiet &&
        (any_call || waits_for_terminal())) {
      return Outcome{.reason = Reason::waiting, .call = blocked};
    }
  }
}

std::optional<Outcome> Session::tend() {
  write_terminal_to_watcher(terminal_.read_available());
  while (goal_) {
    auto step = trace_.poll();
    if (!step) {
      if (trace_.tracer().empty()) return settle({.reason = Reason::ended});
      return std::nullopt;
    }
    if (auto outcome = take(std::move(*step))) return settle(std::move(*outcome));
  }
  return std::nullopt;
}

Result<Outcome> Session::resume_waiting(Patience patience) {
  if (state() != State::running) return not_stopped();
  return wait_for_goal(patience);
}

Result<Outcome> Session::interrupt() {
  if (state() == State::stopped) return bad_input("the program is stopped already");
  if (state() != State::running) return not_stopped();
  interrupting_ = true;
  trace_.tracer().interrupt_all();
  return wait_for_goal({.any_call = false, .limit = std::chrono::seconds(2)});
}

std::optional<Outcome> Session::take(Trace::Step step) {
  if (auto outcome = take_and_hold(step)) return outcome;
  if (Trace::is_of_running(step)) return std::nullopt;
  if (excess_ && !excess_->reason().empty()) return end_excess();
  if (is_at_our_trap(step.stop.thread)) return lead_past(step.stop.thread);
  if (at_rest_) return go_on();
  (void)set_one_going(step.stop.thread, resume_for(step.stop.thread));
  return std::nullopt;
}

std::optional<Outcome> Session::take_and_hold(Trace::Step& step) {
  note(step);
  if (Trace::is_of_running(step)) return std::nullopt;
  if (std::holds_alternative<event::Gone>(step.stop.event)) return on_gone(step);
  hold(step.stop);
  const bool can_come_back = std::holds_alternative<event::CallEntry>(step.stop.event) &&
                             step.stop.thread == focus_ && step.call->name != "execve" &&
                             sampling_ == nullptr;  // copying would be a part of the picture
  if (can_come_back) keep_checkpoint();
  return judge(step);
}

void Session::hold(Stop& stop) {
  held_.erase(stop.thread);
  traps_.arm(stop.process, stop.thread);
  Held& held = held_.emplace(stop.thread, Held{std::move(*stop.stopped), stop.event}).first->second;
  const bool ours = std::holds_alternative<event::SingleStep>(stop.event) ||
                    std::holds_alternative<event::Watchpoint>(stop.event);
  if (ours) note_trap(held);
  const auto* trap = std::get_if<event::Breakpoint>(&stop.event);
  if (trap == nullptr) return;
  auto registers = held.stopped.registers();
  if (!registers) return;
  const ProcessMemory memory = held.stopped.memory();
  held.at_our_trap = breakpoints_[stop.process].are_behind(*trap, memory, registers->abi());
  if (!held.at_our_trap) return;
  note_trap(held);
  // For the program it has not happened: it stands before the instruction of its own.
  held.event = event::Interrupted{};
  registers->set(registers->abi().program_counter, trap->address.value());
  (void)held.stopped.set_registers(*registers);
  record_change(stop.thread);
}

void Session::keep(Trace::Step step) {
  if (Trace::is_of_running(step)) return;
  if (std::holds_alternative<event::Gone>(step.stop.event)) {
    (void)on_gone(step);
    return;
  }
  hold(step.stop);
  Held& held = held_.at(step.stop.thread);
  held.unheard = true;
  held.call = std::move(step.call);
}

Outcome Session::end_excess() {
  Outcome outcome{.reason = Reason::ended, .remark = excess_->reason()};
  excess_.reset();
  (void)kill();
  return outcome;
}

Outcome Session::settle(Outcome outcome) {
  // Everybody stands still while a person looks: threads that run are stopped where they are.
  bring_to_rest(std::nullopt);
  rest_safely();
  put_back_trap_actions();
  drop_spent_traps();
  goal_.reset();
  interrupting_ = false;
  at_rest_ = false;
  symbols_are_old_ = true;
  tally_.stand_still(Call::Clock::now());
  if (recorder_) recorder_->flush();
  if (!held_.empty() && !held_.contains(focus_)) focus_ = held_.begin()->first;
  if (const auto held = held_.find(focus_); held != held_.end()) held->second.shown = true;
  // Whatever was left out on the way, here somebody stands.
  const bool unkept = outcome.reason == Reason::entered && checkpoints_.at(moment()) == nullptr;
  if (unkept && check_copyable()) (void)take_checkpoint();
  return outcome;
}

bool Session::waits_for_terminal() const {
  const auto call = current_call();
  if (!call || call->row == nullptr || call->name != "read") return false;
  const auto target =
      proc::read_link(focus_, "fd/" + std::to_string(static_cast<int>(call->raw.arguments[0])));
  return target && target == terminal_.name();
}

}  // namespace spyglass
