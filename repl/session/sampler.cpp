#include "repl/session/sampler.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "core/inside/frames.hpp"
#include "core/proc/status.hpp"

namespace spyglass {

namespace {

/// What the kernel's own work for a program is filed under.
constexpr std::string_view kernel = "[kernel]";

/// signal(7), "Interruption of system calls … by stop signals": calls that return EINTR although no
/// handler has run. Those for sockets do so when a timeout was set.
constexpr std::array<std::string_view, 25> never_restarted = {
    "epoll_wait",
    "epoll_pwait",
    "epoll_pwait2",
    "semop",
    "semtimedop",
    "semtimedop_time64",
    "ipc",
    "rt_sigtimedwait",
    "msgrcv",
    "rt_sigtimedwait_time64",
    "msgsnd",
    "io_getevents",
    "io_pgetevents",
    "io_pgetevents_time64",
    "io_uring_enter",
    "accept",
    "accept4",
    "connect",
    "recvfrom",
    "recvmsg",
    "recvmmsg",
    "recvmmsg_time64",
    "sendto",
    "sendmsg",
    "socketcall",
};

Samples::Place place_of(const AddressNames& names, Addr at) {
  const std::string module = names.module(at).name;
  return {names.function(at), module.empty() ? "nothing is mapped here" : module};
}

}  // namespace

void Sampler::note_held(Tid thread, const Event& event) {
  if (std::holds_alternative<event::GroupStop>(event)) at_rest_.insert(thread);
}

void Sampler::look() {
  ++samples_.rounds;
  for (const auto& [thread, record] : trace_.tracer().threads()) look_at(*record);
}

void Sampler::look_at(const ThreadRecord& record) {
  const Tid thread = record.thread;
  if (record.stopped || due_.contains(thread)) return;
  if (at_rest_.contains(thread)) {
    ++samples_.stopped;
    return;
  }
  const auto status = proc::status(thread);
  switch (status ? status->state : 'X') {
    case 'X':
    case 'Z': return;
    case 't':  // it has reported something already
      due_.insert(thread);
      return;
    case 'S':
    case 'D':
      if (!record.in_call) break;  // a page that it touched has to come first
      if (const auto call = trace_.current_call(thread))
        ++samples_.waiting[std::string(call->name)];
      return;
    default: break;
  }
  if (record.in_call) return count_call(trace_.current_call(thread));
  if (!Running(thread).interrupt()) return;
  due_.insert(thread);
  asked_.insert(thread);
}

void Sampler::count_call(const std::shared_ptr<const Call>& call) {
  if (!call) return;
  const std::string name(call->name);
  ++samples_.running[{name, std::string(kernel)}];
  ++samples_.stacks[{std::string(kernel), name}];
}

bool Sampler::spoils(const Trace::Step& step) const {
  return std::holds_alternative<event::CallEntry>(step.stop.event) &&
         asked_.contains(step.stop.thread) && !step.call->injected.result &&
         std::ranges::find(never_restarted, step.call->name) != never_restarted.end();
}

void Sampler::hear(const Trace::Step& step) {
  const Tid thread = step.stop.thread;
  const Event& event = step.stop.event;
  const bool stays = std::holds_alternative<event::GroupStop>(event);
  if (stays) at_rest_.insert(thread);
  if (!stays) at_rest_.erase(thread);
  if (std::holds_alternative<event::Exec>(event)) {
    // Threads and mappings are others now.
    names_.erase(step.stop.process);
    const auto& threads = trace_.tracer().threads();
    for (auto* list : {&due_, &asked_}) {
      std::erase_if(*list, [&](Tid one) { return !threads.contains(one); });
    }
  }
  asked_.erase(thread);
  if (due_.erase(thread) == 0 || stays) return;
  const auto inside = [&](auto... kinds) {
    return (std::holds_alternative<decltype(kinds)>(event) || ...);
  };
  if (inside(event::Exec{}, event::Exiting{}, event::Gone{})) return;
  if (std::holds_alternative<event::CallExit>(event)) {
    count_call(step.call);
  } else if (std::holds_alternative<event::NewThread>(event)) {
    count_call(trace_.current_call(thread));
  } else {
    take(step);
  }
}

void Sampler::take(const Trace::Step& step) {
  const Stopped& stopped = *step.stop.stopped;
  const auto registers = stopped.registers();
  if (!registers) return;
  const auto* trap = std::get_if<event::Breakpoint>(&step.stop.event);
  const Addr here = trap != nullptr ? trap->address : registers->program_counter();
  const AddressNames& names = names_of(stopped.thread(), stopped.process());
  const auto place = place_of(names, here);
  Samples::Stack stack = {place.function};
  for (const Addr back : return_addresses(*registers, stopped.memory(), names.mappings())) {
    // It lies behind the call, which may be the function's last instruction.
    stack.push_back(place_of(names, back - 1).function);
  }
  std::ranges::reverse(stack);
  ++samples_.running[place];
  ++samples_.stacks[stack];
}

const AddressNames& Sampler::names_of(Tid thread, Pid process) {
  Names& known = names_[process];
  if (std::exchange(known.round, samples_.rounds) != samples_.rounds) known.names.refresh(thread);
  return known.names;
}

}  // namespace spyglass
