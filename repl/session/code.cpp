// Instructions that a session has its program execute, and takes back.

#include "core/assemble/assemble.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "core/disasm/disassembler.hpp"
#include "core/elf/maps.hpp"
#include "core/inside/run_code.hpp"
#include "core/inside/signal_actions.hpp"
#include "core/inside/signal_sets.hpp"
#include "core/inside/vector_registers.hpp"
#include "core/proc/status.hpp"
#include "repl/session/grave_calls.hpp"
#include "repl/session/session.hpp"

namespace spyglass {

namespace {

using End = RanCode::End;

constexpr std::size_t longest_instruction = 16;

Instruction instruction_at(const RegisterValues& registers, const Memory& memory, Syntax syntax) {
  const Addr at = registers.program_counter();
  const Chars code = memory.bytes(at, longest_instruction);
  auto found = disassemble(registers.abi(), std::as_bytes(std::span(code)), at, 1, syntax);
  return found.empty() ? Instruction{} : std::move(found.front());
}

std::string text_of(const Instruction& instruction) {
  return instruction.operands.empty() ? instruction.mnemonic
                                      : instruction.mnemonic + " " + instruction.operands;
}

/// Writes down what a run does.
class CodeRecorder final : public CodeWatcher {
 public:
  CodeRecorder(RanCode& ran, const Visit& visit, Syntax syntax, bool meant)
      : ran_(ran), visit_(visit), syntax_(syntax), meant_(meant) {}

  void executed(const RegisterValues& before, const RegisterValues& after) override {
    const Addr at = before.program_counter();
    // An instruction that repeats itself is a step each time.
    const bool again = previous_ == at && !call_;
    previous_ = at;
    if (again) {
      if (ran_.more > 0) return;
      ++ran_.steps.back().times;
      ran_.steps.back().after = after;
    } else if (ran_.steps.size() < RanCode::kept_steps) {
      const Instruction one = instruction_at(before, visit_.memory(), syntax_);
      const bool jumps = after.program_counter() != at + one.size;
      ran_.steps.push_back({at, text_of(one), 1, before, after, std::exchange(call_, {}), jumps});
    } else {
      ++ran_.more;
      keep_call();
    }
  }

  bool may_enter(const CallNumbers& numbers, const ProcessMemory& memory) override {
    keep_call();
    Call call = decode_entry(numbers, memory, {});
    call.thread = visit_.thread();
    call.process = visit_.process();
    const std::string_view grave = grave_effect(call.name);
    if (!grave.empty() && !meant_) {
      ran_.why = fmt::format("{} would {}. If that is what you want: asm -y …", call.name, grave);
    } else if (auto harmless = check_harmless(call); !harmless) {
      ran_.why = harmless.error().message;
    }
    if (!ran_.why.empty()) return false;
    if (sets_signal_action(call.name)) actions_set_.insert(static_cast<int>(call.raw.arguments[0]));
    call_ = std::move(call);
    return true;
  }

  void left(std::int64_t result, const ProcessMemory& memory) override {
    if (call_) decode_exit(*call_, result, memory, {});
  }

  void made(Stopped child) override { children_.push_back(std::move(child)); }

  /// The thread is gone, or runs no longer.
  void finish(bool gone) {
    if (call_) call_->no_return = gone;
    if (call_ && (gone || call_->result)) keep_call();
  }
  std::vector<Stopped> take_children() { return std::move(children_); }
  /// Whether the code itself said what is to be done about a signal.
  [[nodiscard]] bool has_set_action(int signal) const { return actions_set_.contains(signal); }

 private:
  void keep_call() {
    if (call_ && ran_.later_calls.size() < RanCode::kept_calls) {
      ran_.later_calls.push_back(std::move(*call_));
    }
    call_.reset();
  }

  RanCode& ran_;
  const Visit& visit_;
  Syntax syntax_;
  bool meant_;
  std::optional<Addr> previous_;
  std::optional<Call> call_;
  std::vector<Stopped> children_;
  std::set<int> actions_set_;
};

RanCode::Fault fault_of(const CodeEnd& end, const Memory& memory, Syntax syntax) {
  const Signal signal(end.info.si_signo);
  RanCode::Fault fault{signal, end.registers.program_counter(),
                       text_of(instruction_at(end.registers, memory, syntax)), std::nullopt};
  // Not where the processor does not tell: of addresses that cannot be, for example.
  const bool has_address = signal.value() == SIGSEGV || signal.value() == SIGBUS;
  if (has_address && end.info.si_code != SI_KERNEL) {
    fault.touched = Addr(reinterpret_cast<std::uintptr_t>(end.info.si_addr));
  }
  return fault;
}

/// What code has left in registers, for a thread that goes on where it stood. Where that is a call
/// that the kernel will go back into, it must still find there what says so.
RegisterValues registers_to_keep(const RegisterValues& left, const RegisterValues& before) {
  const Abi& abi = before.abi();
  const CallConvention& convention = abi.convention;
  RegisterValues values = left;
  values.set(abi.program_counter, before.program_counter().value());
  if (convention.number_inside != convention.number) {
    values.set(convention.number_inside, before.get(convention.number_inside));
  }
  if (goes_back_into_call(before)) values.set(convention.result, before.get(convention.result));
  return values;
}

}  // namespace

Result<Assembly> Session::assemble(std::string_view text, Syntax syntax) const {
  if (auto living = check_living(); !living) return tl::make_unexpected(living.error());
  const auto registers = this->registers();
  if (!registers) return tl::make_unexpected(registers.error());
  const auto maps = read_maps(focus_);
  if (!maps) return tl::make_unexpected(maps.error());
  // The program itself comes first: its names are within reach of instructions from there.
  const auto program = std::ranges::find_if(
      *maps, [](const Mapping& mapping) { return mapping.path.starts_with('/'); });
  const Addr near = program == maps->end() ? registers->program_counter() : program->start;
  const auto place = free_place(*maps, near, Assembly::largest);
  if (!place) return fail("the program's memory has no room for instructions");
  return spyglass::assemble({.text = text,
                             .abi = registers->abi(),
                             .syntax = syntax,
                             .at = *place,
                             .find = [&](const std::string& name) { return symbols().find(name); },
                             .names = symbols().names()});
}

Result<RanCode> Session::run_code(const Assembly& code, bool meant,
                                  std::chrono::milliseconds limit) {
  const auto copyable = check_copyable();
  const Tid thread = focus_;
  trap_actions_.clear();
  const std::vector<Addr> places = lift_breakpoints(focus_);
  auto visit = begin_visit();
  Result<RanCode> ran = tl::make_unexpected(Error{});
  if (visit) {
    undo_.emplace(Undo{thread, visit->registers(), visit->signal_mask(),
                       vector_registers(visit->registers().abi(), thread),
                       copyable ? "" : copyable.error().message});
    ran = run_visited(*visit, code, meant, limit);
  } else {
    ran = tl::make_unexpected(visit.error());
  }
  const bool replaced = ran && ran->end == End::replaced;
  if (!replaced) put_breakpoints(thread, places);
  if (ran) {
    for (const Tid child : ran->made) put_breakpoints(child, places);
  }
  if (ran && undo_) ran->after = *registers();
  return ran;
}

void Session::keep_copy(Visit& visit) {
  undo_copy_.forget_all();
  if (!undo_->no_copy.empty()) return;
  const auto taken =
      undo_copy_.take(trace_.tracer(), visit, moment(), breakpoints_[visit.process()]);
  if (!taken) undo_->no_copy = taken.error().message;
}

Result<RanCode> Session::run_visited(Visit& visit, const Assembly& code, bool meant,
                                     std::chrono::milliseconds limit) {
  keep_copy(visit);
  const auto borrowed = visit.borrow_at(code.at, code.bytes.size());
  if (!borrowed) return leave_after(visit, borrowed.error());
  const auto written = visit.memory().write(*borrowed, std::as_bytes(std::span(code.bytes)));
  if (!written) return leave_after(visit, written.error());

  RanCode ran;
  ran.before = visit.registers();
  ran.copied = undo_->no_copy.empty();
  CodeRecorder recorder(ran, visit, code.syntax, meant);
  const std::uint64_t ignored = proc::status(visit.thread()).value_or(proc::Status{}).ignored;
  const auto end = visit.run_code(code.at, code.end(), recorder, patience_for(limit));
  write_terminal_to_watcher(terminal_.read_available());
  recorder.finish(!end);
  for (Stopped& child : recorder.take_children()) {
    ran.made.push_back(take_child(visit, std::move(child)));
  }
  if (!end) {
    if (!end.error().gone()) return leave_after(visit, end.error());
    forget_undo();
    lose(visit.thread(), visit.process(), visit);
    ran.end = End::ended;
    return ran;
  }
  if (end->kind == CodeEnd::Kind::replaced) {
    ran.end = End::replaced;
    take_replaced(visit);
    return ran;
  }
  for (const int signal : forced) {
    // Each step forces SIGTRAP, and a fault another one.
    if ((ignored & signal_bit(signal)) == 0 || recorder.has_set_action(signal)) continue;
    const auto ignore = reinterpret_cast<std::uintptr_t>(SIG_IGN);
    if (auto done = put_back_handler(visit, Signal(signal), ignore); !done) {
      return leave_after(visit, done.error());
    }
  }
  if (end->kind == CodeEnd::Kind::arrived) {
    visit.set_registers(registers_to_keep(end->registers, *ran.before));
  } else {
    set_vector_registers(ran.before->abi(), visit.thread(), undo_->vectors);
    visit.set_signal_mask(undo_->mask);
  }
  switch (end->kind) {
    case CodeEnd::Kind::arrived: ran.end = End::done; break;
    case CodeEnd::Kind::broken_off: ran.end = End::broken_off; break;
    case CodeEnd::Kind::kept_back: ran.end = End::kept_back; break;
    case CodeEnd::Kind::fault:
      ran.end = End::fault;
      ran.fault = fault_of(*end, visit.memory(), code.syntax);
      break;
    case CodeEnd::Kind::replaced: break;
  }
  ran.ran_freely = end->ran_freely;
  if (auto ended = end_changed_visit(visit); !ended) return tl::make_unexpected(ended.error());
  return ran;
}

Result<void> Session::end_changed_visit(Visit& visit) {
  const Tid thread = visit.thread();
  auto ended = end_visit(visit);
  if (!ended) return ended;
  // At a call's entry the call is another one now.
  const Held& held = held_.at(thread);
  if (std::holds_alternative<event::CallEntry>(held.event)) trace_.refresh(held.stopped);
  record_change(thread);
  return {};
}

void Session::forget_undo() {
  undo_.reset();
  undo_copy_.forget_all();
}

Result<std::vector<std::string>> Session::undo_code() {
  if (focused() == nullptr) return not_stopped();
  if (!undo_ || undo_->thread != focus_) {
    return bad_input(
        "there is nothing to undo: no `asm` was run, or the program has moved since then");
  }
  const std::vector<Addr> places = lift_breakpoints(focus_);
  auto visit = begin_visit();
  if (!visit) return tl::make_unexpected(visit.error());
  Result<std::vector<std::string>> problems = std::vector<std::string>{};
  if (undo_->no_copy.empty()) {
    problems = undo_copy_.put_back(*visit, undo_copy_.all().front());
    if (!problems) return leave_after(*visit, problems.error());
  } else {
    visit->set_registers(undo_->registers);
    visit->set_signal_mask(undo_->mask);
    set_vector_registers(undo_->registers.abi(), focus_, undo_->vectors);
    problems->push_back("Memory stays as it is: " + undo_->no_copy + ".");
  }
  auto ended = end_changed_visit(*visit);
  if (!ended) return tl::make_unexpected(ended.error());
  put_breakpoints(focus_, places);
  forget_undo();
  return problems;
}

}  // namespace spyglass
