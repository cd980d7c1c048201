#include "core/inside/visit.hpp"

#include <fmt/format.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>

#include "core/elf/maps.hpp"
#include "core/inside/signal_sets.hpp"
#include "core/syscalls/catalogue.hpp"

namespace spyglass {

namespace {

constexpr auto minus_one = static_cast<std::uint64_t>(-1);

/// The instruction by which a thread of this ABI makes calls of its own ABI.
std::string own_instruction(const Abi& abi) {
  const auto found = std::ranges::find(abi.call_instructions, abi.id, &CallInstruction::enters);
  return {reinterpret_cast<const char*>(found->bytes.data()), found->size};
}

/// Where such an instruction stands in executable memory. The vDSO, which is small and nearly
/// always there, has one.
std::optional<Addr> search(const std::vector<Mapping>& maps, const ProcessMemory& memory,
                           std::string_view instruction) {
  for (const bool vdso : {true, false}) {
    for (const Mapping& mapping : maps) {
      if ((mapping.path == "[vdso]") != vdso) continue;
      if (mapping.permissions[0] != 'r' || mapping.permissions[2] != 'x') continue;
      const Chars code = memory.bytes(mapping.start, mapping.size());
      if (const auto at = code.find(instruction); at != std::string::npos) {
        return mapping.start + at;
      }
    }
  }
  return std::nullopt;
}

tl::unexpected<Error> lost(Tid thread) {
  return tl::make_unexpected(
      Error{Error::Kind::gone, fmt::format("thread {} has ended", thread.value()), {}});
}

}  // namespace

Result<void> Visit::possible(const Event& event) {
  const auto in_the_middle = [&](auto... kinds) {
    return (std::holds_alternative<decltype(kinds)>(event) || ...);
  };
  if (in_the_middle(event::Exec{}, event::NewThread{}, event::Exiting{})) {
    return bad_input(
        "the thread is in the middle of a call that makes, changes or ends a process: `finish` it "
        "first");
  }
  if (std::holds_alternative<event::GroupStop>(event)) {
    return bad_input("the process is stopped by a signal, as by Ctrl-Z: it needs SIGCONT first");
  }
  return {};
}

Result<void> Visit::begin(const std::function<Result<void>(const Visit&)>& before_changes) {
  const auto mask = door::signal_mask(thread_);
  if (!mask) return tl::make_unexpected(mask.error());
  mask_ = *mask;
  at_entry_ = std::holds_alternative<event::CallEntry>(event_);
  if (before_changes) {
    if (auto noted = before_changes(*this); !noted) return noted;
  }
  if (auto found = find_gate(); !found) return found;
  if (auto quiet = door::set_signal_mask(thread_, uninvited); !quiet) return quiet;
  return at_entry_ ? leave_entry() : Result<void>{};
}

Result<void> Visit::find_gate() {
  const std::string instruction = own_instruction(saved_.abi());
  const ProcessMemory memory = stopped_->memory();
  const Addr here = saved_.program_counter();
  for (const Addr near : {here - instruction.size(), here}) {
    if (memory.bytes(near, instruction.size()) != std::string_view(instruction)) continue;
    gate_ = near;
    return {};
  }
  const auto maps = read_maps(thread_);
  if (!maps) return tl::make_unexpected(maps.error());
  if (const auto found = search(*maps, memory, instruction)) {
    gate_ = *found;
    return {};
  }
  // A program without any: one of its instructions steps aside.
  const auto executable = std::ranges::find_if(
      *maps, [](const Mapping& mapping) { return mapping.permissions[2] == 'x'; });
  if (executable == maps->end()) return fail("the process has no memory that can be executed");
  gate_ = executable->start;
  covered_.resize(instruction.size());
  if (memory.read(gate_, covered_) != covered_.size()) return lost(thread_);
  return memory.write(gate_, std::as_bytes(std::span(instruction)));
}

Result<void> Visit::move_to_vdso() {
  const auto maps = read_maps(thread_);
  if (!maps) return tl::make_unexpected(maps.error());
  const auto found = search(*maps, stopped_->memory(), own_instruction(saved_.abi()));
  const Mapping* where = found ? mapping_at(*maps, *found) : nullptr;
  if (where == nullptr || where->path != "[vdso]") {
    return fail(
        "the process has no vDSO, so there is no place for calls that outlasts its program");
  }
  gate_ = *found;
  return {};
}

Result<void> Visit::leave_entry() {
  // Without a number the kernel does nothing, and comes out with -ENOSYS.
  if (auto done = stopped_->set_call_number(-1); !done) return done;
  for (;;) {
    auto event = go(Resume::to_call, nullptr);
    if (!event) return tl::make_unexpected(event.error());
    if (std::holds_alternative<event::CallExit>(*event)) return {};
  }
}

Result<Event> Visit::go(Resume how, const Patience& patience) {
  // No signal of the program's is delivered on the way.
  auto running = std::move(*stopped_).resume_with(how, no_signal);
  if (!running) return tl::make_unexpected(running.error());
  for (;;) {
    auto stop = tracer_.next_of(thread_, patience ? Tracer::Wait::no : Tracer::Wait::yes);
    if (stop && !stop->stopped) {
      if (const auto* end = std::get_if<event::Gone>(&stop->event)) gone_ = end->status;
      return lost(thread_);
    }
    if (stop) {
      stopped_ = std::move(stop->stopped);
      return stop->event;
    }
    if (!patience) return lost(thread_);
    if (!interrupted_ && !patience()) {
      interrupted_ = true;
      if (auto asked = running->interrupt(); !asked) return tl::make_unexpected(asked.error());
    }
  }
}

Result<Event> Visit::go_past_signals(Resume how, const Patience& patience) {
  for (;;) {
    auto event = go(how, patience);
    if (!event) return event;
    if (const auto* signal = std::get_if<event::SignalStop>(&*event)) {
      const bool ours = signal->info.si_code > 0 && !is_uninvited(signal->signal);
      if (ours) return fail("the process cannot make a call: its memory is not as it was");
      came_.push_back(signal->signal);
      continue;
    }
    const bool by_us = std::holds_alternative<event::Interrupted>(*event) && interrupted_;
    const bool nothing = std::holds_alternative<event::Interrupted>(*event) ||
                         std::holds_alternative<event::GroupStop>(*event);
    if (nothing && !by_us) continue;
    return event;
  }
}

Result<Visit::Answer> Visit::carry_out(std::uint64_t number,
                                       std::span<const std::uint64_t> arguments,
                                       const Patience& patience) {
  const Abi& abi = saved_.abi();
  const CallConvention& convention = abi.convention;
  RegisterValues values = saved_;
  // No call is to be gone back into when the kernel sees this thread again.
  if (convention.number_inside != convention.number) {
    values.set(convention.number_inside, minus_one);
  }
  values.set(convention.number, number);
  for (std::size_t i = 0; i < convention.arguments.size(); ++i) {
    values.set(convention.arguments[i], i < arguments.size() ? arguments[i] : 0);
  }
  values.set(abi.program_counter, gate_.value());
  if (auto set = stopped_->set_registers(values); !set) return tl::make_unexpected(set.error());
  interrupted_ = false;
  Answer answer;
  for (;;) {
    const auto event = go_past_signals(Resume::to_call, patience);
    if (!event) return tl::make_unexpected(event.error());
    if (const auto* made = std::get_if<event::NewThread>(&*event)) {
      auto child = tracer_.next_of(made->child, Tracer::Wait::yes);
      if (child && child->stopped) answer.made = std::move(child->stopped);
    } else if (const auto* exit = std::get_if<event::CallExit>(&*event)) {
      // In place of the stop that was asked for, the end of the call may come: with −ERESTART…
      answer.interrupted = interrupted_ && exit->result <= -512 && exit->result >= -516;
      answer.result = exit->result;
      if (answer.replaced) event_ = *exit;
      return answer;
    } else if (std::holds_alternative<event::Exec>(*event)) {
      answer.replaced = true;
    } else if (std::holds_alternative<event::Interrupted>(*event)) {
      answer.interrupted = true;
      return answer;
    }
  }
}

Result<Visit::Answer> Visit::call(std::string_view name,
                                  std::initializer_list<std::uint64_t> arguments) {
  const auto number = call_number(saved_.abi().id, name);
  if (!number) return fail(fmt::format("{} has no {}", saved_.abi().name, name));
  return carry_out(static_cast<std::uint64_t>(*number), {arguments.begin(), arguments.size()},
                   nullptr);
}

Result<Visit::Answer> Visit::call_as_program(const CallNumbers& numbers, const Patience& patience) {
  if (auto own = door::set_signal_mask(thread_, mask_); !own) {
    return tl::make_unexpected(own.error());
  }
  auto answer = carry_out(numbers.number, numbers.arguments, patience);
  if (!answer) return answer;
  if (answer->replaced) return answer;
  if (const auto mask = door::signal_mask(thread_)) mask_ = *mask;
  (void)door::set_signal_mask(thread_, uninvited);
  return answer;
}

Result<Addr> Visit::borrow(std::size_t size) { return map(Addr(), size, 0); }

Result<Addr> Visit::map(Addr at, std::size_t size, std::uint64_t flags) {
  const std::size_t pages = (size + page_size - 1) / page_size * page_size;
  const std::string_view name = saved_.abi().word_size == 4 ? "mmap2" : "mmap";
  const auto answer = call(name, {at.value(), pages, PROT_READ | PROT_WRITE | PROT_EXEC,
                                  MAP_PRIVATE | MAP_ANONYMOUS | flags, minus_one, 0});
  if (!answer) return tl::make_unexpected(answer.error());
  if (const auto error = error_of_result(answer->result)) {
    return fail_errno("the process gets no memory for this", error->value());
  }
  const Addr found(saved_.abi().word_size == 4 ? static_cast<std::uint32_t>(answer->result)
                                               : static_cast<std::uint64_t>(answer->result));
  borrowed_.push_back({found, pages});
  return found;
}

Result<void> Visit::give_back() {
  for (const Borrowed& one : std::exchange(borrowed_, {})) {
    if (auto done = call("munmap", {one.at.value(), one.size}); !done) {
      return tl::make_unexpected(done.error());
    }
  }
  return covered_.empty() ? Result<void>{} : stopped_->memory().write(gate_, covered_);
}

RegisterValues Visit::registers_before_call() const {
  if (!at_entry_) return saved_;
  const Abi& abi = saved_.abi();
  const CallConvention& convention = abi.convention;
  RegisterValues values = saved_;
  const Addr behind = saved_.program_counter();
  // Also where the processor came in by another instruction (sysenter), the kernel sees to it that
  // one of these stands before the place where it comes out.
  for (const CallInstruction& instruction : abi.call_instructions) {
    const Addr at = behind - instruction.size;
    const Chars code = memory().bytes(at, instruction.size);
    if (call_instruction_at(abi, std::as_bytes(std::span(code))) == nullptr) continue;
    values.set(abi.program_counter, at.value());
  }
  values.set(convention.number, saved_.get(convention.number_inside));
  if (convention.number_inside != convention.number) {
    values.set(convention.number_inside, minus_one);
  }
  return values;
}

Result<void> Visit::enter_again() {
  const RegisterValues values = registers_before_call();
  if (auto set = stopped_->set_registers(values); !set) return set;
  for (;;) {
    auto event = go_past_signals(Resume::to_call, nullptr);
    if (!event) return tl::make_unexpected(event.error());
    if (!std::holds_alternative<event::CallEntry>(*event)) continue;
    event_ = *event;
    return {};
  }
}

/// Where the kernel may go back into a call that it broke off (−ERESTARTSYS), it does so on its way
/// out of a stop for signals, and nowhere else: therefore the thread is stopped once more.
Result<void> Visit::stand_again() {
  const auto* signal = std::get_if<event::SignalStop>(&event_);
  if (signal != nullptr) {
    // It is sent anew and comes first, with all that it told; others may wait behind it.
    const std::uint64_t others = ~signal_bit(signal->signal.value());
    if (auto open = door::set_signal_mask(thread_, others); !open) return open;
    (void)syscall(SYS_tgkill, process_.value(), thread_.value(), signal->signal.value());
  } else if (auto asked = door::interrupt(thread_); !asked) {
    return asked;
  }
  for (;;) {
    auto event = go(Resume::run, nullptr);
    if (!event) return tl::make_unexpected(event.error());
    if (signal != nullptr && !std::holds_alternative<event::SignalStop>(*event)) continue;
    break;
  }
  if (signal != nullptr) {
    if (auto told = door::set_signal_info(thread_, signal->info); !told) return told;
  }
  return stopped_->set_registers(saved_);
}

Result<Visit::Place> Visit::end() {
  if (auto given = give_back(); !given) return tl::make_unexpected(given.error());
  if (auto back = at_entry_ ? enter_again() : stand_again(); !back) {
    return tl::make_unexpected(back.error());
  }
  if (auto own = door::set_signal_mask(thread_, mask_); !own) {
    return tl::make_unexpected(own.error());
  }
  for (const Signal signal : came_) {
    (void)syscall(SYS_tgkill, process_.value(), thread_.value(), signal.value());
  }
  return Place{std::move(*stopped_), event_};
}

}  // namespace spyglass
