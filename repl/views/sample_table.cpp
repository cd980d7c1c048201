#include "repl/views/sample_table.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "repl/views/amounts.hpp"
#include "repl/views/table.hpp"

namespace spyglass {

namespace {

constexpr std::size_t places_shown = 20;
constexpr std::size_t stacks_shown = 10;

template <class Key>
std::size_t total(const std::map<Key, std::size_t>& counts) {
  std::size_t sum = 0;
  for (const auto& [key, count] : counts) sum += count;
  return sum;
}

/// The most frequent first, and the first of the alphabet among those that are as frequent.
template <class Key>
std::vector<std::pair<Key, std::size_t>> by_count(const std::map<Key, std::size_t>& counts) {
  std::vector<std::pair<Key, std::size_t>> result(counts.begin(), counts.end());
  std::ranges::stable_sort(result, std::ranges::greater{}, &std::pair<Key, std::size_t>::second);
  return result;
}

/// Semicolons part the names and the last blank the count, so neither is in a name.
std::string folded(const Samples::Stack& stack) {
  std::string line;
  for (std::string name : stack) {
    std::ranges::replace(name, ';', ':');
    std::ranges::replace(name, ' ', '_');
    line += (line.empty() ? "" : ";") + name;
  }
  return line;
}

void show_waiting(Output& out, const Samples& samples) {
  std::string list;
  for (const auto& [call, count] : by_count(samples.waiting)) {
    list += fmt::format("{}{} in {}(…)", list.empty() ? "" : ", ", count, call);
  }
  if (!list.empty()) out.paragraph("waiting: " + list, 2);
  if (samples.stopped > 0) {
    out.paragraph(fmt::format("stopped by a signal, until SIGCONT comes: {}", samples.stopped), 2);
  }
}

void show_places(Output& out, const Samples& samples, std::size_t running) {
  std::vector<Line> rows = {{{"share", Tone::faint},
                             {"count", Tone::faint},
                             {"function", Tone::faint},
                             {"module", Tone::faint}}};
  const auto places = by_count(samples.running);
  for (std::size_t i = 0; i < std::min(places.size(), places_shown); ++i) {
    const auto& [place, count] = places[i];
    const double share = 100.0 * static_cast<double>(count) / static_cast<double>(running);
    rows.push_back({{fmt::format("{:5.1f} %", share)},
                    {fmt::format("{:5}", count)},
                    {inert_line(place.function), Tone::strong},
                    {inert_line(place.module)}});
  }
  show_table(out, rows, 2);
  if (places.size() > places_shown) {
    out.line(fmt::format("  … and {}", counted(places.size() - places_shown, "other function")),
             Tone::faint);
  }
}

}  // namespace

void show_samples(Output& out, const Samples& samples) {
  const std::size_t running = total(samples.running);
  const std::size_t waiting = total(samples.waiting);
  out.line({{fmt::format("{} in {}: {} running, {} waiting",
                         counted(running + waiting + samples.stopped, "sample"),
                         time_words(samples.lasted), running, waiting),
             Tone::strong}});
  // One round more or less is a matter of when the clock is read.
  if (samples.rounds + 1 < samples.rounds_wanted) {
    out.paragraph(
        fmt::format("Threads were looked at {} times; 100 times a second would have been {}: the "
                    "machine was too busy for more.",
                    samples.rounds, samples.rounds_wanted),
        2);
  }
  show_waiting(out, samples);
  if (running > 0) {
    show_places(out, samples, running);
  } else if (waiting > 0) {
    out.line("  no thread was running at any of these moments");
  } else {
    out.line("  nothing was seen: a longer time may show more");
  }
}

void show_stacks(Output& out, const Samples& samples) {
  const auto stacks = by_count(samples.stacks);
  if (stacks.empty()) return;
  out.line("  stacks, the outermost function first", Tone::faint);
  for (std::size_t i = 0; i < std::min(stacks.size(), stacks_shown); ++i) {
    out.paragraph(fmt::format("{} {}", inert_line(folded(stacks[i].first)), stacks[i].second), 4);
  }
  if (stacks.size() > stacks_shown) {
    out.line(fmt::format("    … and {}; `sample -f FILE` writes all of them",
                         counted(stacks.size() - stacks_shown, "other")),
             Tone::faint);
  }
  out.paragraph(
      "Stacks are followed by frame pointers. Functions that were built without them (-O2 leaves "
      "them out, -fno-omit-frame-pointer keeps them) are missing, or cut a stack short.",
      2, Tone::faint);
}

std::string folded_stacks(const Samples& samples) {
  std::string text;
  for (const auto& [stack, count] : by_count(samples.stacks)) {
    text += fmt::format("{} {}\n", folded(stack), count);
  }
  return text;
}

}  // namespace spyglass
