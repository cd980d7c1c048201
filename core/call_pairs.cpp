#include "core/call_pairs.hpp"

#include <utility>

namespace spyglass {

namespace {

/// −ERESTART_RESTARTBLOCK: the kernel goes on with the call by means of restart_syscall(2).
constexpr std::int64_t restart_with_block = -516;

/// The thread that made the call will never see it return.
void end_inside(Call& call, CallPairs::Time now) {
  if (call.no_return) return;
  call.no_return = true;
  call.left = now;
}

}  // namespace

std::shared_ptr<Call> CallPairs::current(Tid thread) const {
  const auto found = places_.find(thread);
  return found == places_.end() ? nullptr : found->second.call;
}

std::shared_ptr<Call> CallPairs::take_current(Tid thread) {
  const auto found = places_.find(thread);
  return found == places_.end() ? nullptr : std::exchange(found->second.call, nullptr);
}

void CallPairs::read_again(Tid thread, const CallNumbers& numbers, const Memory& memory) {
  const auto found = places_.find(thread);
  if (found == places_.end() || found->second.call == nullptr) return;
  const auto& call = found->second.call;
  Call fresh = decode_entry(numbers, memory, rules_, found->second.interrupted);
  fresh.thread = call->thread;
  fresh.process = call->process;
  fresh.entered = call->entered;
  fresh.injected = call->injected;
  *call = std::move(fresh);
}

std::shared_ptr<Call> CallPairs::enter(Tid thread, Pid process, const CallNumbers& numbers,
                                       const Memory& memory, Time now) {
  Place& place = places_[thread];
  auto call = std::allocate_shared<Call>(FromArena<Call>{});
  decode_entry(*call, numbers, memory, rules_, place.interrupted);
  call->thread = thread;
  call->process = process;
  call->entered = now;
  place.process = process;
  place.call = call;
  return call;
}

std::shared_ptr<Call> CallPairs::enter_again(Tid thread, Pid process, const CallNumbers& numbers,
                                             const Memory& memory, Time now) {
  places_[thread].interrupted.clear();
  return enter(thread, process, numbers, memory, now);
}

std::shared_ptr<Call> CallPairs::stand_at_entry(Tid thread, Pid process, const CallNumbers& numbers,
                                                const Memory& memory, Time now) {
  if (current(thread) == nullptr) return enter_again(thread, process, numbers, memory, now);
  read_again(thread, numbers, memory);
  return current(thread);
}

std::shared_ptr<Call> CallPairs::leave(Tid thread, std::int64_t result, const Memory& memory,
                                       Time now) {
  const auto found = places_.find(thread);
  if (found == places_.end() || found->second.call == nullptr) return nullptr;
  auto call = std::exchange(found->second.call, nullptr);
  call->left = now;
  decode_exit(*call, result, memory, rules_);
  // A restart_syscall that is interrupted goes on with the same call once more.
  const bool goes_on = result == restart_with_block && !call->injected.result;
  if (goes_on && call->name != "restart_syscall") found->second.interrupted = call->name;
  return call;
}

std::shared_ptr<Call> CallPairs::exec(Tid thread, Pid process, Tid former, Time now) {
  // The thread that called execve goes on under the leader's id, and the call with it. The other
  // threads ended without a report, inside whatever call they were in.
  auto execution = take_current(former);
  auto cut_off = take_current(thread);
  if (cut_off) end_inside(*cut_off, now);
  std::erase_if(places_, [&](const auto& entry) {
    const auto& [other, place] = entry;
    if (other == thread || place.process != process) return false;
    if (place.call) end_inside(*place.call, now);
    return true;
  });
  if (execution) {
    execution->thread = thread;
    places_[thread].call = std::move(execution);
  }
  return cut_off;
}

std::shared_ptr<Call> CallPairs::take(Tid thread, Pid process, const Event& event,
                                      const Memory& memory, Time now) {
  if (const auto* entry = std::get_if<event::CallEntry>(&event)) {
    return enter(thread, process, entry->call, memory, now);
  }
  if (const auto* exit = std::get_if<event::CallExit>(&event)) {
    return leave(thread, exit->result, memory, now);
  }
  if (const auto* execution = std::get_if<event::Exec>(&event)) {
    return exec(thread, process, execution->former, now);
  }
  if (std::holds_alternative<event::Exiting>(event)) {
    // Kept for the Gone event, which may also come without this one.
    auto call = current(thread);
    if (call) end_inside(*call, now);
    return call;
  }
  if (std::holds_alternative<event::Gone>(event)) {
    auto call = take_current(thread);
    places_.erase(thread);
    if (call) end_inside(*call, now);
    return call;
  }
  return nullptr;
}

}  // namespace spyglass
