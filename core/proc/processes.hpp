#pragma once

#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "core/proc/source.hpp"

namespace spyglass::proc {

/// A link of the tree of processes.
struct Process {
  Pid process{};
  Pid parent{};      ///< 0: none that we can see
  char state = '?';  ///< as in ps(1)
  std::string name;  ///< at most 15 bytes
};

/// All that we can see, by number.
std::vector<Process> all_processes();

/// The children of one process, by number.
std::vector<Pid> children_of(Pid process);

/// The arguments that it was started with, or that it has put in their place. Empty for kernel
/// threads, zombies and processes that are gone.
std::vector<std::string> command_line(Pid process, const Source& source = kernel());

/// "NAME=value", one after the other, as they were when the program was started; it may have
/// written over them. Empty for kernel threads, zombies and processes that are gone.
std::vector<std::string> start_environment(Tid thread, const Source& source = kernel());

/// The strings of a text in which each is followed by a NUL; the last one need not be.
std::vector<std::string> split_at_nuls(const std::string& text);

/// For people: the arguments with blanks between them, or "[name]" where there are none, as in
/// ps(1); empty for a process that is gone.
std::string command_text(Pid process, const Source& source = kernel());

/// What a helper of ours calls itself, whom nobody wants to look at.
constexpr std::string_view guardian_name = "spyglass-guard";

/// The processes of a name, by number: the kernel's name for it (of which only 15 bytes are kept)
/// or the last part of its program's path, as it was started or as the file is called. Ourselves
/// excepted, and those that have ended.
std::vector<Pid> find_by_name(std::string_view name);

/// Whether it is a child of the other, or a child of such a one, and so on.
bool descends_from(Pid process, Pid ancestor);

/// All names that find_by_name() knows a process by, each once.
std::set<std::string> names_of_all();

/// It has no memory of its own, so nobody can trace it.
bool is_kernel_thread(Pid process);

}  // namespace spyglass::proc
