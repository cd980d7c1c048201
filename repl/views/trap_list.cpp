#include "repl/views/trap_list.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>

#include "core/report/text.hpp"
#include "repl/session/instruction_before.hpp"
#include "repl/views/table.hpp"

namespace spyglass {

namespace {

struct Family {
  std::string_view command, noun;
};
constexpr Family families[] = {
    {"break", "breakpoint"}, {"catch", "catch"}, {"watch", "watchpoint"}};

std::string times(std::uint64_t count) {
  return count == 0 ? "not hit yet" : fmt::format("hit {} time{}", count, count == 1 ? "" : "s");
}

/// The words of a trap without its condition.
struct Plain {
  const Session& session;
  const Trap& trap;

  std::string operator()(const trap::Place& place) const {
    return session.symbols().words(place.at) + (trap.once ? ", once" : "");
  }
  std::string operator()(const trap::Calls& calls) const {
    const bool entry = calls.side == trap::Calls::Side::entry;
    return fmt::format("{} {}", trap.text, entry ? "entry" : "exit");
  }
  std::string operator()(const trap::Watch& watch) const {
    const std::size_t size = watch.range.size;
    return fmt::format("{}, {} byte{}{}", session.symbols().words(watch.range.at), size,
                       size == 1 ? "" : "s", watch.range.reads ? ", also when read" : "");
  }
  template <class Other>
  std::string operator()(const Other&) const {
    return trap.text;
  }
};

/// As a number, in both of the ways in which people look at one.
std::string value_words(const std::string& bytes, std::size_t size) {
  if (bytes.size() != size) return "(not mapped)";
  std::uint64_t number = 0;
  std::memcpy(&number, bytes.data(), size);
  if (number < 10) return fmt::format("{}", number);
  return fmt::format("{} ({:#x})", number, number);
}

std::string instruction_words(const Session& session, const Instruction& one) {
  return fmt::format("{}{}{}  at {}", one.mnemonic, one.operands.empty() ? "" : " ", one.operands,
                     session.symbols().words(one.address));
}

/// The processor tells of the touch behind the instruction that did it; only one that repeats
/// itself may still stand there.
std::string culprit(const Session& session) {
  const auto registers = session.registers();
  const auto memory = session.memory();
  if (!registers || !memory) return {};
  const Addr here = registers->program_counter();
  const Chars code = memory->bytes(here, 16);
  const auto next = disassemble(registers->abi(), std::as_bytes(std::span(code)), here, 1);
  if (!next.empty() && next.front().mnemonic.starts_with("rep")) {
    return instruction_words(session, next.front());
  }
  const auto last =
      instruction_before(registers->abi(), *memory, session.symbols().start_of(here), here);
  if (last && last->address + last->size == here) return instruction_words(session, *last);
  return fmt::format("the instruction that ends at {}", session.symbols().words(here));
}

}  // namespace

std::string_view trap_command(const Trap& trap) {
  if (std::holds_alternative<trap::Place>(trap.what)) return "break";
  return std::holds_alternative<trap::Watch>(trap.what) ? "watch" : "catch";
}

std::string_view trap_noun(std::string_view command) {
  return std::ranges::find(families, command, &Family::command)->noun;
}

std::string trap_words(const Session& session, const Trap& trap) {
  std::string words = std::visit(Plain{session, trap}, trap.what);
  if (trap.condition) words += " if " + trap.condition->text();
  return words;
}

Result<void> show_traps(Output& out, const Session& session, std::string_view command) {
  std::vector<Line> rows;
  for (const Trap& trap : session.traps().all()) {
    if (trap_command(trap) != command) continue;
    rows.push_back({{fmt::format("{}", trap.number)},
                    {trap_words(session, trap), Tone::strong},
                    {times(trap.hits), Tone::faint}});
  }
  if (rows.empty()) {
    const auto noun = trap_noun(command);
    out.line(fmt::format("no {}{}", noun, noun.ends_with("ch") ? "es" : "s"));
  }
  show_table(out, rows, 2);
  return {};
}

void show_trap_set(Output& out, const Session& session, const Trap& trap) {
  const auto noun = trap_noun(trap_command(trap));
  out.line(fmt::format("{} {}: {}", noun, trap.number, trap_words(session, trap)));
}

void show_trap_hit(Output& out, const Outcome& outcome) {
  const TrapHit& hit = *outcome.trap;
  const std::string_view command = outcome.reason == Outcome::Reason::breakpoint ? "break"
                                   : outcome.reason == Outcome::Reason::watched  ? "watch"
                                                                                 : "catch";
  std::string words = fmt::format("{} {}, {}", trap_noun(command), hit.number, times(hit.hits));
  if (hit.once) words += " and removed";
  if (!hit.condition.empty() && hit.problem.empty()) words += ", if " + hit.condition;
  out.line("  " + words, Tone::faint);
  if (hit.problem.empty()) return;
  out.paragraph(fmt::format("Its condition cannot be evaluated, so it stops here: {}   (if {})",
                            hit.problem, hit.condition),
                2, Tone::bad);
}

void show_touch(Output& out, const Session& session, const Outcome& outcome) {
  const TrapHit::Touch& touch = *outcome.trap->touch;
  const std::string before = value_words(touch.before, touch.range.size);
  const std::string after = value_words(touch.after, touch.range.size);
  const std::string change =
      touch.before == touch.after ? before + ", as before" : before + " → " + after;
  const std::string who = touch.by_kernel
                              ? "the kernel, in " + call_text(*outcome.call, {.result_column = 0})
                              : culprit(session);
  show_table(out, {{{"value"}, {change, Tone::changed}}, {{"by"}, {who, Tone::strong}}}, 4);
}

}  // namespace spyglass
