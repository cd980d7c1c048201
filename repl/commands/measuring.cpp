#include <fmt/format.h>

#include "repl/commands/families.hpp"
#include "repl/shell/shell.hpp"
#include "repl/views/time_page.hpp"

namespace spyglass::commands {

namespace {

Result<void> need_program(const Session& session) {
  if (session.threads().empty()) return tl::make_unexpected(session.registers().error());
  return {};
}

Result<void> time(Shell& shell, const Words&) {
  if (auto there = need_program(shell.session()); !there) return there;
  return show_times(shell.out(), shell.session());
}

Result<void> waits(Shell& shell, const Words&) { return show_waits(shell.out(), shell.session()); }

Result<void> summary(Shell& shell, const Words& words) {
  if (words.size() > 1) return wrong_usage("summary");
  SummaryLook look;
  if (!words.empty()) {
    const auto order = parse_summary_order(words[0]);
    if (!order) return tl::make_unexpected(order.error());
    look.order = *order;
  }
  const std::string text = shell.session().tally().summary().text(look);
  if (text.empty()) return bad_input("it has made no calls yet");
  for (std::size_t from = 0; from < text.size();) {
    const std::size_t end = std::min(text.find('\n', from), text.size());
    shell.out().line(text.substr(from, end - from));
    from = end + 1;
  }
  return {};
}

constexpr Command rows[] = {
    {"time", "time", "is it waiting, or working?",
     "Tells how long the program has been there, how much of that it computed, in its own code and "
     "in the kernel, and what share of a processor that is. Time at which it stood still at this "
     "prompt is left out.",
     Completes::nothing, time},
    {"waits", "waits", "where its time went, by call and descriptor",
     "Lists the calls in which the program spent its time, with what they were made on: a file, a "
     "pipe, both ends of a connection. Calls that are not back yet count up to now.",
     Completes::nothing, waits},
    {"summary", "summary [COLUMN]", "a table of its calls",
     "Counts the calls by name, with their time on the clock and how many failed, as `trace -c -w` "
     "does. A column to sort by: time, calls, errors, name.\n  summary calls",
     Completes::nothing, summary},
};

}  // namespace

CommandFamily measuring() { return {"measure", rows}; }

}  // namespace spyglass::commands
