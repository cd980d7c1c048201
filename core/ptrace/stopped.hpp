#pragma once

#include <chrono>
#include <memory>
#include <optional>

#include "core/abi/register_values.hpp"
#include "core/memory/process_memory.hpp"
#include "core/ptrace/door.hpp"

namespace spyglass {

using door::Resume;

class HeldBack;

/// What the tracer keeps about a thread, shared between its table and whoever holds the Stopped.
struct ThreadRecord {
  Tid thread;
  Pid process;
  bool dies_with_us = false;  ///< as launched ones do; others are left alone at the end
  bool seen = false;          ///< it has reported something, or was there before we were
  bool stopped = false;
  AbiId abi = native_abi().id;       ///< of its last call
  Resume resumed_for = Resume::run;  ///< how it was last set going
  bool filtered = false;             ///< a KernelFilter stops it at calls, so nothing else needs to
  bool in_call = false;              ///< its entry was reported, its exit was not
};

/// A thread that runs, or that is on its way to its next stop. Nothing can be done with it but to
/// interrupt it and to wait.
class Running {
 public:
  explicit Running(Tid thread) : thread_(thread) {}
  [[nodiscard]] Tid thread() const { return thread_; }
  /// Asks for a stop; it is reported as event::Interrupted unless something else comes first.
  [[nodiscard]] Result<void> interrupt() const { return door::interrupt(thread_); }

 private:
  Tid thread_;
};

/// Of the times at which threads go on; it never jumps.
using ResumeClock = std::chrono::steady_clock;

/// A thread at a stop. Made by the Tracer alone, moved but never copied, and spent by resuming it:
/// whoever holds one may look at the thread and change it, and nobody else can set it going.
/// Dropping one leaves the thread stopped.
class Stopped {
 public:
  Stopped(Stopped&&) noexcept = default;
  Stopped& operator=(Stopped&&) noexcept = default;
  Stopped(const Stopped&) = delete;
  Stopped& operator=(const Stopped&) = delete;

  [[nodiscard]] Tid thread() const { return record_->thread; }
  [[nodiscard]] Pid process() const { return record_->process; }
  [[nodiscard]] RestartRule rule() const { return rule_; }
  [[nodiscard]] ProcessMemory memory() const { return ProcessMemory(record_->thread); }

  /// Fetched when first asked for, then kept for the length of the stop.
  [[nodiscard]] Result<RegisterValues> registers() const;
  Result<void> set_registers(const RegisterValues& values);
  /// At the entry of a call: the kernel carries out the call of this number instead. With −1 it
  /// does nothing, and the result is −ENOSYS.
  Result<void> set_call_number(std::int32_t number);

  /// It has run into a trap, or touched what it watches, and will report that when it goes on.
  [[nodiscard]] bool trap_is_pending() const;

  [[nodiscard]] bool blocks(Signal signal) const;
  void block(Signal signal);

  /// At a call's entry or exit: the thread gets this signal when it goes on.
  void send(Signal signal);
  /// Whoever resumes the thread resumes it now, but it stands still until this moment: the tracer
  /// keeps it, and sets it going while it waits for others.
  void hold_back(ResumeClock::time_point until) { held_until_ = until; }

  /// Under a KernelFilter Resume::to_call goes on to a call that the filter stops.
  /// Follows the event's restart rule: a signal that stopped the thread is delivered, a group stop
  /// stays one.
  [[nodiscard]] Result<Running> resume(Resume how) &&;
  /// The same, but a reported signal is swallowed or replaced.
  [[nodiscard]] Result<Running> resume_with(Resume how, Signal signal) &&;
  /// Out of a group stop, for the length of what waits to be reported; else as resume does.
  [[nodiscard]] Result<Running> resume_past_group_stop() &&;
  /// Lets go of the thread for good; a signal that stopped it is delivered.
  [[nodiscard]] Result<void> detach() &&;

 private:
  friend class Tracer;
  Stopped(std::shared_ptr<ThreadRecord> record, HeldBack& held_back)
      : record_(std::move(record)), held_back_(&held_back) {}

  std::shared_ptr<ThreadRecord> record_;
  HeldBack* held_back_;  ///< the tracer's
  RestartRule rule_ = RestartRule::plain;
  Signal signal_ = no_signal;
  std::optional<ResumeClock::time_point> held_until_;
  mutable std::optional<RegisterValues> registers_;
};

}  // namespace spyglass
