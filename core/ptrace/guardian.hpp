#pragma once

#include <memory>
#include <optional>
#include <span>

#include "core/abi/register_values.hpp"
#include "core/base/result.hpp"
#include "core/base/unique_fd.hpp"

namespace spyglass {

/// A process beside ours that gives back what we have changed in processes that we attached to, if
/// we are killed before we can do it ourselves: a trap that nobody waits for, and a debug register
/// that is still set, kill them by SIGTRAP.
///
/// It is made by fork(2), and has a session of its own and no descriptors. A table in memory that
/// both share says what is to be given back, so nothing is sent and nothing can be half sent. We
/// hold a robust mutex there (pthread_mutexattr_setrobust(3)), and it waits for that: it wakes when
/// we end, however that is. Destroying the Guardian ends it at once.
///
/// What it can do, in the order in which the kernel takes a killed tracer apart: the mutex falls
/// while the tracer's memory is taken down, which is before its tracees are let go. So the guardian
/// has that long, a fraction of a millisecond or more, to write the original bytes, and threads
/// that stand still, at a breakpoint too, find them in place when they go on. What it cannot do:
///  - a thread that was running, and runs into a trap before the byte is written, dies; so does one
///    that stands at a trap, where the guardian gets no processor in time (as root it asks to be
///    served first, so that this takes microseconds on a busy machine, too);
///  - a thread whose tracer dies between a single step and waitid(2) gets the SIGTRAP of that step,
///    and dies of it: the kernel delivers a stop's signal that nobody has waited for;
///  - debug registers can be cleared only by another tracer, so only after ours is gone: whoever
///    touches watched memory in that moment dies;
///  - where Yama lets only parents trace, it must be root or have CAP_SYS_PTRACE, as we must be to
///    attach;
///  - a thread that makes a call or runs code that it was asked for (`do`, `asm`) is stopped by
///    SIGSTOP before it executes anything more, gets its registers back, and goes on by SIGCONT,
///    which its parent may notice. Memory that was lent to it stays mapped, and what the code did
///    stays done; where the guardian gets no processor in time, it goes on with the wrong
///    registers;
///  - a copy that fork(2) made of a traced process counts from its first stop on.
/// A process is known by its number and its start time, and bytes are written only where the trap
/// still stands: nobody who got a number anew is harmed.
class Guardian {
 public:
  /// Of traps and watched processes together.
  static constexpr std::size_t most = 4096;
  /// Of threads at one time.
  static constexpr std::size_t most_visits = 16;

  static Result<std::unique_ptr<Guardian>> start();
  Guardian(const Guardian&) = delete;
  Guardian& operator=(const Guardian&) = delete;
  ~Guardian();

  /// Comes before the trap is written.
  Result<void> note_trap(Pid process, Addr at, std::span<const std::byte> original,
                         std::span<const std::byte> trap);
  /// Comes before the first debug register is set.
  Result<void> note_watched(Pid process);
  /// A thread that is made to do something else than what it would do.
  struct Visited {
    Pid process;
    Tid thread;
    RegisterValues registers;   ///< with which it goes on
    std::uint64_t mask;         ///< its own signal mask
    Signal signal = no_signal;  ///< by which it was stopped, and which it is to get
    /// It stood at the entry of this call. As long as it is still in there, nobody has changed it.
    std::optional<std::uint64_t> call = std::nullopt;
  };
  /// Comes before the first change. An error when there are too many.
  Result<void> note_visit(const Visited& visited);
  /// It has been given back all.
  void forget_visit(Tid thread);
  /// The child is a copy of its parent, traps included.
  Result<void> inherit(Pid parent, Pid child);
  /// Its memory is gone, or another program's, or all is given back.
  void forget(Pid process);

 private:
  struct Shared;
  enum class Use : std::uint8_t;
  explicit Guardian(Shared* shared) : shared_(shared) {}
  [[noreturn]] static void stand_guard(Shared& shared, Pid tool);

  struct Row;
  struct VisitRow;
  [[nodiscard]] std::span<Row> rows() const;
  Row* find(const Row& wanted) const;
  Result<void> add(const Row& row);

  Shared* shared_;
  Pid process_;
  UniqueFd handle_;       ///< a pidfd: its number may be given to another one
  std::size_t used_ = 0;  ///< no row behind these was ever used
};

}  // namespace spyglass
