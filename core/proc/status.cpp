#include "core/proc/status.hpp"

#include <algorithm>
#include <sstream>

#include "core/proc/files.hpp"

namespace spyglass::proc {

Status parse_status(std::string_view text) {
  Status result;
  std::istringstream lines{std::string(text)};
  for (std::string line; std::getline(lines, line);) {
    const std::size_t colon = std::min(line.find(':'), line.size());
    const std::string_view key = std::string_view(line).substr(0, colon);
    std::istringstream words(line.substr(std::min(colon + 1, line.size())));
    pid_t number = 0;
    // All of the line: a name may hold blanks.
    if (key == "Name") std::getline(words.ignore(1), result.name);
    if (key == "State") words >> result.state;
    if (key == "Tgid" && words >> number) result.process = Pid(number);
    if (key == "PPid" && words >> number) result.parent = Pid(number);
    if (key == "TracerPid" && words >> number) result.tracer = Pid(number);
    // The innermost namespace is last.
    if (key == "NSpid") {
      while (words >> number) result.own = Tid(number);
    }
    if (key == "Uid") words >> result.real_user >> result.user >> result.saved_user;
    if (key == "Gid") words >> result.real_group >> result.group;
    if (key == "Threads") words >> result.threads;
    if (key == "Seccomp") words >> result.seccomp;
    if (key == "Seccomp_filters") words >> result.filters;
    if (key == "SigIgn") words >> std::hex >> result.ignored;
    if (key == "SigCgt") words >> std::hex >> result.caught;
  }
  return result;
}

std::optional<Status> status(Tid thread, const Source& source) {
  const auto text = read_file(thread, "status", source);
  if (!text || text->empty()) return std::nullopt;
  return parse_status(*text);
}

std::string command_name(Tid thread, const Source& source) {
  std::string name = read_file(thread, "comm", source).value_or("");
  if (name.ends_with('\n')) name.pop_back();
  return name;
}

std::optional<Pid> process_of(Tid thread, const Source& source) {
  const auto found = status(thread, source);
  if (!found) return std::nullopt;
  return found->process;
}

std::vector<Tid> threads_of(Pid process, const Source& source) {
  std::vector<Tid> result;
  for (const int number : numbers_in(leader_of(process), "task", source)) {
    result.emplace_back(number);
  }
  // Numbers are in order, but begin anew when all have been used: a thread's may be the smaller.
  const auto leader = std::ranges::find(result, leader_of(process));
  if (leader != result.end()) std::rotate(result.begin(), leader, leader + 1);
  return result;
}

}  // namespace spyglass::proc
