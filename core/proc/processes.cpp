#include "core/proc/processes.hpp"

#include <unistd.h>

#include <algorithm>
#include <sstream>

#include "core/proc/files.hpp"
#include "core/proc/folders.hpp"
#include "core/proc/stat_field.hpp"
#include "core/proc/status.hpp"

namespace spyglass::proc {

namespace {

std::string_view last_part(std::string_view path) {
  return path.substr(path.rfind('/') + 1);  // npos + 1 is 0
}

/// What people may call it.
std::vector<std::string> names_of(const Process& process) {
  std::vector<std::string> names = {process.name};
  const auto arguments = command_line(process.process);
  if (!arguments.empty()) names.emplace_back(last_part(arguments.front()));
  if (const auto file = read_link(leader_of(process.process), "exe")) {
    names.emplace_back(last_part(*file));
  }
  return names;
}

/// Others than ourselves, as far as they can be looked at.
std::vector<Process> others() {
  auto processes = all_processes();
  std::erase_if(processes, [](const Process& one) {
    return one.process == Pid(getpid()) || one.name == guardian_name || one.state == 'Z' ||
           one.state == 'X';
  });
  return processes;
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
  for (const Process& process : others()) {
    const auto names = names_of(process);
    if (std::ranges::find(names, name) != names.end()) result.push_back(process.process);
  }
  return result;
}

bool descends_from(Pid process, Pid ancestor) {
  // The parent of the first process is 0, and so is that of one that is gone.
  for (Pid one = process; one.value() > 0;) {
    const auto known = status(leader_of(one));
    one = known ? known->parent : Pid();
    if (one == ancestor) return true;
  }
  return false;
}

std::set<std::string> names_of_all() {
  std::set<std::string> result;
  for (const Process& process : others())
    result.merge([&] {
      const auto names = names_of(process);
      return std::set<std::string>(names.begin(), names.end());
    }());
  return result;
}

bool is_kernel_thread(Pid process) {
  constexpr unsigned long kernel_thread = 0x00200000;  // PF_KTHREAD of the kernel's linux/sched.h
  const auto text = read_file(leader_of(process), "stat");
  const auto flags = text ? stat_field(*text, 9) : std::nullopt;
  return flags && (*flags & kernel_thread) != 0;
}

}  // namespace spyglass::proc
