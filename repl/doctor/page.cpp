#include "repl/doctor/page.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "repl/doctor/checks.hpp"

namespace spyglass {

namespace {

Tone tone_of(Finding::Mark mark) {
  switch (mark) {
    case Finding::Mark::ok: return Tone::good;
    case Finding::Mark::limited: return Tone::changed;
    case Finding::Mark::missing: return Tone::bad;
  }
  return Tone::plain;
}

void show_plain(Output& out, const Check& check, const Finding& finding) {
  std::string text = fmt::format("{}: {}: {}", words_of(finding.mark), check.name, finding.is);
  if (!finding.lost.empty()) text += "; lost: " + finding.lost;
  if (!finding.fix.empty()) text += "; fix: " + finding.fix;
  out.line(text);
}

void show(Output& out, const Check& check, const Finding& finding) {
  constexpr int indent = 26;
  const std::string margin(indent, ' ');
  const auto is = wrap(finding.is, out.look().usable_width() - indent);
  out.line({{fmt::format("{:<8}", words_of(finding.mark)), tone_of(finding.mark)},
            {fmt::format("  {:<15} ", check.name), Tone::strong},
            {is.front()}});
  for (const std::string& more : std::span(is).subspan(1)) out.line(margin + more);
  if (!finding.lost.empty()) out.paragraph("lost: " + finding.lost, indent);
  // Not wrapped: it is there to be copied.
  if (!finding.fix.empty()) {
    out.line({{margin + "fix: ", Tone::faint}, {finding.fix}});
  }
}

}  // namespace

bool show_checks(Output& out, const Machine& machine) {
  bool works = true;
  int counts[3] = {};
  for (const Check& check : checks()) {
    const Finding finding = check.judge(machine);
    ++counts[static_cast<std::size_t>(finding.mark)];
    if (check.main_job && finding.mark == Finding::Mark::missing) works = false;
    out.look().plain ? show_plain(out, check, finding) : show(out, check, finding);
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
