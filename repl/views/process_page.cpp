#include "repl/views/process_page.hpp"

#include <fmt/format.h>

#include "core/decode/constants.hpp"
#include "core/proc/limits.hpp"
#include "core/proc/processes.hpp"
#include "core/proc/status.hpp"
#include "core/proc/usage.hpp"
#include "core/proc/users.hpp"
#include "core/proc/waiting.hpp"
#include "repl/views/amounts.hpp"
#include "repl/views/table.hpp"

namespace spyglass {

namespace {

tl::unexpected<Error> gone(pid_t number) {
  return tl::make_unexpected(
      Error{Error::Kind::gone, fmt::format("process {} is gone", number), {}});
}

std::string who(std::string_view what, const std::string& effective, const std::string& real) {
  if (effective == real) return fmt::format("{} {}", what, effective);
  return fmt::format("{} {} (started by {})", what, effective, real);
}

std::string parent_words(Pid parent, const proc::Source& source) {
  const std::string name = proc::command_name(leader_of(parent), source);
  if (name.empty()) return fmt::format("{}", parent.value());
  return fmt::format("{} ({})", parent.value(), inert_line(name));
}

std::string memory_words(std::optional<std::uint64_t> bytes) {
  return bytes ? amount_words(*bytes) : "none: its memory is gone";
}

/// The kernel's name of a limit, the constant of the call, and how its numbers are to be read.
struct LimitName {
  std::string_view name;
  std::string_view constant;
};
constexpr LimitName limit_names[] = {
    {"Max cpu time", "RLIMIT_CPU"},
    {"Max file size", "RLIMIT_FSIZE"},
    {"Max data size", "RLIMIT_DATA"},
    {"Max stack size", "RLIMIT_STACK"},
    {"Max core file size", "RLIMIT_CORE"},
    {"Max resident set", "RLIMIT_RSS"},
    {"Max processes", "RLIMIT_NPROC"},
    {"Max open files", "RLIMIT_NOFILE"},
    {"Max locked memory", "RLIMIT_MEMLOCK"},
    {"Max address space", "RLIMIT_AS"},
    {"Max file locks", "RLIMIT_LOCKS"},
    {"Max pending signals", "RLIMIT_SIGPENDING"},
    {"Max msgqueue size", "RLIMIT_MSGQUEUE"},
    {"Max nice priority", "RLIMIT_NICE"},
    {"Max realtime priority", "RLIMIT_RTPRIO"},
    {"Max realtime timeout", "RLIMIT_RTTIME"},
};

std::string_view constant_of(std::string_view name) {
  for (const LimitName& known : limit_names) {
    if (known.name == name) return known.constant;
  }
  return {};
}

std::string_view meaning_of_limit(std::string_view constant) {
  const auto found = find_constant(constant);
  return found ? found->row->means : std::string_view{};
}

std::string limit_words(std::optional<std::uint64_t> amount, std::string_view unit) {
  if (!amount) return "no limit";
  if (unit == "bytes") return amount_words(*amount);
  return unit.empty() ? fmt::format("{}", *amount) : fmt::format("{} {}", *amount, unit);
}

}  // namespace

Result<void> show_status(Output& out, Pid process, const proc::Source& source) {
  const auto known = proc::status(leader_of(process), source);
  const auto used = proc::usage(process, source);
  if (!known || !used) return gone(process.value());
  std::vector<Line> rows;
  const auto fact = [&](std::string name, std::string value) {
    rows.push_back({{std::move(name), Tone::faint}, {std::move(value)}});
  };
  // In a sandbox it has a number of its own, and that is what its calls tell.
  const bool renamed = known->own != Tid() && known->own != leader_of(process);
  const std::string number =
      renamed ? fmt::format("{} ({} outside of its sandbox)", known->own.value(), process.value())
              : fmt::format("{}", process.value());
  fact("process", fmt::format("{}, {}", number, inert_line(proc::command_text(process, source))));
  const bool leader_alone_ended =
      known->state == 'Z' && proc::threads_of(process, source).size() > 1;
  fact("state", leader_alone_ended ? "its first thread has ended, the others go on"
                                   : std::string(proc::words_for_state(known->state)));
  fact("parent", parent_words(known->parent, source));
  if (known->tracer != Pid()) fact("traced by", parent_words(known->tracer, source));
  fact("runs as", who("user", proc::user_name(known->user, source),
                      proc::user_name(known->real_user, source)) +
                      "; " +
                      who("group", proc::group_name(known->group, source),
                          proc::group_name(known->real_group, source)));
  fact("threads", fmt::format("{}", known->threads));
  fact("processor time", fmt::format("{} in the program, {} in the kernel for it",
                                     time_words(used->user), time_words(used->system)));
  fact("started", fmt::format("{} ago", time_words(used->elapsed)));
  if (const auto share = used->share_of_processor()) {
    fact("share", fmt::format("{:.1f} % of one processor since then", *share * 100));
  }
  fact("switches", fmt::format("{} to wait for something, {} because others were to run",
                               used->voluntary_switches, used->forced_switches));
  fact("mapped", memory_words(used->virtual_memory));
  if (used->resident) {
    fact("in memory", memory_words(used->resident) +
                          fmt::format("; {} at the most", memory_words(used->most_resident)));
  }
  if (used->swapped) fact("swapped out", memory_words(used->swapped));
  show_table(out, rows, 2);
  return {};
}

Result<void> show_limits(Output& out, Tid thread, const proc::Source& source) {
  const auto limits = proc::limits(thread, source);
  if (limits.empty()) return gone(thread.value());
  std::vector<Line> rows = {{{"limit", Tone::faint},
                             {"in force (soft)", Tone::faint},
                             {"at most (hard)", Tone::faint},
                             {"of what", Tone::faint}}};
  for (const proc::Limit& limit : limits) {
    const std::string_view constant = constant_of(limit.name);
    const std::string_view means = meaning_of_limit(constant);
    rows.push_back({{std::string(constant.empty() ? limit.name : constant), Tone::strong},
                    {limit_words(limit.soft, limit.unit)},
                    {limit_words(limit.hard, limit.unit)},
                    {std::string(means.empty() ? limit.name : means)}});
  }
  show_table(out, rows, 2);
  out.paragraph(
      "prlimit64 reads and changes them: the soft one up to the hard one, the hard one only "
      "downwards, unless the process has CAP_SYS_RESOURCE. Children get the same.",
      2, Tone::faint);
  return {};
}

Result<void> show_environment(Output& out, Tid thread, std::string_view wanted,
                              const proc::Source& source) {
  if (!proc::status(thread, source)) return gone(thread.value());
  const auto all = proc::start_environment(thread, source);
  std::size_t shown = 0;
  for (const std::string& variable : all) {
    if (variable.find(wanted) == std::string::npos) continue;
    out.line("  " + inert_line(variable));
    ++shown;
  }
  if (shown > 0) return {};
  if (all.empty()) {
    out.line("the program was started without any variable");
    return {};
  }
  return bad_input(fmt::format("none of the {} variables contains `{}`; `env` shows them all",
                               all.size(), inert_line(wanted)));
}

}  // namespace spyglass
