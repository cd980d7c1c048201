#pragma once

#include <signal.h>

#include <span>
#include <vector>

#include "core/base/result.hpp"
#include "core/ptrace/event.hpp"

/// The one door to ptrace(2): a function a request, and no other file calls it. Each reports ESRCH
/// as Error::Kind::gone. All but seize, interrupt and kill want the thread to be stopped.
namespace spyglass::door {

// Of linux/ptrace.h, which may not be included before sys/ptrace.h: names for classify.
constexpr int event_fork = 1;
constexpr int event_vfork = 2;
constexpr int event_clone = 3;
constexpr int event_exec = 4;
constexpr int event_exit = 6;
constexpr int event_seccomp = 7;
constexpr int event_stop = 128;
constexpr int call_stop_signal = SIGTRAP | 0x80;

/// How a stopped thread is set going.
enum class Resume : std::uint8_t {
  run,              ///< PTRACE_CONT: until a signal or an event
  to_call,          ///< PTRACE_SYSCALL: also stops at the next entry or exit of a call
  one_instruction,  ///< PTRACE_SINGLESTEP
};

/// PTRACE_O_…, as far as they are not the same for every thread.
struct SeizeOptions {
  bool kill_with_us = false;    ///< PTRACE_O_EXITKILL
  bool stop_at_filter = false;  ///< PTRACE_O_TRACESECCOMP
  bool follow = true;           ///< PTRACE_O_TRACEFORK, …VFORK and …CLONE
};
/// Takes control without stopping the thread.
Result<void> seize(Tid thread, const SeizeOptions& wanted);
Result<void> interrupt(Tid thread);
Result<void> resume(Tid thread, Resume how, Signal signal);
Result<void> listen(Tid thread);
Result<void> detach(Tid thread, Signal signal);

/// Fills `into` and returns how many bytes the register set has.
Result<std::size_t> get_registers(Tid thread, std::span<std::byte> into);
Result<void> set_registers(Tid thread, std::span<const std::byte> from);
/// Another register set than the general one: NT_… of elf.h. Returns how many bytes it has.
Result<std::size_t> get_register_set(Tid thread, std::uint32_t which, std::span<std::byte> into);
Result<void> set_register_set(Tid thread, std::uint32_t which, std::span<const std::byte> from);
Result<siginfo_t> signal_info(Tid thread);
/// Puts other words into the signal that a thread is stopped by; the same signal it must be.
Result<void> set_signal_info(Tid thread, const siginfo_t& info);
/// Those that were sent to the thread itself, and wait to be delivered.
Result<std::vector<siginfo_t>> pending_signals(Tid thread);
/// Bit 0 is signal 1.
Result<std::uint64_t> signal_mask(Tid thread);
Result<void> set_signal_mask(Tid thread, std::uint64_t mask);
/// The memory in which the kernel tells a thread on which processor it runs (rseq(2)). It writes
/// there whenever it likes, and a thread whose memory for this is gone dies.
struct Rseq {
  std::uint64_t address = 0;  ///< 0: none was registered
  std::uint32_t size = 0;
  std::uint32_t signature = 0;
  bool operator==(const Rseq&) const = default;
};
Result<Rseq> rseq(Tid thread);
/// The processor's own watchpoints, as x86 has them; an error on other machines. Numbers are those
/// of the registers: 0 to 3 hold addresses, 6 says what was hit, 7 what is watched.
Result<std::uint64_t> debug_register(Tid thread, unsigned number);
Result<void> set_debug_register(Tid thread, unsigned number, std::uint64_t value);
Result<unsigned long> event_message(Tid thread);
/// Entry, exit, or monostate when the thread is not at a call stop.
Result<std::variant<std::monostate, event::CallEntry, event::CallExit>> call_info(Tid thread);

}  // namespace spyglass::door
