#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/proc/source.hpp"

namespace spyglass::proc {

/// A few lines of /proc/PID/status; proc_pid_status(5).
struct Status {
  std::string name;  ///< the command's name, at most 15 bytes
  char state = '?';  ///< R, S, D, T, t, Z, X
  Pid process{};     ///< Tgid
  Pid parent{};
  Pid tracer{};       ///< 0 when nobody traces it
  Tid own{};          ///< what the thread is called in its own pid namespace (NSpid)
  unsigned user = 0;  ///< the effective user id
  unsigned real_user = 0;
  unsigned saved_user = 0;
  unsigned group = 0;  ///< the effective group id
  unsigned real_group = 0;
  int threads = 0;
  int seccomp = 0;            ///< 1: the strict mode; 2: there are filters (seccomp(2))
  int filters = 0;            ///< how many
  std::uint64_t ignored = 0;  ///< signals, by bits: 1 for signal 1, 2 for signal 2, 4 for signal 3
  std::uint64_t caught = 0;   ///< those that have a handler
};

/// What is missing or makes no sense in the text stays as it is above.
Status parse_status(std::string_view text);

/// Nothing when there is no such thread or process.
std::optional<Status> status(Tid thread, const Source& source = kernel());

/// The kernel's name for a thread, at most 15 bytes; empty for one that is gone.
std::string command_name(Tid thread, const Source& source = kernel());

/// The process that a thread belongs to.
std::optional<Pid> process_of(Tid thread, const Source& source = kernel());

/// All threads of a process, the leader first.
std::vector<Tid> threads_of(Pid process, const Source& source = kernel());

}  // namespace spyglass::proc
