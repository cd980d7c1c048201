#include "repl/price/page.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <optional>

#include "repl/views/amounts.hpp"
#include "repl/views/table.hpp"

namespace spyglass {

namespace {

using Seconds = std::chrono::duration<double>;
using Microseconds = std::chrono::duration<double, std::micro>;

/// Fewer are lost in what is different from one round to the next.
constexpr std::uint64_t enough_calls = 200;
constexpr int longest_bar = 20;  ///< columns: with the rest of a row it fits 60
constexpr std::size_t calls_shown = 6;
/// A call that the tool makes less often is none that watching takes.
constexpr double least_shown = 0.01;

const Price* find(const Prices& prices, std::string_view name) {
  const auto found = std::ranges::find(prices.rows, name, &Price::name);
  return found == prices.rows.end() || !found->is_known() ? nullptr : &*found;
}

double seconds(const Price& price) { return Seconds(median(price.rounds)).count(); }

/// In eighths of a column, so that a short time is seen as short and not as none.
std::string bar_of(double share) {
  constexpr std::string_view parts[] = {"", "▏", "▎", "▍", "▌", "▋", "▊", "▉"};
  const int eighths = std::max(1, static_cast<int>(std::lround(share * longest_bar * 8)));
  std::string bar;
  for (int i = 0; i < eighths / 8; ++i) bar += "█";
  return bar.append(parts[eighths % 8]);
}

/// No wider than eight columns, and as exact as that leaves room for.
std::string time_text(double seconds) {
  return fmt::format("{:.{}f} s", seconds, seconds < 10 ? 4 : seconds < 100 ? 3 : 2);
}
std::string ratio_text(double ratio, bool plain) {
  const int digits = ratio < 1000 ? 1 : 0;
  return plain ? fmt::format("{:.{}f}x", ratio, digits) : fmt::format("{:6.{}f} ×", ratio, digits);
}

void show_rows(Output& out, const Prices& prices) {
  double longest = 0;
  for (const Price& price : prices.rows) longest = std::max(longest, seconds(price));
  const double alone = std::max(seconds(prices.rows.front()), 1e-9);
  std::vector<Line> rows;
  for (const Price& price : prices.rows) {
    if (!price.is_known()) continue;
    Line row = {{price.name, Tone::strong},
                {time_text(seconds(price))},
                {ratio_text(seconds(price) / alone, out.look().plain)}};
    // To whoever has it read aloud the number before it says the same.
    if (!out.look().plain) row.push_back({bar_of(seconds(price) / longest), Tone::changed});
    rows.push_back(std::move(row));
  }
  show_table(out, rows, 2);
  if (!out.look().plain) {
    out.line("  Bars are linear: twice as long is twice the time.", Tone::faint);
  }
  for (const Price& price : prices.rows) {
    if (!price.is_known()) {
      out.paragraph(fmt::format("{}: not here, because {}", price.name, price.why_not), 2);
    }
  }
}

/// What a call costs more than without anybody who watches, without what is paid for the start; in
/// microseconds. Nothing where that cannot be told from chance.
std::optional<double> cost_of_call(const Prices& prices, const Price* watched) {
  const Price& alone = prices.rows.front();
  if (watched == nullptr || prices.calls < prices.start_calls + enough_calls) return std::nullopt;
  const auto more = (median(watched->rounds) - median(watched->start)) -
                    (median(alone.rounds) - median(alone.start));
  if (more.count() <= 0) return std::nullopt;
  return Microseconds(more).count() / static_cast<double>(prices.calls - prices.start_calls);
}

void show_tool(Output& out, const Prices& prices) {
  if (prices.tool.empty()) {
    out.paragraph("The tool's own calls are not counted: " + prices.why_no_tool);
    return;
  }
  out.line("The tool's own calls, for each call that it watched:", Tone::strong);
  std::vector<Line> rows;
  const auto number = [&](double each) {
    return fmt::format("{:{}.2f}", each, out.look().plain ? 0 : 6);
  };
  double sum = 0;
  for (const OwnCalls& call : prices.tool) {
    sum += call.each;
    if (rows.size() == calls_shown || call.each < least_shown) continue;
    rows.push_back({{call.name}, {number(call.each)}});
  }
  rows.push_back({{"all together", Tone::strong}, {number(sum)}});
  show_table(out, rows, 2);
}

void explain_start(Output& out, const Prices& prices) {
  std::string list;
  for (const Price& price : prices.rows) {
    if (!price.is_known() || price.start.empty() || price.name == ways::alone) continue;
    const auto more = median(price.start) - median(prices.rows.front().start);
    if (more.count() <= 0) continue;  // by chance
    list += fmt::format("{}{} {:.1f} ms", list.empty() ? "" : ", ", price.name,
                        Microseconds(more).count() / 1000);
  }
  if (list.empty()) return;
  out.paragraph(
      fmt::format("Part of each time is the start of what watches, paid once however "
                  "long a program runs: {}.",
                  list));
}

void explain(Output& out, const Prices& prices) {
  const auto full = cost_of_call(prices, find(prices, ways::ptrace));
  const auto counted = cost_of_call(prices, find(prices, ways::counted));
  const auto unstopped = cost_of_call(prices, find(prices, ways::bpf));
  if (!full) {
    out.paragraph(fmt::format(
        "The program makes {}: too little to tell what watching one of them costs. Nearly all of "
        "these times is the start of whatever watches. A program with thousands of calls tells "
        "more.",
        spyglass::counted(prices.calls, "call")));
    return;
  }
  out.paragraph(fmt::format(
      "Where the time goes: ptrace made each of {} calls {:.1f} µs longer. It stops the program "
      "twice a call, at its entry and at its exit. Each stop takes two context switches, to "
      "the tool and back: four a call, {:.1f} µs each with what the tool does in "
      "between.",
      prices.calls, *full, *full / 4));
  if (counted) {
    out.paragraph(
        fmt::format("Where calls are only counted, with no memory read and no line written, it is "
                    "{:.1f} µs a call: the stops are the same, and they are what costs.",
                    *counted));
  }
  if (unstopped) {
    out.paragraph(
        fmt::format("bpf takes {:.1f} µs a call: the kernel writes each down itself, and "
                    "the program never stops.",
                    *unstopped));
  }
}

}  // namespace

std::chrono::nanoseconds median(Price::Times times) {
  if (times.empty()) return {};
  std::ranges::sort(times);
  const std::size_t half = times.size() / 2;
  return times.size() % 2 == 1 ? times[half] : (times[half - 1] + times[half]) / 2;
}

void show_prices(Output& out, const Prices& prices) {
  out.paragraph(fmt::format("What watching {} costs on this machine: {}, medians of {}",
                            inert_line(prices.program), counted(prices.calls, "call"),
                            counted(prices.rows.front().rounds.size(), "round")),
                0, Tone::strong);
  show_rows(out, prices);
  show_tool(out, prices);
  explain(out, prices);
  explain_start(out, prices);
}

}  // namespace spyglass
