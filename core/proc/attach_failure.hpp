#pragma once

#include <optional>
#include <string>

#include "core/base/ids.hpp"

namespace spyglass::proc {

/// All that the answer to "why may we not attach?" depends on; ptrace(2), "Ptrace access mode
/// checking".
struct AttachFacts {
  Pid process{};
  Errno error{};        ///< what PTRACE_SEIZE said
  bool exists = false;  ///< the rest of the process's facts hold only if so
  std::string name;     ///< at most 15 bytes
  char state = '?';     ///< as in ps(1)
  bool kernel_thread = false;
  unsigned user = 0;
  std::string user_name;  ///< or its number as text
  Pid tracer{};           ///< 0: nobody
  std::string tracer_name;

  Pid our_process{};
  unsigned our_user = 0;
  bool may_trace_all = false;  ///< we have CAP_SYS_PTRACE
  std::optional<int> yama;     ///< /proc/sys/kernel/yama/ptrace_scope, where there is one
};

/// "cannot attach to 812 (sshd): it belongs to root. Try: sudo spyglass -p 812". The first cause
/// that is certain, and what to do about it; else the words for the error number.
std::string explain_attach_failure(const AttachFacts& facts);

/// What root must be told before attaching to a process of somebody else, as a sentence; empty: it
/// is root's own, or we are not root.
std::string word_before_attaching(Pid process);

/// What is known of `process` and of ourselves right now.
AttachFacts attach_facts(Pid process, Errno error);

/// Both: call it as soon as attaching failed.
std::string why_not_attachable(Pid process, Errno error);

}  // namespace spyglass::proc
