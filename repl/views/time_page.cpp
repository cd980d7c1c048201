#include "repl/views/time_page.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "core/proc/status.hpp"
#include "core/proc/usage.hpp"
#include "core/report/text.hpp"
#include "repl/views/amounts.hpp"
#include "repl/views/table.hpp"

namespace spyglass {

namespace {

using std::chrono::duration_cast;
using std::chrono::milliseconds;

constexpr std::size_t waits_shown = 12;
/// Clocks of processors tick every 10 ms: before that nothing can be told.
constexpr milliseconds shortest_to_judge{50};
constexpr double works = 0.8, waits = 0.2;

/// Since it was started or attached to, without the time it stood still here.
milliseconds lived(const Session& session) {
  const Tally& tally = session.tally();
  const auto now = session.now();
  return duration_cast<milliseconds>(now - tally.began().value_or(now) - tally.stood(now));
}

}  // namespace

std::string_view waiting_or_working(milliseconds elapsed, double share) {
  if (elapsed < shortest_to_judge) return "Too short a time to tell whether it waits or works.";
  if (share >= works) {
    return "It works: nearly all of this time it computed. `sample` shows where in its code.";
  }
  if (share <= waits) {
    return "It waits: for most of this time it did not compute. `waits` shows for what.";
  }
  return "It does both: some of this time it computed (`sample` shows where), the rest it waited "
         "(`waits` shows for what).";
}

namespace {

std::string share_words(double share) { return fmt::format("{:.1f} %", share * 100); }

std::string seconds_words(Tally::Time time) {
  return fmt::format("{:.6f} s", std::chrono::duration<double>(time).count());
}

Line row_of(const Tally::Wait& wait, milliseconds all, std::string_view note) {
  const double share =
      std::chrono::duration<double>(wait.total) /
      std::max(std::chrono::duration<double>(all), std::chrono::duration<double>(milliseconds(1)));
  return {{fmt::format("{:>7}", share_words(share))},
          {seconds_words(wait.total)},
          {fmt::format("{:5}", wait.calls)},
          {wait.call, Tone::strong},
          {std::string(note) + inert_line(wait.on)}};
}

}  // namespace

Result<void> show_times(Output& out, const Session& session) {
  const auto process = proc::process_of(session.focus(), session.source());
  const auto used = process ? proc::usage(*process, session.source()) : std::nullopt;
  if (!used) return bad_input(fmt::format("process {} is gone", session.focus().value()));
  const Tally& tally = session.tally();
  const milliseconds all = lived(session);
  const milliseconds user = used->user - tally.used_before().user;
  const milliseconds system = used->system - tally.used_before().system;
  const auto stood = duration_cast<milliseconds>(tally.stood(session.now()));
  const double share = all > milliseconds() ? std::chrono::duration<double>(user + system) /
                                                  std::chrono::duration<double>(all)
                                            : 0;
  show_table(
      out,
      {{{"elapsed", Tone::faint},
        {time_words(all)},
        {fmt::format("since it was {}, without {} that it stood still here",
                     session.was_attached() ? "attached to" : "started", time_words(stood)),
         Tone::faint}},
       {{"user", Tone::faint}, {time_words(user)}, {"computing in the program", Tone::faint}},
       {{"system", Tone::faint},
        {time_words(system)},
        {"computing in the kernel on its behalf", Tone::faint}},
       {{"share", Tone::faint},
        {share_words(share)},
        {"of one processor: user and system by elapsed", Tone::faint}}},
      2);
  out.paragraph(waiting_or_working(all, share), 2);
  return {};
}

Result<void> show_waits(Output& out, const Session& session) {
  const Tally& tally = session.tally();
  const milliseconds all = lived(session);
  std::vector<Line> rows = {{{"  share", Tone::faint},
                             {"time", Tone::faint},
                             {"calls", Tone::faint},
                             {"call", Tone::faint},
                             {"on", Tone::faint}}};
  for (const auto& [thread, record] : session.threads()) {
    const auto call = session.current_call(thread);
    if (!call || !call->in_kernel()) continue;
    rows.push_back(
        row_of(tally.so_far(*call, session.now(), session.source()), all, "not back yet: "));
  }
  const auto finished = tally.waits();
  for (const Tally::Wait& wait : finished) {
    if (rows.size() > waits_shown) break;
    rows.push_back(row_of(wait, all, ""));
  }
  if (rows.size() == 1) return bad_input("it has made no calls yet");
  out.line(fmt::format("{} elapsed, without the time that it stood still here; in calls, of all "
                       "threads:",
                       time_words(all)),
           Tone::strong);
  show_table(out, rows, 2);
  if (finished.size() > waits_shown) {
    out.line(fmt::format("  … and {} more", finished.size() - waits_shown), Tone::faint);
  }
  out.paragraph("What is missing to 100 % it computed, or was held up at its calls by us.", 2,
                Tone::faint);
  return {};
}

}  // namespace spyglass
