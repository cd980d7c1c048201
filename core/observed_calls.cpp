#include "core/observed_calls.hpp"

#include <algorithm>
#include <cerrno>

#include "core/memory/process_memory.hpp"

namespace spyglass {

namespace {

AbiId abi_of(const observed_record& head) { return native_abis()[head.abi]->id; }

Call::Clock::time_point moment_of(std::uint64_t nanoseconds) {
  return Call::Clock::time_point(std::chrono::nanoseconds(nanoseconds));
}

}  // namespace

Result<void> ObservedCalls::begin(Tid thread) {
  if (pairs_.current(thread)) in_call_.insert(thread);
  return observer_->watch(thread);
}

void ObservedCalls::gone(Tid thread, Pid process, ExitStatus& status) {
  awaited_.erase(thread);
  observer_->forget_lost(thread);
  const auto last = pairs_.current(thread);
  const bool ended_itself = thread != leader_of(process) && last && last->name == "exit";
  if (ended_itself && !status.was_killed()) {
    status.code = static_cast<int>(last->raw.arguments[0] & 0xff);
  }
}

void ObservedCalls::became_leader(Tid former, Tid leader) {
  observer_->forget_lost(former);
  observer_->forget_lost(leader);
  const auto found = awaited_.extract(former);
  if (!found.empty()) awaited_[leader] = found.mapped();
}

void ObservedCalls::take(const observe::Observation& observation) {
  head_ = observation.head;
  Awaited& awaited = awaited_[Tid(head_.thread)];
  // Every record of a thread has the number behind that of the one before. Where one is missing, it
  // is the one that pieces which came ahead were for.
  const std::uint64_t expected = awaited.sequence + 1;
  missing_ = head_.sequence > expected ? head_.sequence - expected : 0;
  awaited.sequence = head_.sequence;
  if (missing_ != 0) awaited.pieces.clear();
  const auto add_to = [&](std::vector<std::byte>& pieces) {
    pieces.insert(pieces.end(), observation.pieces.begin(), observation.pieces.end());
  };
  if (head_.what == OBSERVED_MEMORY) {
    add_to(awaited.pieces);
  } else {
    pieces_.clear();
    std::swap(pieces_, awaited.pieces);
    add_to(pieces_);
  }
  stage_ = Stage::arrived;
}

ObservedCalls::Told* ObservedCalls::losses_of(Tid thread, Pid process) {
  const std::uint64_t last = observer_->last_lost(thread);
  if (last == 0) return nullptr;
  Awaited& awaited = awaited_[thread];
  if (last <= awaited.sequence) return nullptr;
  told_.event = event::Lost{last - awaited.sequence};
  awaited.sequence = last;
  return tell(thread, process, Call::Clock::now());
}

ObservedCalls::Told* ObservedCalls::next() {
  for (;;) {
    switch (stage_) {
      case Stage::told:
        if (!observer_->take([this](const auto& record) { take(record); })) return nullptr;
        break;
      case Stage::arrived: {
        stage_ = Stage::told;
        if (head_.what != OBSERVED_MEMORY) {
          observed_.clear();
          observed_.add(pieces_);
          stage_ = head_.what == OBSERVED_EXIT || is_told_entry() ? Stage::exit : Stage::entry;
        }
        if (missing_ != 0) return tell_losses();
        break;
      }
      case Stage::entry: stage_ = Stage::exit; return tell_entry();
      case Stage::exit:
        stage_ = Stage::told;
        if (head_.what != OBSERVED_ENTRY) return tell_exit();
        break;
    }
  }
}

/// Of the call at which watching began.
bool ObservedCalls::is_told_entry() {
  const Tid thread(head_.thread);
  if (in_call_.erase(thread) == 0) return false;
  const auto call = pairs_.current(thread);
  return call && call->raw.number == static_cast<std::uint64_t>(head_.number);
}

/// With an event that is there already.
ObservedCalls::Told* ObservedCalls::tell(Tid thread, Pid process, Call::Clock::time_point when) {
  told_.thread = thread;
  told_.process = process;
  told_.when = when;
  told_.system_time = {};
  told_.call = nullptr;
  return &told_;
}

ObservedCalls::Told* ObservedCalls::tell_losses() {
  told_.event = event::Lost{missing_};
  return tell(Tid(head_.thread), Pid(head_.process), moment_of(head_.entered));
}

ObservedCalls::Told* ObservedCalls::tell_entry() {
  // There may be a call whose exit nobody told of: it was not asked for, or was lost.
  pairs_.forget(Tid(head_.thread));
  auto& entry = told_.event.emplace<event::CallEntry>();
  entry.call.abi = abi_of(head_);
  entry.call.number = static_cast<std::uint64_t>(head_.number);
  entry.call.stack_pointer = Addr(head_.stack_pointer);
  std::copy(std::begin(head_.arguments), std::end(head_.arguments), entry.call.arguments.begin());
  entry.new_abi = head_.new_abi != 0;
  observed_.turn_to(observe::ObservedMemory::Moment::entry);
  tell(Tid(head_.thread), Pid(head_.process), moment_of(head_.entered));
  pair();
  return &told_;
}

ObservedCalls::Told* ObservedCalls::tell_exit() {
  told_.event = event::CallExit{head_.result};
  observed_.turn_to(observe::ObservedMemory::Moment::exit);
  tell(Tid(head_.thread), Pid(head_.process), moment_of(head_.left));
  told_.system_time = std::chrono::nanoseconds(head_.on_processor);
  pair();
  return &told_;
}

/// The call that begins or ends with what is told.
void ObservedCalls::pair() {
  if (names_ != nullptr) names_->turn_to(told_.thread, told_.process);
  told_.call = pairs_.take(told_.thread, told_.process, told_.event, observed_, told_.when);
  if (!told_.call) return;
  Call& call = *told_.call;
  if (observed_.has_faults() && call.error() != Errno(EFAULT)) {
    for (Value& argument : call.arguments) mark_uncaptured(argument);
  }
  if (names_ != nullptr) sockets_.note(*names_, call);
}

/// A pointer to what was not in memory is no bad one: of those, the kernel says that they are.
void ObservedCalls::mark_uncaptured(Value& value) {
  if (const auto* address = value.as<value::Address>()) {
    std::byte first{};
    const bool is_missing =
        observed_.was_out_of_reach(address->address) &&
        ProcessMemory(Tid(head_.thread)).read(address->address, {&first, 1}) == 1;
    if (is_missing && value.comment.empty()) value.comment = "not captured";
  } else if (auto* array = std::get_if<value::Array>(&value.is)) {
    for (Value& element : array->elements) mark_uncaptured(element);
  } else if (auto* members = std::get_if<value::Struct>(&value.is)) {
    for (auto& field : members->fields) mark_uncaptured(field.value);
  }
}

}  // namespace spyglass
