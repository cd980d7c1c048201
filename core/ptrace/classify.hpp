#pragma once

#include <optional>

#include "core/ptrace/event.hpp"

namespace spyglass {

/// What a status of wait(2) can say by itself.
enum class StatusKind : std::uint8_t {
  exited,   ///< over, by exit or by a signal
  call,     ///< SIGTRAP | 0x80: a call's entry or exit (PTRACE_O_TRACESYSGOOD)
  filter,   ///< PTRACE_EVENT_SECCOMP: a call's entry, where a KernelFilter stops it
  event,    ///< one of PTRACE_EVENT_…
  group,    ///< PTRACE_EVENT_STOP with a stopping signal: a group stop
  stopped,  ///< PTRACE_EVENT_STOP with SIGTRAP: interrupted, or newly attached
  signal,   ///< all else: a signal, or a trap that looks like one
};

StatusKind status_kind(int status);

/// What else has to be asked of the kernel to know what a stop means. Filled in as far as the kind
/// of status wants it: the call for `call`, the message for `event`, the info for `signal`.
struct StopDetails {
  std::variant<std::monostate, event::CallEntry, event::CallExit> call;  ///< GET_SYSCALL_INFO
  unsigned long message = 0;                                             ///< GETEVENTMSG
  siginfo_t info{};                                                      ///< GETSIGINFO
  Addr program_counter{};                                                ///< for traps
  std::uint8_t trap_advances{};  ///< Abi::trap_advances of the thread
  bool stepping = false;         ///< the thread was resumed for one instruction
  bool first_stop = false;       ///< nothing was seen of this thread before
};

/// A wait status and its details, as an event. Pure.
Event classify(int status, const StopDetails& details);

/// The end that a wait status, or the message of PTRACE_EVENT_EXIT, tells of.
ExitStatus exit_status(int status);

}  // namespace spyglass
