#include "core/trace.hpp"

#include "core/memory/window_memory.hpp"

namespace spyglass {

namespace {

/// −ERESTART_RESTARTBLOCK: the kernel goes on with the call by means of restart_syscall(2).
constexpr std::int64_t restart_with_block = -516;

/// The thread that made the call will never see it return.
void end_inside(Call& call) {
  if (call.no_return) return;
  call.no_return = true;
  call.left = Call::Clock::now();
}

}  // namespace

Trace::Trace(DecodeRules rules, Naming naming) : rules_(std::move(rules)) {
  if (naming.wants_nothing()) return;
  names_ = std::make_unique<LiveNames>(std::move(naming));
  rules_.all.names = names_.get();
}

Result<Trace::Launched> Trace::launch(const LaunchOptions& options) {
  auto launched = tracer_.launch(options);
  if (!launched) return tl::make_unexpected(launched.error());
  return Launched{decode(std::move(launched->stop)), std::move(launched->channels)};
}

std::optional<Trace::Step> Trace::poll() { return next(tracer_.poll()); }

std::optional<Trace::Step> Trace::wait() { return next(tracer_.wait()); }

std::optional<Trace::Step> Trace::next(std::optional<Stop> stop) {
  if (!stop) return std::nullopt;
  Step step = decode(std::move(*stop));
  tamper(step);
  return step;
}

std::shared_ptr<const Call> Trace::current_call(Tid thread) const {
  const auto found = in_kernel_.find(thread);
  return found == in_kernel_.end() ? nullptr : found->second;
}

std::shared_ptr<Call> Trace::take_current(Tid thread) {
  const auto found = in_kernel_.find(thread);
  if (found == in_kernel_.end()) return nullptr;
  auto call = std::move(found->second);
  in_kernel_.erase(found);
  return call;
}

void Trace::refresh(const Stopped& thread) {
  const auto found = in_kernel_.find(thread.thread());
  const auto registers = thread.registers();
  if (found == in_kernel_.end() || !registers) return;
  Call& call = *found->second;
  auto numbers = read_call_numbers(*registers, abi(call.raw.abi), Moment::inside);
  if (call.injected.result) numbers.number = call.raw.number;  // the register holds another one
  if (names_) names_->turn_to(thread.thread());
  Call fresh = decode_entry(numbers, thread.memory(), rules_);
  fresh.thread = call.thread;
  fresh.process = call.process;
  fresh.entered = call.entered;
  fresh.injected = call.injected;
  call = std::move(fresh);
}

std::shared_ptr<const Call> Trace::enter_again(const Stopped& thread, const Event& entry) {
  const auto& numbers = std::get<event::CallEntry>(entry).call;
  interrupted_.erase(thread.thread());
  auto call = std::make_shared<Call>(read_entry(thread.thread(), thread.process(), numbers));
  in_kernel_[thread.thread()] = call;
  return call;
}

Call Trace::read_entry(Tid thread, Pid process, const CallNumbers& numbers) {
  const ProcessMemory process_memory(thread);
  const WindowMemory memory(process_memory);
  if (names_) names_->turn_to(thread);
  const auto earlier = interrupted_.find(thread);
  Call call = decode_entry(numbers, memory, rules_,
                           earlier == interrupted_.end() ? std::string_view{} : earlier->second);
  call.thread = thread;
  call.process = process;
  call.entered = Call::Clock::now();
  return call;
}

void Trace::tamper(Step& step) {
  const auto* entry = std::get_if<event::CallEntry>(&step.stop.event);
  if (entry == nullptr) return;
  Call& call = *in_kernel_.at(step.stop.thread);
  if (!injector_.enter(call, *step.stop.stopped)) return;
  Call changed = read_entry(step.stop.thread, step.stop.process, entry->call);
  changed.entered = call.entered;
  changed.injected = call.injected;
  call = std::move(changed);
}

Trace::Step Trace::decode(Stop stop) {
  Step step{std::move(stop), nullptr};
  const Tid thread = step.stop.thread;
  if (const auto* entry = std::get_if<event::CallEntry>(&step.stop.event)) {
    auto call =
        std::make_shared<Call>(read_entry(step.stop.thread, step.stop.process, entry->call));
    step.call = call;
    in_kernel_[thread] = std::move(call);
  } else if (auto* exit = std::get_if<event::CallExit>(&step.stop.event)) {
    if (auto call = take_current(thread)) {
      call->left = Call::Clock::now();
      const ProcessMemory process_memory(thread);
      const WindowMemory memory(process_memory);
      if (names_) names_->turn_to(thread);
      exit->result = injector_.leave(*call, *step.stop.stopped, exit->result);
      decode_exit(*call, exit->result, memory, rules_);
      // A restart_syscall that is interrupted goes on with the same call once more.
      const bool goes_on = exit->result == restart_with_block && !call->injected.result;
      if (goes_on && call->name != "restart_syscall") {
        interrupted_[thread] = call->name;
      }
      step.call = std::move(call);
    }
  } else if (const auto* exec = std::get_if<event::Exec>(&step.stop.event)) {
    // The thread that called execve goes on under the leader's id, and the call with it. The other
    // threads ended without a report, inside whatever call they were in.
    auto execution = take_current(exec->former);
    injector_.exec(exec->former, step.stop.process);
    std::erase_if(in_kernel_, [&](const auto& entry) {
      Call& call = *entry.second;
      if (call.process != step.stop.process) return false;
      end_inside(call);
      if (call.thread == thread && exec->former != thread) step.call = entry.second;
      return true;
    });
    if (execution) {
      execution->thread = thread;
      in_kernel_[thread] = std::move(execution);
    }
    if (exec->former != thread) interrupted_.erase(exec->former);
  } else if (std::holds_alternative<event::Exiting>(step.stop.event)) {
    // Kept for the Gone event, which may also come without this one.
    if (const auto found = in_kernel_.find(thread); found != in_kernel_.end()) {
      end_inside(*found->second);
      step.call = found->second;
    }
  } else if (std::holds_alternative<event::Gone>(step.stop.event)) {
    interrupted_.erase(thread);
    injector_.forget(thread);
    if (auto call = take_current(thread)) {
      end_inside(*call);
      step.call = std::move(call);
    }
  }
  return step;
}

}  // namespace spyglass
