#include <fmt/format.h>

#include <filesystem>

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

/// In a process of its own: it takes orphans for its children, and the session has some, too.
Result<void> price(Shell& shell, const Words& words) {
  std::vector<std::string> list = words.list;
  if (list.empty() && shell.last_program) {
    list = shell.last_program->arguments;
    const std::filesystem::path path = shell.last_program->path_from_here();
    list.front() = path.lexically_normal().string();
  }
  if (list.empty()) return wrong_usage("price");
  list.insert(list.begin(), {"price", "--"});
  if (shell.out().look().plain) list.insert(list.begin(), "--plain");
  return shell.run_beside(std::move(list));
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
    {"price", "price [PROGRAM [ARGUMENT…]]", "what watching a program costs here",
     "Runs a program, or the one at hand, from its beginning some times over: alone, with its "
     "calls counted, with each written down by ptrace, by bpf and by strace where these can be "
     "had. Shows how long each took, and how many calls of its own the tool made for each call "
     "that it watched. The program gets no input and is not heard; it must exit with 0.\n"
     "  price ls /usr",
     Completes::programs, price},
};

}  // namespace

CommandFamily measuring() { return {"measure", rows}; }

}  // namespace spyglass::commands
