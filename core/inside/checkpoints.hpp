#pragma once

#include <compare>
#include <vector>

#include "core/inside/visit.hpp"
#include "core/ptrace/breakpoints.hpp"

namespace spyglass {

/// A moment in a process's life, counted by its calls.
struct MomentInLife {
  std::size_t call;  ///< by its number in the log
  bool after;        ///< false: at its entry
  auto operator<=>(const MomentInLife&) const = default;
};

/// A process as it was: a copy of it that the kernel made by fork(2), and that never runs. Shares
/// its pages with the process for as long as neither writes. It is no child of the process but of
/// ours, so the process never sees it; and it dies with us, whatever ends us.
class Checkpoint {
 public:
  [[nodiscard]] MomentInLife moment() const { return moment_; }

 private:
  friend class Checkpoints;
  Checkpoint(MomentInLife moment, const Visit& visit, Breakpoints traps, Stopped copy)
      : moment_(moment),
        registers_(visit.registers()),
        mask_(visit.signal_mask()),
        traps_(std::move(traps)),
        copy_(std::move(copy)) {}

  MomentInLife moment_;
  RegisterValues registers_;
  std::uint64_t mask_;
  Breakpoints traps_;  ///< that stand in the copy's memory
  Stopped copy_;
};

/// Whether a call to make a copy is one that the process could make without harm. Where it has put
/// itself under a seccomp filter, that call may be answered by its death; where it has made a pid
/// namespace for its children, the copy would be the first of them.
Result<void> may_be_copied(Tid thread);

/// The checkpoints of one process, in the order of their moments. Owns the copies and ends them.
class Checkpoints {
 public:
  /// So many of the newest are kept; of older ones every tenth, and every hundredth, as many each.
  static constexpr std::size_t kept = 100;

  Checkpoints() = default;
  Checkpoints(const Checkpoints&) = delete;
  Checkpoints& operator=(const Checkpoints&) = delete;
  ~Checkpoints() { forget_all(); }

  /// Copies a visited process of ours, which must have a single thread. `traps` stand in its
  /// memory.
  Result<void> take(Tracer& tracer, Visit& visit, MomentInLife moment, const Breakpoints& traps);
  /// Gives a visited process the memory, registers and signal mask of a checkpoint; the visit then
  /// ends there. Returns what could not be brought back, in sentences.
  Result<std::vector<std::string>> go_back(Visit& visit, const Checkpoint& to);
  /// The same for a process that still stands, or stands again, where the checkpoint was taken: the
  /// visit ends as it began.
  Result<std::vector<std::string>> put_back(Visit& visit, const Checkpoint& to);

  [[nodiscard]] const std::vector<Checkpoint>& all() const { return all_; }
  /// Null when there is none.
  [[nodiscard]] const Checkpoint* at(MomentInLife moment) const;

  /// What lies behind a moment will not come to pass.
  void forget_after(MomentInLife moment);
  void forget_all();

 private:
  void thin_out();

  std::vector<Checkpoint> all_;
};

}  // namespace spyglass
