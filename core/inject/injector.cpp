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

bool Injector::change_arguments(const std::vector<ArgumentChange>& changes, const Call& call,
                                Stopped& thread) {
  if (changes.empty()) return false;
  const auto outcome = [&]() -> Result<void> {
    auto registers = thread.registers();
    if (!registers) return tl::make_unexpected(registers.error());
    const Abi& convention_of = abi(call.raw.abi);
    for (const ArgumentChange& change : changes) {
      const auto at = argument_register(*call.row, change.argument, convention_of);
      const Register* which =
          at ? find_register(registers->abi(), convention_of.convention.arguments[*at]) : nullptr;
      if (which == nullptr) return fail("an argument is in no register of its own");
      threads_[call.thread].registers_before.emplace_back(which, registers->get(*which));
      registers->set(*which, change.value);
    }
    return thread.set_registers(*registers);
  }();
  note(call, "its arguments stay as they are", outcome);
  return outcome.has_value();
}

void Injector::put_back_arguments(const Call& call, Stopped& thread) {
  const auto before = std::exchange(threads_[call.thread].registers_before, {});
  if (before.empty()) return;
  auto registers = thread.registers();
  if (!registers) return;
  for (const auto& [which, value] : before) registers->set(*which, value);
  note(call, "its arguments are not put back", thread.set_registers(*registers));
}

std::shared_ptr<const Injection> Injector::chosen(const std::shared_ptr<const Call>& shared,
                                                  const Stopped& thread) {
  const Call& call = *shared;
  if (decide_ && (!considered_ || considered_(call))) {
    if (auto injection = decide_(shared, thread)) return injection;
  }
  const Entry* entry = meant(call);
  if (entry == nullptr) return nullptr;
  ThreadState& state = threads_[call.thread];
  const std::uint64_t invocation = ++state.counts[{entry->number, call.raw.abi, call.raw.number}];
  return entry->injection->when.includes(invocation) ? entry->injection : nullptr;
}

bool Injector::enter(const std::shared_ptr<Call>& shared, Stopped& thread) {
  Call& call = *shared;
  const auto known = threads_.find(call.thread);
  if (known != threads_.end()) {  // an exit that nobody waited for
    known->second.at_exit = nullptr;
    known->second.registers_before.clear();
  }
  const auto chosen_one = chosen(shared, thread);
  if (chosen_one == nullptr) return false;
  ThreadState& state = threads_[call.thread];
  state.process = call.process;
  const Injection& injection = *chosen_one;

  state.at_exit = chosen_one;
  call.injected.arguments = poke(injection.poke_enter, call, thread);
  call.injected.arguments |= change_arguments(injection.arguments, call, thread);
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
  put_back_arguments(call, thread);
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
