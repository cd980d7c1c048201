#include "core/call_pairs.hpp"

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
  const auto found = in_kernel_.find(thread);
  return found == in_kernel_.end() ? nullptr : found->second;
}

std::shared_ptr<Call> CallPairs::take_current(Tid thread) {
  const auto found = in_kernel_.find(thread);
  if (found == in_kernel_.end()) return nullptr;
  auto call = std::move(found->second);
  in_kernel_.erase(found);
  return call;
}

Call CallPairs::read_entry(Tid thread, const CallNumbers& numbers, const Memory& memory) const {
  const auto earlier = interrupted_.find(thread);
  return decode_entry(numbers, memory, rules_,
                      earlier == interrupted_.end() ? std::string_view{} : earlier->second);
}

void CallPairs::read_again(Tid thread, const CallNumbers& numbers, const Memory& memory) {
  const auto call = current(thread);
  if (call == nullptr) return;
  Call fresh = read_entry(thread, numbers, memory);
  fresh.thread = call->thread;
  fresh.process = call->process;
  fresh.entered = call->entered;
  fresh.injected = call->injected;
  *call = std::move(fresh);
}

std::shared_ptr<Call> CallPairs::enter(Tid thread, Pid process, const CallNumbers& numbers,
                                       const Memory& memory, Time now) {
  auto call = std::make_shared<Call>(read_entry(thread, numbers, memory));
  call->thread = thread;
  call->process = process;
  call->entered = now;
  in_kernel_[thread] = call;
  return call;
}

std::shared_ptr<Call> CallPairs::enter_again(Tid thread, Pid process, const CallNumbers& numbers,
                                             const Memory& memory, Time now) {
  interrupted_.erase(thread);
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
  auto call = take_current(thread);
  if (call == nullptr) return nullptr;
  call->left = now;
  decode_exit(*call, result, memory, rules_);
  // A restart_syscall that is interrupted goes on with the same call once more.
  const bool goes_on = result == restart_with_block && !call->injected.result;
  if (goes_on && call->name != "restart_syscall") interrupted_[thread] = call->name;
  return call;
}

std::shared_ptr<Call> CallPairs::exec(Tid thread, Pid process, Tid former, Time now) {
  // The thread that called execve goes on under the leader's id, and the call with it. The other
  // threads ended without a report, inside whatever call they were in.
  auto execution = take_current(former);
  std::shared_ptr<Call> cut_off;
  std::erase_if(in_kernel_, [&](const auto& entry) {
    Call& call = *entry.second;
    if (call.process != process) return false;
    end_inside(call, now);
    if (call.thread == thread && former != thread) cut_off = entry.second;
    return true;
  });
  if (execution) {
    execution->thread = thread;
    in_kernel_[thread] = std::move(execution);
  }
  if (former != thread) interrupted_.erase(former);
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
    interrupted_.erase(thread);
    auto call = take_current(thread);
    if (call) end_inside(*call, now);
    return call;
  }
  return nullptr;
}

}  // namespace spyglass
