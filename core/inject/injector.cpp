#include "core/inject/injector.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "core/syscalls/catalogue.hpp"

namespace spyglass {

namespace {

/// No ABI has a call of this number: the kernel leaves everything as it is.
constexpr std::int32_t no_call = -1;

/// The number that the kernel is given in place of a call's own.
std::int32_t number_instead(const Injection& injection, AbiId abi) {
  if (injection.runs.empty()) return no_call;
  const auto number = call_number(abi, injection.runs);
  return number ? static_cast<std::int32_t>(*number) : no_call;
}

/// As a result register of the call's ABI holds it.
std::int64_t result_of(const Injection& injection, AbiId id) {
  if (injection.error) return -std::int64_t{injection.error->value()};
  const auto wide = static_cast<std::int64_t>(*injection.result);
  if (abi(id).word_size == 8) return wide;
  const std::int64_t narrow = static_cast<std::int32_t>(wide);
  return error_of_result(narrow) ? narrow : wide & 0xffffffff;
}

Result<void> set_result(Stopped& thread, std::int64_t result) {
  auto registers = thread.registers();
  if (!registers) return tl::make_unexpected(registers.error());
  registers->set(registers->abi().convention.result, static_cast<std::uint64_t>(result));
  return thread.set_registers(*registers);
}

void hold_back(Call& call, Stopped& thread, std::optional<std::chrono::nanoseconds> time) {
  if (!time) return;
  call.injected.delayed = true;
  thread.hold_back(ResumeClock::now() + *time);
}

}  // namespace

int Injector::add(Injection injection) {
  entries_.push_back({++last_number_, std::make_shared<const Injection>(std::move(injection))});
  return last_number_;
}

bool Injector::remove(int number) {
  return std::erase_if(entries_, [&](const Entry& entry) { return entry.number == number; }) != 0;
}

const Injector::Entry* Injector::meant(const Call& call) const {
  const auto found = std::find_if(entries_.rbegin(), entries_.rend(), [&](const Entry& entry) {
    return entry.injection->calls.contains(call.name, call.raw.abi);
  });
  if (found == entries_.rend() || (considered_ && !considered_(call))) return nullptr;
  return &*found;
}

void Injector::note(const Call& call, std::string_view what, const Result<void>& outcome) {
  if (outcome || outcome.error().gone()) return;
  problems_.push_back(fmt::format("{} of process {}: {}: {}", call.name, call.thread.value(), what,
                                  outcome.error().message));
}

bool Injector::poke(const std::vector<Poke>& pokes, const Call& call, const Stopped& thread) {
  bool changed = false;
  for (const Poke& poke : pokes) {
    const std::string place = fmt::format("nothing is poked at @arg{}", poke.argument + 1);
    const std::size_t count = call.argument_values.size();
    if (poke.argument >= count) {
      note(call, place,
           fail(fmt::format("the call has {} argument{}", count, count == 1 ? "" : "s")));
      continue;
    }
    const Addr to(call.argument_values[poke.argument]);
    const auto written = thread.memory().write(to, poke.bytes);
    changed |= written.has_value();
    if (!written && !written.error().gone()) {
      note(call, place,
           fail(fmt::format("{:#x} does not point to {} mapped byte{}", to.value(),
                            poke.bytes.size(), poke.bytes.size() == 1 ? "" : "s")));
    }
  }
  return changed;
}

bool Injector::enter(Call& call, Stopped& thread) {
  const auto known = threads_.find(call.thread);
  if (known != threads_.end()) known->second.at_exit = nullptr;  // an exit that nobody waited for
  const Entry* entry = meant(call);
  if (entry == nullptr) return false;
  ThreadState& state = threads_[call.thread];
  state.process = call.process;
  const std::uint64_t invocation = ++state.counts[{entry->number, call.raw.abi, call.raw.number}];
  const Injection& injection = *entry->injection;
  if (!injection.when.includes(invocation)) return false;

  state.at_exit = entry->injection;
  call.injected.arguments = poke(injection.poke_enter, call, thread);
  if (injection.replaces_result()) {
    const auto done = thread.set_call_number(number_instead(injection, call.raw.abi));
    note(call, "the call is carried out", done);
    call.injected.result = done.has_value();
  }
  if (injection.signal != no_signal) thread.send(injection.signal);
  hold_back(call, thread, injection.delay_enter);
  return call.injected.arguments;
}

std::int64_t Injector::leave(Call& call, Stopped& thread, std::int64_t result) {
  const auto state = threads_.find(call.thread);
  if (state == threads_.end() || !state->second.at_exit) return result;
  const auto injection = std::exchange(state->second.at_exit, nullptr);
  if (call.injected.result) {
    const std::int64_t made_up = result_of(*injection, call.raw.abi);
    const auto done = set_result(thread, made_up);
    note(call, "the result stays as it is", done);
    call.injected.result = done.has_value();
    if (done) result = made_up;
  }
  call.injected.arguments |= poke(injection->poke_exit, call, thread);
  hold_back(call, thread, injection->delay_exit);
  return result;
}

void Injector::exec(Tid former, Pid process) {
  auto caller = threads_.extract(former);
  std::erase_if(threads_, [&](const auto& entry) { return entry.second.process == process; });
  if (caller.empty()) return;
  caller.key() = leader_of(process);
  threads_.insert(std::move(caller));
}

}  // namespace spyglass
