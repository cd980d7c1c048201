#include "core/proc/usage.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <sstream>
#include <string>

#include "core/proc/files.hpp"
#include "core/proc/stat_field.hpp"
#include "core/proc/status.hpp"

namespace spyglass::proc {

namespace {

using std::chrono::milliseconds;

milliseconds of_ticks(std::uint64_t ticks) {
  static const auto a_second = static_cast<std::uint64_t>(sysconf(_SC_CLK_TCK));
  return milliseconds(ticks * 1000 / a_second);
}

milliseconds machine_age(const Source& source) {
  std::uint64_t age = 0;
  std::istringstream(source.answer({Question::Kind::machine_age}).value_or("")) >> age;
  return milliseconds(age);
}

}  // namespace

std::optional<double> Usage::share_of_processor() const {
  if (elapsed <= milliseconds::zero()) return std::nullopt;
  return std::chrono::duration<double>(user + system) / std::chrono::duration<double>(elapsed);
}

std::optional<StatTimes> parse_stat_times(std::string_view text) {
  const auto user = stat_field(text, 14);
  const auto system = stat_field(text, 15);
  const auto started = stat_field(text, 22);
  if (!user || !system || !started) return std::nullopt;
  return StatTimes{*user, *system, *started};
}

void add_status(Usage& usage, std::string_view text) {
  constexpr std::uint64_t kibi = 1024;
  std::istringstream lines{std::string(text)};
  for (std::string line; std::getline(lines, line);) {
    std::istringstream words(line);
    std::string key;
    std::uint64_t number = 0;
    if (!(words >> key >> number)) continue;
    if (key == "VmSize:") usage.virtual_memory = number * kibi;
    if (key == "VmRSS:") usage.resident = number * kibi;
    if (key == "VmHWM:") usage.most_resident = number * kibi;
    if (key == "VmSwap:") usage.swapped = number * kibi;
    if (key == "voluntary_ctxt_switches:") usage.voluntary_switches += number;
    if (key == "nonvoluntary_ctxt_switches:") usage.forced_switches += number;
  }
}

std::optional<Usage> usage(Pid process, const Source& source) {
  const auto stat = read_file(leader_of(process), "stat", source);
  const auto times = stat ? parse_stat_times(*stat) : std::nullopt;
  if (!times) return std::nullopt;
  Usage result;
  result.user = of_ticks(times->user);
  result.system = of_ticks(times->system);
  const milliseconds alive = machine_age(source) - of_ticks(times->started);
  if (alive > milliseconds::zero()) result.elapsed = alive;
  // Memory is the same for all threads, switches are each one's own.
  for (const Tid thread : threads_of(process, source)) {
    add_status(result, read_file(thread, "status", source).value_or(""));
  }
  return result;
}

}  // namespace spyglass::proc
