#include "core/proc/status.hpp"

#include <sstream>

#include "core/proc/files.hpp"
#include "core/proc/folders.hpp"

namespace spyglass::proc {

std::optional<Status> status(Tid thread) {
  const auto text = read_file(thread, "status");
  if (!text || text->empty()) return std::nullopt;
  Status result;
  std::istringstream lines(*text);
  pid_t number = 0;
  unsigned real_user = 0;
  for (std::string key; lines >> key;) {
    if (key == "Name:") {
      // The rest of the line: a name may hold blanks.
      std::getline(lines.ignore(1), result.name);
      continue;
    }
    if (key == "State:") lines >> result.state;
    if (key == "Tgid:" && lines >> number) result.process = Pid(number);
    if (key == "PPid:" && lines >> number) result.parent = Pid(number);
    if (key == "TracerPid:" && lines >> number) result.tracer = Pid(number);
    if (key == "Uid:") lines >> real_user >> result.user;
    if (key == "Threads:") lines >> result.threads;
    std::getline(lines, key);
  }
  return result;
}

std::string command_name(Tid thread) {
  std::string name = read_file(thread, "comm").value_or("");
  if (name.ends_with('\n')) name.pop_back();
  return name;
}

std::optional<Pid> process_of(Tid thread) {
  const auto found = status(thread);
  if (!found) return std::nullopt;
  return found->process;
}

std::vector<Tid> threads_of(Pid process) {
  std::vector<Tid> result;
  for (const int number : numbers_in("/proc/" + std::to_string(process.value()) + "/task")) {
    result.emplace_back(number);
  }
  return result;
}

}  // namespace spyglass::proc
