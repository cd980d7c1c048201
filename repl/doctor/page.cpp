#include "repl/doctor/page.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "repl/doctor/checks.hpp"

namespace spyglass {

namespace {

Tone tone_of(Diagnosis::Mark mark) {
  switch (mark) {
    case Diagnosis::Mark::ok: return Tone::good;
    case Diagnosis::Mark::limited: return Tone::changed;
    case Diagnosis::Mark::missing: return Tone::bad;
  }
  return Tone::plain;
}

void show_plain(Output& out, const Check& check, const Diagnosis& diagnosis) {
  std::string text = fmt::format("{}: {}: {}", words_of(diagnosis.mark), check.name, diagnosis.is);
  if (!diagnosis.lost.empty()) text += "; lost: " + diagnosis.lost;
  if (!diagnosis.fix.empty()) text += "; fix: " + diagnosis.fix;
  out.line(text);
}

void show(Output& out, const Check& check, const Diagnosis& diagnosis) {
  constexpr int indent = 26;
  const std::string margin(indent, ' ');
  const auto is = wrap(diagnosis.is, out.look().usable_width() - indent);
  out.line({{fmt::format("{:<8}", words_of(diagnosis.mark)), tone_of(diagnosis.mark)},
            {fmt::format("  {:<15} ", check.name), Tone::strong},
            {is.front()}});
  for (const std::string& more : std::span(is).subspan(1)) out.line(margin + more);
  if (!diagnosis.lost.empty()) out.paragraph("lost: " + diagnosis.lost, indent);
  // Not wrapped: it is there to be copied.
  if (!diagnosis.fix.empty()) {
    out.line({{margin + "fix: ", Tone::faint}, {diagnosis.fix}});
  }
}

}  // namespace

bool show_checks(Output& out, const Machine& machine) {
  bool works = true;
  int counts[3] = {};
  for (const Check& check : checks()) {
    const Diagnosis diagnosis = check.judge(machine);
    ++counts[static_cast<std::size_t>(diagnosis.mark)];
    if (check.main_job && diagnosis.mark == Diagnosis::Mark::missing) works = false;
    out.look().plain ? show_plain(out, check, diagnosis) : show(out, check, diagnosis);
  }
  if (!works) {
    out.line("Programs cannot be traced here: spyglass can only `explain` and `replay`.",
             Tone::bad);
  } else if (counts[1] + counts[2] == 0) {
    out.line("All of spyglass works here.");
  } else {
    out.line(
        fmt::format("Programs can be traced here; {} limited, {} missing.", counts[1], counts[2]));
  }
  return works;
}

}  // namespace spyglass
