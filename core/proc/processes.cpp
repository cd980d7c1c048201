#include "core/proc/processes.hpp"

#include <unistd.h>

#include <algorithm>
#include <sstream>

#include "core/proc/files.hpp"
#include "core/proc/folders.hpp"
#include "core/proc/status.hpp"

namespace spyglass::proc {

namespace {

std::string_view last_part(std::string_view path) {
  return path.substr(path.rfind('/') + 1);  // npos + 1 is 0
}

bool has_name(Pid process, std::string_view kernel_name, std::string_view wanted) {
  if (kernel_name == wanted) return true;
  const auto arguments = command_line(process);
  return !arguments.empty() && last_part(arguments.front()) == wanted;
}

}  // namespace

std::vector<Process> all_processes() {
  std::vector<Process> result;
  for (const int number : numbers_in("/proc")) {
    const Pid process(number);
    if (const auto known = status(leader_of(process))) {
      result.push_back({process, known->parent, known->state, known->name});
    }
  }
  return result;
}

std::vector<Pid> children_of(Pid process) {
  std::vector<Pid> result;
  for (const Process& other : all_processes()) {
    if (other.parent == process) result.push_back(other.process);
  }
  return result;
}

std::vector<std::string> split_at_nuls(const std::string& text) {
  std::vector<std::string> result;
  std::istringstream stream(text);
  for (std::string part; std::getline(stream, part, '\0');) result.push_back(part);
  return result;
}

std::vector<std::string> command_line(Pid process, const Source& source) {
  return split_at_nuls(read_file(leader_of(process), "cmdline", source).value_or(""));
}

std::vector<std::string> start_environment(Tid thread, const Source& source) {
  return split_at_nuls(read_file(thread, "environ", source).value_or(""));
}

std::string command_text(Pid process, const Source& source) {
  std::string text;
  for (const std::string& argument : command_line(process, source)) {
    if (!text.empty()) text += ' ';
    text += argument;
  }
  if (!text.empty()) return text;
  const auto known = status(leader_of(process), source);
  return known ? "[" + known->name + "]" : "";
}

std::vector<Pid> find_by_name(std::string_view name) {
  std::vector<Pid> result;
  for (const Process& process : all_processes()) {
    if (process.process == Pid(getpid())) continue;
    if (has_name(process.process, process.name, name)) result.push_back(process.process);
  }
  return result;
}

bool is_kernel_thread(Pid process) {
  constexpr unsigned long kernel_thread = 0x00200000;  // PF_KTHREAD of the kernel's linux/sched.h
  const auto text = read_file(leader_of(process), "stat");
  if (!text) return false;
  // The name, in parentheses, may hold blanks and parentheses itself.
  const std::size_t name_end = text->rfind(')');
  if (name_end == std::string::npos) return false;
  std::istringstream fields(text->substr(name_end + 1));
  char state = 0;
  long parent, group, session, terminal, owner;
  unsigned long flags = 0;
  fields >> state >> parent >> group >> session >> terminal >> owner >> flags;
  return (flags & kernel_thread) != 0;
}

}  // namespace spyglass::proc
