#include <fmt/format.h>

#include <algorithm>

#include "core/base/number.hpp"
#include "core/report/text.hpp"
#include "core/syscalls/effects.hpp"
#include "repl/commands/families.hpp"
#include "repl/shell/shell.hpp"
#include "repl/views/table.hpp"

namespace spyglass::commands {

namespace {

constexpr std::size_t shown_effects = 8;

std::string place_words(MomentInLife moment) {
  return moment.after ? fmt::format("after call {}", moment.call)
                      : fmt::format("at the door of call {}", moment.call);
}

/// The kernel's side of what happened is not taken back: says what stays.
void show_what_stays(Output& out, const Session::Arrival& arrival) {
  std::vector<Line> rows;
  std::size_t more = 0;
  for (const auto& entry : arrival.between) {
    const bool done = entry.call->result && !entry.call->error();
    const auto stays = lasting_effect(entry.call->name);
    if (!done || stays.empty()) continue;
    if (rows.size() == shown_effects) {
      ++more;
      continue;
    }
    rows.push_back({{fmt::format("{}", entry.number), Tone::faint},
                    {call_text(*entry.call, {.result_column = 0})},
                    {std::string(stays), Tone::faint}});
  }
  if (rows.empty()) return;
  out.paragraph("Registers and memory are what they were. What the kernel did is not undone:", 2);
  show_table(out, rows, 4);
  if (more > 0) out.line(fmt::format("    and {} more", more), Tone::faint);
}

Result<void> go_to(Shell& shell, MomentInLife to) {
  auto arrival = shell.session().travel(to);
  if (!arrival) return tl::make_unexpected(arrival.error());
  const bool back = arrival->to < arrival->from;
  shell.out().line({{fmt::format("{} {}",
                                 back                           ? "back"
                                 : arrival->from == arrival->to ? "still"
                                                                : "forward",
                                 place_words(arrival->to)),
                     Tone::strong},
                    {fmt::format("  from {}", place_words(arrival->from)), Tone::faint}});
  if (back) show_what_stays(shell.out(), *arrival);
  for (const std::string& problem : arrival->problems) shell.out().paragraph(problem, 2, Tone::bad);
  return shell.arrive(std::move(arrival->outcome));
}

Result<std::uint64_t> count_of(const Words& words, std::string_view command) {
  if (words.size() > 1) return wrong_usage(command);
  const auto count = words.empty() ? std::optional<std::uint64_t>(1) : parse_number(words[0]);
  if (!count || *count == 0) return bad_input("how many calls? a number from 1 on");
  return *count;
}

enum class Way : std::uint8_t { back, forward };

/// Several moments in one direction, as far as there are any.
Result<void> step(Shell& shell, const Words& words, std::string_view command, Way way,
                  std::string_view none) {
  const auto count = count_of(words, command);
  if (!count) return tl::make_unexpected(count.error());
  Session& session = shell.session();
  if (auto possible = session.check_journeys(); !possible) return possible;
  const std::vector<MomentInLife> moments = session.moments();
  const MomentInLife now = session.moment();
  // The first one that is not before now, and the first one behind it.
  const auto here = std::ranges::lower_bound(moments, now);
  const auto later = std::ranges::upper_bound(moments, now);
  const auto left =
      static_cast<std::uint64_t>(way == Way::back ? here - moments.begin() : moments.end() - later);
  if (left == 0) return bad_input(std::string(none));
  const auto steps = static_cast<std::ptrdiff_t>(std::min(*count, left));
  return go_to(shell, way == Way::back ? *(here - steps) : *(later + (steps - 1)));
}

Result<void> back(Shell& shell, const Words& words) {
  return step(shell, words, "back", Way::back,
              "there is no earlier moment to go back to; `checkpoints` lists those there are");
}

Result<void> forward(Shell& shell, const Words& words) {
  return step(shell, words, "forward", Way::forward,
              "this is the newest moment there is: `next` and `finish` go on from here, and "
              "`forward` only where `back` came from");
}

Result<void> goto_call(Shell& shell, const Words& words) {
  if (words.size() != 1) return wrong_usage("goto");
  Session& session = shell.session();
  if (auto possible = session.check_journeys(); !possible) return possible;
  const std::vector<MomentInLife> all = session.moments();
  if (all.empty()) return bad_input("there is no moment to go to yet");
  if (words[0] == "start") return go_to(shell, all.front());
  const auto number = parse_number(words[0]);
  if (!number) return wrong_usage("goto");
  for (const bool after : {false, true}) {
    const auto found =
        std::ranges::find(all, MomentInLife{static_cast<std::size_t>(*number), after});
    if (found != all.end()) return go_to(shell, *found);
  }
  return bad_input(
      fmt::format("no moment of call {} is kept: there are those of calls {} to {}; "
                  "`checkpoints` lists them",
                  *number, all.front().call, all.back().call));
}

Result<void> checkpoints(Shell& shell, const Words&) {
  Session& session = shell.session();
  const std::vector<MomentInLife> all = session.moments();
  if (all.empty()) {
    shell.out().line("no moment is kept");
    return session.check_journeys();
  }
  std::vector<Line> rows;
  for (const MomentInLife moment : all) {
    const bool here = moment == session.moment();
    const auto* entry = session.log().call(moment.call);
    rows.push_back({{here ? "*" : "", Tone::changed},
                    {fmt::format("{}", moment.call), Tone::strong},
                    {moment.after ? "after" : "at the door of"},
                    {entry == nullptr ? "" : std::string(entry->call->name)}});
  }
  show_table(shell.out(), rows, 2);
  return {};
}

constexpr Command rows[] = {
    {"back",
     "back [COUNT]",
     "go back to an earlier call",
     "Goes back to the door of the call before, or of several before: registers and memory become "
     "what they were then. What the kernel did since is not undone, and is told. `forward` comes "
     "back; whoever moves on from the past writes it anew.\n  back 3",
     Completes::nothing,
     back,
     {},
     true},
    {"forward",
     "forward [COUNT]",
     "go forward again, after back",
     "Goes forward to the next moment that `back` has left behind.\n  forward",
     Completes::nothing,
     forward,
     {},
     true},
    {"goto",
     "goto CALL|start",
     "go to a call by its number",
     "Goes to the door of a call of the list that `calls` shows, or to the start of the program.\n"
     "  goto 12",
     Completes::nothing,
     goto_call,
     {},
     true},
    {"checkpoints", "checkpoints", "moments to go back to",
     "Lists the moments that `back` and `goto` can reach. A copy of the program is kept of each "
     "call's entry, of the last hundred and then of every tenth. Copies never run.",
     Completes::nothing, checkpoints},
};

}  // namespace

CommandFamily travelling() { return {"go back in time", rows}; }

}  // namespace spyglass::commands
