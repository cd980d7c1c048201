#include "repl/views/stop_panel.hpp"
#include "repl/views/amounts.hpp"

#include <fmt/format.h>

#include <cerrno>

#include "core/disasm/disassembler.hpp"
#include "core/proc/waiting.hpp"
#include "core/report/explain.hpp"
#include "core/report/text.hpp"
#include "core/syscalls/signals.hpp"
#include "repl/views/registers.hpp"
#include "repl/views/table.hpp"
#include "repl/views/trap_list.hpp"

namespace spyglass {

namespace {

using Reason = Outcome::Reason;

constexpr std::size_t code_window = 96;  ///< bytes looked at before and after the stop
constexpr std::size_t instructions_before = 2;
constexpr std::size_t instructions_shown = 4;

void show_headline(Output& out, const std::string& what, const std::string& where) {
  const int space = out.look().usable_width() - columns_of(what) - columns_of(where);
  const bool fits = space >= 2 && !out.look().plain;
  if (!fits && !out.look().plain) {
    out.line(what, Tone::strong);
    out.line("  " + where, Tone::faint);
    return;
  }
  out.line({{what, Tone::strong},
            {std::string(static_cast<std::size_t>(fits ? space : 1), ' ')},
            {where, Tone::faint}});
}

std::string where_words(const Session& session, const Outcome& outcome) {
  std::string words = fmt::format("thread {}", session.number_of(session.focus()));
  if (outcome.instructions > 0) {
    words += fmt::format(", {} later", counted(outcome.instructions, "instruction"));
  }
  return words;
}

std::vector<Line> instruction_rows(const Output& out, const std::vector<Instruction>& code,
                                   Addr here, const Session& session,
                                   std::string_view mark_comment) {
  std::vector<Line> rows;
  for (const Instruction& instruction : code) {
    const bool at_stop = instruction.address == here;
    const Tone tone = at_stop ? Tone::strong : Tone::plain;
    std::string place = fmt::format("{:x}", instruction.address.value());
    if (const auto name = session.symbols().exact_name(instruction.address)) {
      rows.push_back({{""}, {*name + ":", Tone::faint}});
    }
    std::string text = instruction.mnemonic;
    if (!instruction.operands.empty()) {
      text = fmt::format("{:<{}} {}", text, out.look().plain ? 0 : 6, instruction.operands);
    }
    rows.push_back({{at_stop ? "*" : " ", tone},
                    {std::move(place), Tone::faint},
                    {std::move(text), tone},
                    {at_stop ? std::string(mark_comment) : "", Tone::faint}});
  }
  return rows;
}

/// The instructions that lead to `here`: backwards nothing can be decoded for certain, so this goes
/// forward from the nearest symbol and keeps what arrives exactly.
std::vector<Instruction> code_before(const Abi& abi, const Memory& memory, Addr start, Addr here) {
  if (start == here || here - start > code_window) return {};
  const Chars bytes = memory.bytes(start, static_cast<std::size_t>(here - start));
  auto code = disassemble(abi, std::as_bytes(std::span(bytes)), start, code_window);
  if (code.empty() || code.back().address + code.back().size != here) return {};
  if (code.size() > instructions_before) {
    code.erase(code.begin(), code.end() - static_cast<std::ptrdiff_t>(instructions_before));
  }
  return code;
}

std::string_view door_comment(const Session& session) {
  const auto site = session.call_site();
  if (!site) return {};
  return site->moment == Moment::before ? "← the door to the kernel: not opened yet"
                                        : "← inside: the kernel has not looked at the call yet";
}

void show_entered(Output& out, const Session& session, const Outcome& outcome) {
  show_headline(out, fmt::format("at the kernel's door: {} has been called", outcome.call->name),
                where_words(session, outcome));
  if (outcome.went_by_calls) {
    out.paragraph("No call within " + counted(outcome.instructions, "instruction") +
                      ": went on from call to call, so this one is already inside.",
                  2, Tone::faint);
  }
  if (const auto site = session.call_site()) show_call_site(out, session, *site);
}

void show_waiting(Output& out, const Session& session, const Outcome& outcome) {
  const auto so_far = std::chrono::duration<double>(Call::Clock::now() - outcome.call->entered);
  std::string where;
  if (const auto channel = proc::waiting(session.focus(), session.source()).channel;
      !channel.empty()) {
    where = fmt::format("; the kernel is in {}", channel);
  }
  out.line({{call_text(*outcome.call), Tone::strong}});
  out.paragraph(fmt::format("{} is waiting ({:.1f} s so far{}). The prompt is yours meanwhile: "
                            "`interrupt` or Ctrl-C stops the program, `send TEXT` types for it.",
                            outcome.call->name, so_far.count(), where),
                2);
}

void show_ended(Output& out, const Session& session, const Outcome& outcome) {
  if (outcome.call) {
    out.line({{call_text(*outcome.call, {.result_column = 0}), Tone::strong},
              {"  it never comes back", Tone::faint}});
  }
  if (!session.log().ends().empty()) {
    const auto& end = session.log().ends().back();
    out.line({{fmt::format("process {} {}", session.number_of(end.process), exit_text(end.status)),
               end.status.was_killed() ? Tone::bad : Tone::strong}});
  }
  if (!session.threads().empty()) {
    out.paragraph(fmt::format("{} still there; the view is now on thread {}.",
                              counted(session.threads().size(), "thread"),
                              session.number_of(session.focus())),
                  2);
  }
}

void show_recording(Output& out, const Session& session) {
  const recorded::Beginning& about = session.playback()->about();
  std::string program;
  for (const std::string& word : about.program) program += (program.empty() ? "" : " ") + word;
  if (program.empty()) program = fmt::format("process {}", about.process.value());
  out.line({{"a recording of " + inert_line(program), Tone::strong},
            {fmt::format("  made by {} on {}", inert_line(about.tool), inert_line(about.system)),
             Tone::faint}});
  const auto& moments = session.playback()->moments();
  out.paragraph(
      fmt::format("It holds calls {} to {}. `next`, `finish` and `until` go forward in it, `back` "
                  "and `goto` anywhere; nothing of it runs, and nothing can be changed.",
                  moments.front().call + (moments.front().after ? 1 : 0), moments.back().call),
      2);
  if (const std::string& damage = session.playback()->damage(); !damage.empty()) {
    out.paragraph("The recording " + damage + ". Up to there it can be looked at.", 2, Tone::bad);
  }
  show_code_around_stop(out, session);
}

void show_recording_ended(Output& out, const Session& session) {
  const std::string& damage = session.playback()->damage();
  out.paragraph(damage.empty() ? "Here the recording ends; the program went on."
                               : "Here the recording ends: it " + damage + ".",
                0, damage.empty() ? Tone::plain : Tone::bad);
}

void show_fault(Output& out, const Session& session, const Outcome& outcome) {
  show_headline(out, fmt::format("about to get {}", signal_name(outcome.signal)),
                where_words(session, outcome));
  const std::string_view sentence = signal_sentence(outcome.signal);
  if (!sentence.empty()) out.paragraph(sentence, 2);
  show_code_around_stop(out, session);
}

void show_caught(Output& out, const Session& session, const Outcome& outcome) {
  show_headline(out, "caught: " + outcome.trap->what, where_words(session, outcome));
  show_trap_hit(out, outcome);
  if (outcome.signal != no_signal) {
    const std::string_view sentence = signal_sentence(outcome.signal);
    if (!sentence.empty()) out.paragraph(sentence, 2);
  }
  const auto site = session.call_site();
  if (site && site->moment == Moment::inside) return show_call_site(out, session, *site);
  if (outcome.call && !outcome.call->in_kernel()) show_call_result(out, *outcome.call);
  show_code_around_stop(out, session);
}

std::string watched_words(const Session& session, const TrapHit& hit) {
  const bool written =
      hit.touch->by_kernel || !hit.touch->range.reads || hit.touch->before != hit.touch->after;
  return fmt::format("{} was {}", session.symbols().words(hit.touch->range.at),
                     written ? "written" : "read or written");
}

/// What an injection has done, or is about to do, to a call that has been entered.
void show_tampering(Output& out, const Tampering& done) {
  const auto tell = [&](bool on, std::string_view what) {
    if (on) out.line({{"    (INJECTED) ", Tone::changed}, {std::string(what)}});
  };
  tell(done.result, "the kernel does not see this call: its result is made up");
  tell(done.arguments, "what its arguments point to was overwritten");
  tell(done.delayed, "the thread is held up");
}

}  // namespace

void show_call_result(Output& out, const Call& call) {
  show_table(out,
             {{{call_text(call, {.result_column = 0}), Tone::strong},
               {explain_result(call), call.error() ? Tone::bad : Tone::good}}},
             0);
}

Result<void> show_code(Output& out, const Session& session, Addr from, std::size_t count) {
  const auto registers = session.registers();
  const auto memory = session.memory();
  if (!registers) return tl::make_unexpected(registers.error());
  if (!memory) return tl::make_unexpected(memory.error());
  constexpr std::size_t longest_instruction = 16;
  const Chars bytes = memory->bytes(from, count * longest_instruction);
  const auto code = disassemble(registers->abi(), std::as_bytes(std::span(bytes)), from, count);
  if (code.empty()) {
    return bad_input(
        fmt::format("nothing is mapped at {:#x} (`maps` shows what is)", from.value()));
  }
  show_table(
      out,
      instruction_rows(out, code, registers->program_counter(), session, door_comment(session)), 4);
  return {};
}

void show_code_around_stop(Output& out, const Session& session) {
  const auto registers = session.registers();
  const auto memory = session.memory();
  if (!registers || !memory) return;
  Addr here = registers->program_counter();
  if (const auto site = session.call_site(); site && site->moment == Moment::inside) {
    // The program counter is already behind the call instruction.
    constexpr std::size_t longest = 4;
    const Chars code = memory->bytes(here - longest, longest);
    here = here - call_instruction_before(registers->abi(), std::as_bytes(std::span(code)));
  }
  out.line("  code", Tone::faint);
  auto code = code_before(registers->abi(), *memory, session.symbols().start_of(here), here);
  const Chars bytes = memory->bytes(here, code_window);
  const auto rest = disassemble(registers->abi(), std::as_bytes(std::span(bytes)), here,
                                instructions_shown - code.size());
  code.insert(code.end(), rest.begin(), rest.end());
  if (code.empty()) {
    out.line(fmt::format("    nothing is mapped at {:#x}", here.value()), Tone::bad);
    return;
  }
  show_table(out, instruction_rows(out, code, here, session, door_comment(session)), 4);
}

void show_call_site(Output& out, const Session& session, const CallSite& site) {
  const auto memory = session.memory();
  const auto registers = session.registers();
  if (!memory || !registers) return;
  const Abi& door = abi(site.numbers.abi);
  const Call call = decode_entry(site.numbers, *memory, {});
  show_table(out,
             {{{"the call", Tone::faint},
               {fmt::format("{}: {}", door.name, door.convention.summary), Tone::faint}}},
             2);
  std::vector<Line> rows;
  const auto number_register =
      site.moment == Moment::before ? door.convention.number : door.convention.number_inside;
  rows.push_back({{std::string(number_register)},
                  {fmt::format("{}", static_cast<std::int32_t>(site.numbers.number))},
                  {std::string(call.name), Tone::strong},
                  {call.row != nullptr ? std::string(call.row->does)
                                       : "spyglass knows this call by name only"}});
  if (site.moment == Moment::inside && door.convention.number_inside != door.convention.number) {
    rows.push_back({{std::string(door.convention.result)},
                    {"-38"},
                    {"-ENOSYS"},
                    {"the kernel's first answer to any call, until the real one replaces it"}});
  }
  for (std::size_t i = 0; call.row != nullptr && i < call.arguments.size(); ++i) {
    if (call.arguments[i].as<value::Absent>() != nullptr) continue;
    const Argument& argument = call.row->arguments[i];
    const auto place = argument_register(*call.row, i, door);
    const std::string_view name = place ? door.convention.arguments[*place] : "";
    rows.push_back({{std::string(name)},
                    {place ? register_words(*registers, name) : ""},
                    {std::string(argument.name)},
                    {describe_argument(argument, with_target(session, call.arguments[i]))}});
  }
  show_table(out, rows, 4);
  const auto current = session.current_call();
  if (site.moment == Moment::inside && current) show_tampering(out, current->injected);
}

void show_stop(Output& out, const Session& session, const Outcome& outcome) {
  switch (outcome.reason) {
    case Reason::loaded:
      out.line({{call_text(*outcome.call, {.result_column = 0}), Tone::strong}});
      show_headline(out, "loaded, and stopped before its first instruction",
                    where_words(session, outcome));
      show_code_around_stop(out, session);
      break;
    case Reason::attached:
      show_headline(out, "attached, and stopped where it was", where_words(session, outcome));
      show_code_around_stop(out, session);
      break;
    case Reason::before_call:
      show_headline(out, "stopped before a system call", where_words(session, outcome));
      show_code_around_stop(out, session);
      if (const auto site = session.call_site()) show_call_site(out, session, *site);
      break;
    case Reason::entered: show_entered(out, session, outcome); break;
    case Reason::returned:
      if (outcome.call) show_call_result(out, *outcome.call);
      show_changes(out, session, true);
      break;
    case Reason::stepped:
      show_code_around_stop(out, session);
      show_changes(out, session, false);
      break;
    case Reason::breakpoint:
      show_headline(out, fmt::format("breakpoint at {}", session.symbols().words(outcome.address)),
                    where_words(session, outcome));
      if (outcome.trap) show_trap_hit(out, outcome);
      show_code_around_stop(out, session);
      break;
    case Reason::caught: show_caught(out, session, outcome); break;
    case Reason::watched:
      show_headline(out, watched_words(session, *outcome.trap), where_words(session, outcome));
      show_trap_hit(out, outcome);
      show_touch(out, session, outcome);
      show_code_around_stop(out, session);
      break;
    case Reason::fault: show_fault(out, session, outcome); break;
    case Reason::rewound: show_code_around_stop(out, session); break;
    case Reason::interrupted:
      show_headline(out, "interrupted", where_words(session, outcome));
      if (outcome.call && !outcome.call->in_kernel()) {
        // The kernel ends some calls so for a signal handler, and for a tracer that wants a stop.
        const std::string why = outcome.call->error() == Errno(EINTR)
                                    ? "EINTR: this interruption has broken it off"
                                    : explain_result(*outcome.call);
        out.paragraph(fmt::format("{}: {}", outcome.call->name, why), 2);
      }
      show_code_around_stop(out, session);
      break;
    case Reason::waiting: show_waiting(out, session, outcome); break;
    case Reason::ended: show_ended(out, session, outcome); break;
    case Reason::replaying: show_recording(out, session); break;
    case Reason::recording_ended: show_recording_ended(out, session); break;
  }
}

}  // namespace spyglass
