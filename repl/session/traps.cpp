#include "repl/session/traps.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "core/proc/status.hpp"
#include "core/report/text.hpp"
#include "core/syscalls/errors.hpp"
#include "core/syscalls/signals.hpp"

namespace spyglass {

namespace {

using Side = trap::Calls::Side;
using trap::Milestone;
using Happening = Traps::Happening;
using Words = std::optional<std::string>;  ///< what happened; nothing: not what was meant

constexpr LuaHost::Limits condition_limits = {.memory = 8 << 20, .instructions = 1'000'000};

/// The process that an event has made; a thread is none.
std::optional<Pid> new_process(const Happening& what) {
  const auto* made = std::get_if<event::NewThread>(&what.event);
  if (made == nullptr) return std::nullopt;
  const auto process = proc::process_of(made->child);
  if (!process || *process == what.process) return std::nullopt;
  return process;
}

Words milestone_words(Milestone which, const Happening& what) {
  const bool left = std::holds_alternative<event::CallExit>(what.event) && what.call &&
                    !what.call->error() && !what.call->injected.result;
  switch (which) {
    case Milestone::fork:
      if (const auto child = new_process(what)) {
        return fmt::format("process {} has made process {}", what.number(leader_of(what.process)),
                           what.number(leader_of(*child)));
      }
      break;
    case Milestone::exec:
      // Not at the event itself: then the thread still is inside the call.
      if (left && (what.call->name == "execve" || what.call->name == "execveat")) {
        return fmt::format("process {} has become another program",
                           what.number(leader_of(what.process)));
      }
      break;
    case Milestone::exit:
      if (const auto* end = std::get_if<event::Exiting>(&what.event);
          end != nullptr && what.thread == leader_of(what.process)) {
        return fmt::format("process {} is about to end: it {}",
                           what.number(leader_of(what.process)), exit_text(end->status));
      }
      break;
  }
  return std::nullopt;
}

/// Whether an event is one of those that a trap is for. Watches are asked elsewhere.
struct Meaning {
  const Happening& what;

  Words operator()(const trap::Place& place) const {
    const auto* hit = std::get_if<event::Breakpoint>(&what.event);
    return hit != nullptr && hit->address == place.at ? Words("breakpoint") : std::nullopt;
  }
  Words operator()(const trap::Calls& calls) const {
    if (!what.call || !calls.set.contains(what.call->name, what.call->raw.abi)) return std::nullopt;
    if (calls.side == Side::entry) {
      if (!std::holds_alternative<event::CallEntry>(what.event)) return std::nullopt;
      return fmt::format("{} has been called", what.call->name);
    }
    // One that was broken off goes in again, and comes out another time.
    const bool over = std::holds_alternative<event::CallExit>(what.event) && what.call->result &&
                      !is_restart(*what.call->result);
    return over ? Words(what.call->name + " has returned") : std::nullopt;
  }
  Words operator()(const trap::Signals& signals) const {
    const auto* stop = std::get_if<event::SignalStop>(&what.event);
    if (stop == nullptr) return std::nullopt;
    const bool meant = signals.which.empty() ||
                       std::ranges::find(signals.which, stop->signal) != signals.which.end();
    return meant ? Words(signal_name(stop->signal) + " is about to arrive") : std::nullopt;
  }
  Words operator()(Milestone which) const { return milestone_words(which, what); }
  Words operator()(const trap::Watch&) const { return std::nullopt; }
};

/// Whether a call may have filled memory: only pointers are looked at, and what lies behind one as
/// far as kernel structs and the call's result reach.
bool can_reach(const Call& call, const WatchedRange& range) {
  constexpr std::uint64_t largest_struct = 512;
  const auto moved = call.result && *call.result > 0 ? static_cast<std::uint64_t>(*call.result) : 0;
  const std::uint64_t reach = std::max(moved, largest_struct);
  return std::ranges::any_of(call.raw.arguments, [&](std::uint64_t argument) {
    return argument != 0 && argument < range.at.value() + range.size &&
           range.at.value() - argument < reach;
  });
}

std::string value_of(Tid thread, const WatchedRange& range) {
  return std::string(ProcessMemory(thread).bytes(range.at, range.size));
}

}  // namespace

struct Traps::Match {
  Trap* trap;
  TrapHit hit;
};

Result<Condition> Traps::compile(std::string text) {
  if (!host_) host_ = std::make_shared<LuaHost>("", condition_limits);
  return Condition::compile(host_, std::move(text));
}

int Traps::add(Trap trap) {
  trap.number = ++last_number_;
  traps_.push_back(std::move(trap));
  return last_number_;
}

bool Traps::remove(int number) {
  const auto found = std::ranges::find(traps_, number, &Trap::number);
  if (found == traps_.end()) return false;
  if (const auto* watch = std::get_if<trap::Watch>(&found->what)) {
    for (const auto& [process, in] : watch->processes) watchpoints_[process].remove(in.slot);
  }
  traps_.erase(found);
  return true;
}

const Trap* Traps::find(int number) const {
  const auto found = std::ranges::find(traps_, number, &Trap::number);
  return found == traps_.end() ? nullptr : &*found;
}

Trap* Traps::at(Addr place) {
  const auto found = std::ranges::find_if(traps_, [&](const Trap& one) {
    const auto* there = std::get_if<trap::Place>(&one.what);
    return there != nullptr && there->at == place;
  });
  return found == traps_.end() ? nullptr : &*found;
}

void Traps::remove_if(const std::function<bool(const Trap&)>& test) {
  std::vector<int> numbers;
  for (const Trap& one : traps_) {
    if (test(one)) numbers.push_back(one.number);
  }
  for (const int number : numbers) remove(number);
}

std::vector<Traps::Match> Traps::matches(const Happening& what) {
  Watchpoints::Hits touched{};
  if (const auto here = watchpoints_.find(what.process); here != watchpoints_.end()) {
    // A step that touches watched memory is reported as a step.
    touched = here->second.take_hits(what.thread);
  }
  std::vector<Match> result;
  for (Trap& trap : traps_) {
    TrapHit hit{
        .number = trap.number, .once = trap.once, .what = {}, .condition = {}, .problem = {}};
    if (auto* watch = std::get_if<trap::Watch>(&trap.what)) {
      hit.touch = touch_of(*watch, what, touched);
      if (!hit.touch) continue;
    } else if (auto words = std::visit(Meaning{what}, trap.what)) {
      hit.what = std::move(*words);
    } else {
      continue;
    }
    result.push_back({&trap, std::move(hit)});
  }
  return result;
}

std::optional<TrapHit::Touch> Traps::touch_of(trap::Watch& watch, const Happening& what,
                                              const Watchpoints::Hits& touched) {
  const auto in = watch.processes.find(what.process);
  if (in == watch.processes.end()) return std::nullopt;
  const auto slot = in->second.slot;
  std::string& before = in->second.value;
  if (touched[slot]) {
    std::string after = value_of(what.thread, watch.range);
    return TrapHit::Touch{watch.range, std::exchange(before, after), after};
  }
  // The processor does not watch the kernel, so a call that fills memory is noticed by its effect.
  const bool left = std::holds_alternative<event::CallExit>(what.event) && what.call;
  if (!left || value_of(what.thread, watch.range) == before) return std::nullopt;
  // Another thread may have been faster, and will tell by itself.
  const auto others = what.others();
  const Watchpoints& here = watchpoints_.at(what.process);
  const bool by_other =
      std::ranges::any_of(others, [&](Tid other) { return here.hits(other)[slot]; });
  if (by_other || (!others.empty() && !can_reach(*what.call, watch.range))) return std::nullopt;
  std::string after = value_of(what.thread, watch.range);
  return TrapHit::Touch{watch.range, std::exchange(before, after), after, true};
}

std::optional<TrapHit> Traps::ask(const Happening& what, const ValuesFor& values) {
  std::optional<TrapHit> first;
  for (Match& match : matches(what)) {
    Trap& trap = *match.trap;
    TrapHit& hit = match.hit;
    if (trap.condition) {
      const auto holds = trap.condition->holds(values(what, hit.touch ? &*hit.touch : nullptr));
      if (holds && !*holds) continue;
      hit.condition = trap.condition->text();
      if (!holds) hit.problem = holds.error().message;
    }
    hit.hits = ++trap.hits;
    if (!first) first = std::move(hit);
  }
  return first;
}

Result<void> Traps::watch(Trap& trap, Pid process, const std::vector<Tid>& threads) {
  auto& watch = std::get<trap::Watch>(trap.what);
  Watchpoints& here = watchpoints_[process];
  const auto slot = here.add(watch.range);
  if (!slot) return tl::make_unexpected(slot.error());
  for (const Tid thread : threads) {
    if (auto armed = here.arm(thread); !armed && !armed.error().gone()) {
      here.remove(*slot);
      for (const Tid one : threads) (void)here.arm(one);
      return armed;
    }
  }
  watch.processes[process] = {*slot, value_of(threads.front(), watch.range)};
  return {};
}

void Traps::arm(Pid process, Tid thread) {
  // A thread that cannot be armed is on its way to its end.
  if (const auto here = watchpoints_.find(process); here != watchpoints_.end()) {
    (void)here->second.arm(thread);
  }
}

void Traps::disarm(Pid process, Tid thread) {
  if (const auto here = watchpoints_.find(process); here != watchpoints_.end()) {
    here->second.disarm(thread);
  }
}

bool Traps::watches_in(Pid process) const {
  const auto here = watchpoints_.find(process);
  return here != watchpoints_.end() && !here->second.empty();
}

void Traps::look_again(Pid process, Tid thread) {
  for (Trap& trap : traps_) {
    auto* watch = std::get_if<trap::Watch>(&trap.what);
    if (watch == nullptr || !watch->processes.contains(process)) continue;
    watch->processes[process].value = value_of(thread, watch->range);
  }
}

void Traps::inherit(Pid parent, Pid child) {
  const auto before = watchpoints_.find(parent);
  if (before == watchpoints_.end() || watchpoints_.contains(child)) return;
  watchpoints_.emplace(child, Watchpoints(before->second.inherited()));
  for (Trap& trap : traps_) {
    auto* watch = std::get_if<trap::Watch>(&trap.what);
    if (watch == nullptr || !watch->processes.contains(parent)) continue;
    watch->processes.emplace(child, trap::Watch::In(watch->processes.at(parent)));
  }
}

void Traps::forget_memory(Pid process) {
  if (watchpoints_.erase(process) == 0) return;
  for (Trap& trap : traps_) {
    if (auto* watch = std::get_if<trap::Watch>(&trap.what)) watch->processes.erase(process);
  }
  remove_if([](const Trap& one) {
    const auto* watch = std::get_if<trap::Watch>(&one.what);
    return watch != nullptr && watch->processes.empty();
  });
}

void Traps::forget_thread(Pid process, Tid thread) {
  if (const auto here = watchpoints_.find(process); here != watchpoints_.end()) {
    here->second.forget(thread);
  }
}

void Traps::forget_program() {
  watchpoints_.clear();
  std::erase_if(traps_, [](const Trap& one) {
    return std::holds_alternative<trap::Place>(one.what) ||
           std::holds_alternative<trap::Watch>(one.what);
  });
  for (Trap& one : traps_) one.hits = 0;
}

}  // namespace spyglass
