#pragma once

#include <functional>
#include <initializer_list>
#include <vector>

#include "core/ptrace/tracer.hpp"

namespace spyglass {

class CodeWatcher;  // core/inside/run_code.hpp
struct CodeEnd;

/// A stay inside a stopped thread: it carries out calls of ours by a call instruction of its own,
/// and stands afterwards where it stood, with the same registers, signal mask and pending signals,
/// as if nothing had been. All other threads of its process should stand still meanwhile.
///
/// Borrows the tracer. Whoever drops a visit without end() leaves the thread stopped somewhere.
class Visit {
 public:
  /// A thread at a stop, and why it stands there.
  struct Place {
    Stopped stopped;
    Event event;
  };

  /// Says why nobody can visit a thread at such a stop; nothing when he can.
  static Result<void> possible(const Event& event);

  /// `registers` are those of the thread at that place.
  Visit(Tracer& tracer, Place place, const RegisterValues& registers)
      : tracer_(tracer),
        stopped_(std::move(place.stopped)),
        event_(place.event),
        thread_(stopped_->thread()),
        process_(stopped_->process()),
        saved_(registers) {}

  /// Comes first. On an error the thread is gone, or untouched: abandon() gives it back.
  /// `before_changes` is called when nothing has been changed yet, and all is known: an error of it
  /// ends the matter.
  Result<void> begin(const std::function<Result<void>(const Visit&)>& before_changes = {});

  struct Answer {
    std::int64_t result = 0;        ///< raw: −4095 to −1 are errors
    bool interrupted = false;       ///< `patience` ran out first; there is no result
    bool replaced = false;          ///< the thread has become another program: abandon() it
    std::optional<Stopped> made{};  ///< the new process of a fork or clone, at its first stop
  };
  /// Called while the thread works, over and over: false breaks a call off that blocks.
  using Patience = std::function<bool()>;

  /// Carries out a call of the thread's own ABI that blocks nobody and concerns the program as
  /// little as possible: signals wait until the end of the visit.
  Result<Answer> call(std::string_view name, std::initializer_list<std::uint64_t> arguments);
  /// Carries out any call as the program itself would, with its own signal mask. What the call does
  /// to that stays; signals that come meanwhile are delivered after the visit.
  Result<Answer> call_as_program(const CallNumbers& numbers, const Patience& patience);

  /// Memory for the length of the visit: readable, writable and executable, full of zeros.
  Result<Addr> borrow(std::size_t size);
  /// The same at the beginning of a page, where nothing may be mapped.
  Result<Addr> borrow_at(Addr at, std::size_t size);

  /// Lets the thread execute what stands at `from`, with its own registers, until it arrives at
  /// `end`, where a trap must stand. What its calls do stays done; set_registers() keeps what it
  /// left in registers.
  Result<CodeEnd> run_code(Addr from, Addr end, CodeWatcher& watcher, const Patience& patience);

  /// Makes calls from a place that stays when everything else is unmapped.
  Result<void> move_to_vdso();

  /// As they were when the visit began: those that end() gives back.
  [[nodiscard]] const RegisterValues& registers() const { return saved_; }
  /// Others take their place.
  void set_registers(const RegisterValues& values) { saved_ = values; }
  [[nodiscard]] std::uint64_t signal_mask() const { return mask_; }
  void set_signal_mask(std::uint64_t mask) { mask_ = mask; }
  /// The thread goes back to the entry of the call that `registers()` are of, wherever the visit
  /// began; false: to where it stood without one, and no longer at a signal.
  void end_at_entry(bool yes) {
    at_entry_ = yes;
    event_ = event::Interrupted{};
  }
  /// The same, at the call instruction where it stands behind one and goes back into a call.
  [[nodiscard]] RegisterValues registers_before_call() const;
  [[nodiscard]] Tid thread() const { return thread_; }
  [[nodiscard]] Pid process() const { return process_; }
  [[nodiscard]] const Event& event() const { return event_; }
  [[nodiscard]] const Stopped& stopped() const { return *stopped_; }
  [[nodiscard]] ProcessMemory memory() const { return stopped_->memory(); }

  /// How the thread ended, when a call of this class failed because it is gone.
  [[nodiscard]] const std::optional<ExitStatus>& gone() const { return gone_; }

  /// Leaves the thread where it is, which is now a place of its own.
  Place abandon() && { return {std::move(*stopped_), event_}; }

  /// Gives everything back. The event is the one that the visit began with, or an entry.
  Result<Place> end();

 private:
  struct Borrowed {
    Addr at;
    std::size_t size;
  };

  Result<void> leave_entry();
  Result<void> find_gate();
  Result<Event> go(Resume how, const Patience& patience);
  Result<Event> go_past_signals(Resume how, const Patience& patience);
  Result<Answer> carry_out(std::uint64_t number, std::span<const std::uint64_t> arguments,
                           const Patience& patience);
  Result<Addr> map(Addr at, std::size_t size, std::uint64_t flags);
  Result<void> give_back();
  Result<void> enter_again();
  Result<void> stand_again();

  // run_code.cpp
  struct CodeRun;
  Result<void> run_some(CodeRun& run, Addr end, bool stepping);
  [[nodiscard]] Result<void> hide_step(const RegisterValues& now, std::uint64_t mark) const;
  Result<void> look_at(CodeRun& run);
  Result<void> let_call(CodeRun& run, const event::CallEntry& entry);

  Tracer& tracer_;
  std::optional<Stopped> stopped_;
  Event event_;
  Tid thread_;
  Pid process_;
  RegisterValues saved_;
  bool at_entry_ = false;
  std::uint64_t mask_ = 0;               ///< the program's own
  Addr gate_;                            ///< where a call instruction stands
  std::vector<std::byte> covered_ = {};  ///< the bytes under it, if it is ours
  std::vector<Borrowed> borrowed_ = {};
  std::vector<Signal> came_ = {};  ///< signals that stopped the thread meanwhile
  bool interrupted_ = false;
  std::optional<ExitStatus> gone_;
};

}  // namespace spyglass
