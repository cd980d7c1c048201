// How a visited thread executes instructions of somebody else's.

#include "core/inside/run_code.hpp"

#include <fmt/format.h>
#include <sys/mman.h>

#include "core/abi/flags.hpp"
#include "core/inside/signal_sets.hpp"

namespace spyglass {

namespace {

using Kind = CodeEnd::Kind;
using Clock = std::chrono::steady_clock;

/// Instructions that come and go quickly block nobody, yet somebody may want them to end.
constexpr auto between_looks = std::chrono::milliseconds(100);

}  // namespace

Result<Addr> Visit::borrow_at(Addr at, std::size_t size) {
  auto found = map(at, size, MAP_FIXED_NOREPLACE);
  if (found && *found != at) {
    return fail(fmt::format("the process has no room at {:#x} any more", at.value()));
  }
  return found;
}

struct Visit::CodeRun {
  CodeWatcher& watcher;
  const Patience& patience;
  RegisterValues now;
  std::optional<CodeEnd> end = std::nullopt;
  Clock::time_point looked = Clock::now();
  /// Before a call that the kernel broke off for a signal, and goes back into.
  std::optional<RegisterValues> before_call = std::nullopt;

  void finish(Kind kind, const siginfo_t& info = {}) { end = CodeEnd{kind, now, info}; }
  [[nodiscard]] bool has_patience() {
    if (Clock::now() - looked < between_looks) return true;
    looked = Clock::now();
    return patience();
  }
};

Result<CodeEnd> Visit::run_code(Addr from, Addr end, CodeWatcher& watcher,
                                const Patience& patience) {
  const Abi& abi = saved_.abi();
  CodeRun run{watcher, patience, saved_};
  // No call is to be gone back into when the kernel sees this thread again.
  if (abi.convention.number_inside != abi.convention.number) {
    run.now.set(abi.convention.number_inside, static_cast<std::uint64_t>(-1));
  }
  run.now.set(abi.program_counter, from.value());
  if (auto set = stopped_->set_registers(run.now); !set) return tl::make_unexpected(set.error());
  interrupted_ = false;
  std::size_t count = 0;
  for (; !run.end; ++count) {
    if (run.now.program_counter() == end) {
      run.finish(Kind::arrived);
    } else if (!run.has_patience()) {
      run.finish(Kind::broken_off);
    } else if (auto done = run_some(run, end, count < CodeEnd::stepped_instructions); !done) {
      return tl::make_unexpected(done.error());
    }
  }
  run.end->ran_freely = count > CodeEnd::stepped_instructions;
  return *run.end;
}

/// One instruction, with its call if it makes one; or freely, up to the next call.
Result<void> Visit::run_some(CodeRun& run, Addr end, bool stepping) {
  const Abi& abi = saved_.abi();
  const Chars code = memory().bytes(run.now.program_counter(), 4);
  const bool calls = call_instruction_at(abi, std::as_bytes(std::span(code))) != nullptr ||
                     goes_back_into_call(run.now);
  const bool steps = stepping && !calls;
  const RegisterValues before = run.now;
  const auto event =
      steps ? go(Resume::one_instruction, nullptr) : go(Resume::to_call, run.patience);
  if (!event) return tl::make_unexpected(event.error());
  if (auto seen = look_at(run); !seen) return seen;
  if (const auto* entry = std::get_if<event::CallEntry>(&*event)) {
    if (!run.before_call) run.before_call = before;
    if (auto done = let_call(run, *entry); !done) return done;
    if (!run.end && goes_back_into_call(run.now)) return {};
    const bool over = !run.end || run.end->kind == Kind::broken_off;
    if (stepping && over) run.watcher.executed(*run.before_call, run.now);
    run.before_call.reset();
  } else if (const auto* signal = std::get_if<event::SignalStop>(&*event)) {
    const bool its_own = signal->info.si_code > 0 && !is_uninvited(signal->signal);
    if (its_own) {
      run.finish(Kind::fault, signal->info);
    } else {
      came_.push_back(signal->signal);
    }
  } else if (const auto* trap = std::get_if<event::Breakpoint>(&*event)) {
    if (trap->address == end) {
      run.now.set(abi.program_counter, end.value());
      run.finish(Kind::arrived);
    } else {
      // Where it stands says more than what is behind it.
      run.now.set(abi.program_counter, trap->address.value());
      run.finish(Kind::fault, trap->info);
    }
  } else if (std::holds_alternative<event::SingleStep>(*event) ||
             (steps && std::holds_alternative<event::Watchpoint>(*event))) {
    if (auto hidden = hide_step(run.now, step_mark(abi, std::as_bytes(std::span(code)))); !hidden) {
      return hidden;
    }
    run.watcher.executed(before, run.now);
  }
  if (interrupted_ && !run.end) run.finish(Kind::broken_off);
  return {};
}

/// The instruction has saved flags on the stack that it would not have found without the step.
Result<void> Visit::hide_step(const RegisterValues& now, std::uint64_t mark) const {
  if (mark == 0) return {};
  const Addr at = now.stack_pointer();
  const auto saved = memory().get<std::uint16_t>(at);
  if (!saved) return {};
  const auto flags = static_cast<std::uint16_t>(*saved & ~mark);
  return memory().write(at, std::as_bytes(std::span(&flags, 1)));
}

Result<void> Visit::look_at(CodeRun& run) {
  const auto registers = stopped_->registers();
  if (!registers) return tl::make_unexpected(registers.error());
  run.now = *registers;
  return {};
}

/// From a call's entry to its exit, as the program itself would make it.
Result<void> Visit::let_call(CodeRun& run, const event::CallEntry& entry) {
  const bool kept_back = !run.watcher.may_enter(entry.call, memory());
  const auto prepared =
      kept_back ? stopped_->set_call_number(-1) : door::set_signal_mask(thread_, mask_);
  if (!prepared) return prepared;
  bool replaced = false;
  for (;;) {
    const auto event = go(Resume::to_call, run.patience);
    if (!event) return tl::make_unexpected(event.error());
    if (const auto* made = std::get_if<event::NewThread>(&*event)) {
      auto child = tracer_.next_of(made->child, Tracer::Wait::yes);
      if (child && child->stopped) run.watcher.made(std::move(*child->stopped));
    } else if (const auto* signal = std::get_if<event::SignalStop>(&*event)) {
      came_.push_back(signal->signal);
    } else if (std::holds_alternative<event::Exec>(*event)) {
      replaced = true;
    } else if (const auto* exit = std::get_if<event::CallExit>(&*event)) {
      if (replaced) event_ = *exit;
      if (auto seen = look_at(run); !seen) return seen;
      const bool again = goes_back_into_call(run.now);
      if (!kept_back && !again) run.watcher.left(exit->result, memory());
      if (kept_back) run.finish(Kind::kept_back);
      if (again && interrupted_) run.finish(Kind::broken_off);
      if (replaced) run.finish(Kind::replaced);
      break;
    }
  }
  if (kept_back || replaced) return {};
  if (const auto mask = door::signal_mask(thread_)) mask_ = *mask;
  // The signal that interrupted a call is let through, or the call would meet it again and again.
  if (goes_back_into_call(run.now) && !run.end) return {};
  return door::set_signal_mask(thread_, uninvited);
}

}  // namespace spyglass
