// How a session sets its traps, asks them, and gets its threads past them.

#include <fmt/format.h>
#include <poll.h>

#include <algorithm>

#include "core/proc/status.hpp"
#include "repl/script/condition_values.hpp"
#include "repl/session/session.hpp"

namespace spyglass {

namespace {

using Reason = Outcome::Reason;
using std::chrono::milliseconds;

Reason reason_of(const Trap& trap) {
  if (std::holds_alternative<trap::Place>(trap.what)) return Reason::breakpoint;
  if (std::holds_alternative<trap::Watch>(trap.what)) return Reason::watched;
  return Reason::caught;
}

}  // namespace

Result<void> Session::still_there() const {
  if (focused() == nullptr) return not_stopped();
  const auto now = proc::status(focus_);
  if (now && now->state != 'Z' && now->state != 'X') return {};
  return bad_input(
      fmt::format("thread {} is gone: something has ended it since it stopped (`continue` shows "
                  "how, `run` starts the program again)",
                  focus_.value()));
}

std::vector<Tid> Session::held_threads(Pid process) const {
  std::vector<Tid> threads;
  for (const auto& [thread, held] : held_) {
    if (held.stopped.process() == process) threads.push_back(thread);
  }
  return threads;
}

Result<int> Session::add_trap(Trap trap) {
  if (auto living = check_living(); !living) return tl::make_unexpected(living.error());
  if (const auto* place = std::get_if<trap::Place>(&trap.what)) {
    if (auto there = still_there(); !there) return tl::make_unexpected(there.error());
    const Stopped& stopped = focused()->stopped;
    const auto registers = stopped.registers();
    if (!registers) return tl::make_unexpected(registers.error());
    const Addr at = place->at;
    if (auto guarded = guard(stopped.process()); !guarded) {
      return tl::make_unexpected(guarded.error());
    }
    auto set = breakpoints_[stopped.process()].insert(stopped.memory(), registers->abi(), at);
    if (!set) return tl::make_unexpected(set.error());
    if (Trap* earlier = traps_.at(at)) {
      trap.number = earlier->number;
      *earlier = std::move(trap);
      return earlier->number;
    }
  } else if (std::holds_alternative<trap::Watch>(trap.what)) {
    if (auto there = still_there(); !there) return tl::make_unexpected(there.error());
    const Pid process = focused()->stopped.process();
    auto guarded = guard(process);
    if (guarded && guardian_) guarded = guardian_->note_watched(process);
    if (!guarded) return tl::make_unexpected(guarded.error());
    if (auto set = traps_.watch(trap, process, held_threads(process)); !set) {
      return tl::make_unexpected(set.error());
    }
  }
  const int number = traps_.add(std::move(trap));
  const bool runs_on = state() == State::running && trace_.observes();
  if (runs_on && needs_call_stops()) stop_at_calls();
  return number;
}

Result<void> Session::remove_trap(int number) {
  const Trap* trap = traps_.find(number);
  if (trap == nullptr) return bad_input(fmt::format("there is no trap {}", number));
  const auto what = trap->what;
  const bool in_program =
      std::holds_alternative<trap::Place>(what) || std::holds_alternative<trap::Watch>(what);
  if (in_program && state() == State::running) return not_stopped();
  traps_.remove(number);
  if (const auto* place = std::get_if<trap::Place>(&what)) {
    lift_everywhere(place->at);
  } else if (std::holds_alternative<trap::Watch>(what)) {
    for (const auto& [thread, held] : held_) traps_.arm(held.stopped.process(), thread);
  }
  return {};
}

void Session::remove_traps() {
  std::vector<int> numbers;
  for (const Trap& one : traps_.all()) numbers.push_back(one.number);
  // What stands in a running program goes with it.
  for (const int number : numbers) (void)remove_trap(number);
  while (!injector().entries().empty()) injector().remove(injector().entries().back().number);
}

Result<void> Session::add_breakpoint(Addr at) {
  if (traps_.at(at) != nullptr) return {};
  auto added = add_trap({.what = trap::Place{at}, .text = {}});
  if (!added) return tl::make_unexpected(added.error());
  return {};
}

Result<void> Session::remove_breakpoint(Addr at) {
  const Trap* trap = traps_.at(at);
  if (trap == nullptr) {
    return bad_input(fmt::format("no breakpoint stands at {:#x}", at.value()));
  }
  return remove_trap(trap->number);
}

void Session::lift_everywhere(Addr at) {
  for (auto& [process, traps] : breakpoints_) {
    const auto threads = held_threads(process);
    if (!threads.empty()) (void)traps.remove(ProcessMemory(threads.front()), at);
  }
}

void Session::drop_spent_traps() {
  std::vector<int> spent;
  for (const Trap& one : traps_.all()) {
    const auto* place = std::get_if<trap::Place>(&one.what);
    const bool stands =
        place == nullptr || std::ranges::any_of(breakpoints_, [&](const auto& entry) {
          return entry.second.stands_at(place->at);
        });
    if (!stands || (one.once && one.hits > 0)) spent.push_back(one.number);
  }
  // Not earlier: a thread that has run into the trap meanwhile would take it for the program's own.
  for (const int number : spent) {
    const auto what = traps_.find(number)->what;
    traps_.remove(number);
    if (const auto* place = std::get_if<trap::Place>(&what)) lift_everywhere(place->at);
  }
}

bool Session::is_at_our_trap(Tid thread) const {
  const auto held = held_.find(thread);
  return held != held_.end() && held->second.at_our_trap;
}

std::optional<Outcome> Session::judge_traps(Tid thread, const Event& event,
                                            const std::shared_ptr<const Call>& call) {
  if (traps_.all().empty() || goal_->kind == Goal::Kind::load || !held_.contains(thread)) {
    return std::nullopt;
  }
  const Pid process = held_.at(thread).stopped.process();
  const Traps::Happening what{thread,
                              process,
                              event,
                              call,
                              [&] {
                                bring_to_rest(process);
                                at_rest_ = true;
                                auto others = held_threads(process);
                                std::erase(others, thread);
                                return others;
                              },
                              [this](Tid any) { return number_of(any); }};
  // Conditions are about this thread, wherever the focus was.
  const Tid focus = std::exchange(focus_, thread);
  auto hit = traps_.ask(what, [this](const Traps::Happening& about, const TrapHit::Touch* touch) {
    return condition_values(*this, about, touch);
  });
  if (!hit) {
    focus_ = focus;
    return std::nullopt;
  }
  Outcome outcome{
      .reason = reason_of(*traps_.find(hit->number)), .call = call, .instructions = instructions_};
  if (std::holds_alternative<event::SingleStep>(event)) ++outcome.instructions;
  if (const auto* trap = std::get_if<event::Breakpoint>(&event)) outcome.address = trap->address;
  if (const auto* stop = std::get_if<event::SignalStop>(&event)) outcome.signal = stop->signal;
  outcome.trap = std::move(hit);
  return outcome;
}

void Session::look_at_watched_memory() {
  std::map<Pid, Tid> one_of;  // those in which nothing waits to be told
  for (const auto& [thread, held] : held_) one_of.emplace(held.stopped.process(), thread);
  for (const auto& [thread, held] : held_) {
    if (held.unheard) one_of.erase(held.stopped.process());
  }
  for (const auto& [process, thread] : one_of) traps_.look_again(process, thread);
}

std::optional<Outcome> Session::judge_unheard(Tid thread) {
  Held& held = held_.at(thread);
  if (!std::exchange(held.unheard, false)) return std::nullopt;
  const auto call = std::exchange(held.call, nullptr);
  return judge_traps(thread, Event(held.event), call);
}

void Session::bring_to_rest(std::optional<Pid> whose) {
  const auto deadline = std::chrono::steady_clock::now() + milliseconds(500);
  const auto somebody_runs = [&] {
    return std::ranges::any_of(trace_.tracer().threads(), [&](const auto& entry) {
      return !entry.second->stopped && (!whose || entry.second->process == *whose);
    });
  };
  if (!somebody_runs()) return;
  trace_.tracer().interrupt_all();
  while (somebody_runs() && std::chrono::steady_clock::now() < deadline) {
    auto step = trace_.poll();
    if (!step) {
      pollfd source{signals_.fd(), POLLIN, 0};
      poll(&source, 1, 10);
      signals_.collect();
      continue;
    }
    note(*step);
    keep(std::move(*step));
  }
}

void Session::stop_at_calls() {
  bring_to_rest(std::nullopt);
  (void)trace_.see_calls_by_observer(false);
  (void)set_going();
}

std::optional<Outcome> Session::lead_past(Tid thread) {
  // While the trap is lifted for this thread, no other of its process may run past it.
  held_.at(thread).shown = true;
  bring_to_rest(held_.at(thread).stopped.process());
  return go_on();
}

std::optional<Outcome> Session::go_on() {
  at_rest_ = false;
  if (interrupting_) return Outcome{.reason = Reason::interrupted};
  if (auto going = set_going(); !going && !going.error().gone()) {
    return Outcome{.reason = Reason::interrupted};
  }
  return std::exchange(pending_, std::nullopt);
}

}  // namespace spyglass
