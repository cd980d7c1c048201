#include "repl/views/ran_code.hpp"

#include <fmt/format.h>

#include "core/report/explain.hpp"
#include "core/report/text.hpp"
#include "core/syscalls/signals.hpp"
#include "repl/views/registers.hpp"
#include "repl/views/table.hpp"

namespace spyglass {

namespace {

using End = RanCode::End;

void show_as_before(Output& out, const RanCode& ran) {
  out.paragraph(
      fmt::format("The program stands where it stood, with the registers that it had. What was "
                  "written to memory stays{}.",
                  ran.copied ? "; `asm undo` takes it back" : ""),
      2, Tone::faint);
}

std::string changes_words(const RanCode::Step& step) {
  std::string words;
  for (const RegisterChange& change :
       changed_registers(step.before, step.after, step.call.has_value())) {
    words += fmt::format("{}{} {}", words.empty() ? "" : ", ", change.name, change.words);
  }
  if (words.empty() && step.jumps && !step.call) {
    words = fmt::format("goes on at {:#x}", step.after.program_counter().value());
  }
  return words;
}

std::string call_words(const Call& call) { return call_text(call, {.result_column = 0}); }

void show_steps(Output& out, const RanCode& ran) {
  std::vector<Line> rows;
  for (const RanCode::Step& step : ran.steps) {
    std::string text = step.text;
    if (step.times > 1) text += fmt::format("  ({} times)", step.times);
    rows.push_back({{std::move(text), Tone::strong}, {changes_words(step), Tone::changed}});
    if (!step.call) continue;
    rows.push_back({{""}, {call_words(*step.call)}});
    const std::string meaning = explain_result(*step.call);
    if (!meaning.empty()) rows.push_back({{""}, {meaning, Tone::faint}});
  }
  show_table(out, rows, 2);
  if (ran.ran_freely) {
    out.line("  … and many more, of which nobody kept count", Tone::faint);
  } else if (ran.more > 0) {
    out.line(fmt::format("  … and {} more", ran.more), Tone::faint);
  }
  for (const Call& call : ran.later_calls) out.line("  " + call_words(call));
}

void show_fault(Output& out, const RanCode& ran) {
  const RanCode::Fault& fault = *ran.fault;
  const std::string what = fault.text.empty()
                               ? fmt::format("at {:#x}, where nothing is mapped", fault.at.value())
                               : fmt::format("at `{}`", fault.text);
  const std::string where =
      fault.touched ? fmt::format(", which reached for address {:#x}", fault.touched->value()) : "";
  out.line({{signal_name(fault.signal), Tone::bad}, {fmt::format(" {}{}", what, where)}});
  out.paragraph(signal_sentence(fault.signal), 2);
  show_as_before(out, ran);
}

}  // namespace

void show_ran_code(Output& out, const Session& session, const RanCode& ran) {
  show_steps(out, ran);
  for (const Tid child : ran.made) {
    out.line(fmt::format("  process {} is a copy of this one, and stopped like it",
                         session.number_of(child)),
             Tone::faint);
  }
  switch (ran.end) {
    case End::fault: return show_fault(out, ran);
    case End::broken_off:
      out.line("it did not come to an end, and was broken off", Tone::bad);
      return show_as_before(out, ran);
    case End::kept_back: return show_as_before(out, ran);
    case End::ended:
    case End::replaced: return;
    case End::done: break;
  }
  if (!ran.before || !ran.after) return;
  const auto changes = changed_registers(*ran.before, *ran.after, false);
  out.line(changes.empty() ? "no register is changed" : "registers, before and now", Tone::faint);
  show_changes(out, changes);
}

}  // namespace spyglass
