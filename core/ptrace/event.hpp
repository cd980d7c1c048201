#pragma once

#include <signal.h>

#include <array>
#include <cstdint>
#include <variant>

#include "core/abi/call_numbers.hpp"
#include "core/base/exit_status.hpp"
#include "core/base/ids.hpp"

namespace spyglass {

/// Every way in which ptrace(2) reports a thread. Each says in its comment how the thread goes on;
/// Stopped::resume follows these rules.
namespace event {

/// At the door, before the kernel looks at the call. Registers may be changed; the result register
/// holds −ENOSYS. Goes on without a signal.
/// PTRACE_GET_SYSCALL_INFO says which table of numbers is meant.
struct CallEntry {
  CallNumbers call;
  /// The thread's call before this one, or its maker's, was of another ABI: it runs in another mode
  /// of the processor now. Whoever executes or attaches to something else than a native program
  /// learns it so.
  bool new_abi = false;
};
/// Out of the kernel. `result` is the raw one: −4095 to −1 are errors. The entry's data must have
/// been kept. Goes on without a signal.
struct CallExit {
  std::int64_t result;
};
/// One instruction was executed, as asked. Goes on without a signal.
struct SingleStep {};
/// A trap instruction was executed; `address` is where it stands. Whoever put it there restores the
/// program counter. Goes on without a signal.
/// Or with SIGTRAP, if nobody did: the trap is then the program's own, and `info` its signal's.
struct Breakpoint {
  Addr address;
  siginfo_t info{};
};
/// The instruction before touched memory that a watchpoint is set on (Watchpoints). Goes on without
/// a signal.
struct Watchpoint {};
/// A signal is about to be delivered. Goes on with that very signal, or with none to swallow it.
struct SignalStop {
  Signal signal;
  siginfo_t info;
};
/// The whole process was stopped by SIGSTOP, SIGTSTP, SIGTTIN or SIGTTOU, and stays so until
/// SIGCONT: goes on with PTRACE_LISTEN, since PTRACE_CONT would undo the stop.
struct GroupStop {
  Signal signal;
};
/// PTRACE_INTERRUPT took effect, or SIGCONT ended a group stop. Goes on without a signal.
struct Interrupted {};
/// A thread that a traced one made, at its first stop. Goes on without a signal.
struct Started {};
/// execve(2) succeeded: registers and memory are the new program's. `former` is the id of the
/// thread that called it; the process's other threads are gone and it now is the leader.
/// Still inside the call: a CallExit follows. Goes on without a signal.
struct Exec {
  Tid former;
};
/// fork(2), vfork(2) or clone(2) made `child`, which reports Started by itself, perhaps earlier.
/// Goes on without a signal.
struct NewThread {
  enum class Kind : std::uint8_t { fork, vfork, clone };
  Kind kind;
  Tid child;
};
/// The thread is about to end; its registers and memory can still be seen. Goes on without a
/// signal. Not promised: SIGKILL may skip it.
struct Exiting {
  ExitStatus status;
};
/// The thread no longer exists. Nothing goes on.
struct Gone {
  ExitStatus status;
};

/// Of calls that an observer (core/observe/) wrote down, so many records found no room. No stop:
/// nothing goes on.
struct Lost {
  std::uint64_t records;
};

}  // namespace event

using Event = std::variant<event::CallEntry, event::CallExit, event::SingleStep, event::Breakpoint,
                           event::Watchpoint, event::SignalStop, event::GroupStop,
                           event::Interrupted, event::Started, event::Exec, event::NewThread,
                           event::Exiting, event::Gone, event::Lost>;

/// How a thread that reported an event goes on; ptrace(2), "Stopped states".
enum class RestartRule : std::uint8_t {
  plain,           ///< resume with signal 0
  deliver_signal,  ///< resume with the signal that it reported
  listen,          ///< PTRACE_LISTEN: stay stopped, but report SIGCONT
  never,           ///< nothing left to resume
};

/// The rule that belongs to an event.
RestartRule restart_rule(const Event& event);

}  // namespace spyglass
