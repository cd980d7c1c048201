#include "repl/views/process_choice.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>

#include "core/base/nearest.hpp"
#include "core/proc/processes.hpp"
#include "core/proc/status.hpp"
#include "core/proc/usage.hpp"
#include "core/proc/users.hpp"
#include "repl/views/amounts.hpp"
#include "repl/views/table.hpp"

namespace spyglass {

namespace {

void show_processes(Output& out, const std::vector<Pid>& processes) {
  std::vector<Line> rows = {{{"pid", Tone::faint},
                             {"user", Tone::faint},
                             {"started", Tone::faint},
                             {"command", Tone::faint}}};
  for (const Pid process : processes) {
    const auto known = proc::status(leader_of(process));
    const auto used = proc::usage(process);
    if (!known || !used) continue;
    rows.push_back({{fmt::format("{}", process.value()), Tone::strong},
                    {inert_line(proc::user_name(known->user))},
                    {time_words(used->elapsed) + " ago"},
                    {inert_line(proc::command_text(process))}});
  }
  show_table(out, rows, 2);
}

/// What a lesson runs beside itself is meant, and not what another spyglass runs beside its own.
void prefer_ours(std::vector<Pid>& processes) {
  const Pid self(getpid());
  // The program at hand descends from us as well, but is held already.
  const auto ours = [&](Pid process) {
    const auto known = proc::status(leader_of(process));
    return known && known->tracer != self && proc::descends_from(process, self);
  };
  if (std::ranges::none_of(processes, ours)) return;
  std::erase_if(processes, [&](Pid process) { return !ours(process); });
}

std::string nearly(const std::string& name) {
  const auto names = proc::names_of_all();
  return did_you_mean(name, {names.begin(), names.end()});
}

}  // namespace

Result<Pid> choose_process(Output& out, const std::string& name, std::string_view how) {
  auto found = proc::find_by_name(name);
  if (found.size() > 1) prefer_ours(found);
  if (found.size() == 1) return found.front();
  if (found.empty()) {
    return bad_input(fmt::format("no process is called `{}`{}", name, nearly(name)));
  }
  show_processes(out, found);
  return bad_input(
      fmt::format("{} processes are called `{}`: say which by its number, as in `{} {}`",
                  found.size(), name, how, found.front().value()));
}

}  // namespace spyglass
