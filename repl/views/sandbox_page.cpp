#include "repl/views/sandbox_page.hpp"

#include <fmt/format.h>

#include "repl/views/table.hpp"

namespace spyglass {

namespace {

/// What a layer does, with this sandbox's own figures.
std::string means(const Sandbox& sandbox, const LayerWords& words) {
  const SandboxFacts& facts = sandbox.facts();
  std::string text(words.holds);
  if (words.layer == Layer::landlock) text += fmt::format(" (version {})", facts.landlock);
  if (words.layer == Layer::limits) text += ": " + limits_text(facts.limits);
  if (const std::string remark = sandbox.remark(words.layer); !remark.empty()) {
    text += "; but " + remark;
  }
  return text;
}

}  // namespace

void show_sandbox(Output& out, const Sandbox& sandbox) {
  std::vector<Line> rows;
  for (const LayerWords& words : all_layers()) {
    const bool holds = sandbox.has(words.layer);
    const std::string state = holds ? "holds" : "missing";
    const std::string says =
        holds ? means(sandbox, words)
              : fmt::format("{}: {}", sandbox.why_missing(words.layer), words.without);
    rows.push_back({{std::string(words.title), Tone::strong},
                    {state, holds ? Tone::good : Tone::bad},
                    {says}});
  }
  show_table(out, rows, 2);
  out.paragraph(
      fmt::format("It may write to {}, which is its home{}.", sandbox.facts().places.scratch,
                  sandbox.has(Layer::mounts) ? ", and to a /tmp that goes with it" : ""),
      2);
  for (const std::string& shown : sandbox.facts().places.shown) {
    out.paragraph(fmt::format("It sees {}, and may not change it.", shown), 2);
  }
}

void show_missing_layers(Output& out, const Sandbox& sandbox, std::string_view programs) {
  for (const LayerWords& words : all_layers()) {
    if (sandbox.has(words.layer)) continue;
    out.paragraph(fmt::format("The sandbox of {} lacks its {} ({}): {}.", programs, words.title,
                              sandbox.why_missing(words.layer), words.without),
                  0, Tone::bad);
  }
}

}  // namespace spyglass
