#pragma once

#include <map>
#include <set>
#include <vector>

#include "core/abi/abi.hpp"
#include "core/memory/process_memory.hpp"
#include "core/ptrace/event.hpp"
#include "core/ptrace/guardian.hpp"

namespace spyglass {

/// The trap instructions that stand in one process, and the bytes that belong there instead.
/// Owns the bytes, not the process: whoever lets a process go removes them first, since a trap that
/// nobody waits for kills.
class Breakpoints {
 public:
  /// From now on somebody is told of each trap before it is written. He outlives this object.
  void guard_by(Guardian& guardian, Pid process) {
    guardian_ = &guardian;
    process_ = process;
  }
  /// Puts a trap at an address; an error where nothing is mapped. Twice is the same as once.
  Result<void> insert(const ProcessMemory& memory, const Abi& abi, Addr at);
  /// Puts the program's own bytes back. Nothing happens where no breakpoint stands.
  Result<void> remove(const ProcessMemory& memory, Addr at);
  /// All of them; errors don't matter here (the process may be gone).
  void remove_all(const ProcessMemory& memory);
  /// After an exec the memory is another one.
  void forget_all() {
    traps_.clear();
    lifted_.clear();
  }

  [[nodiscard]] bool stands_at(Addr at) const { return traps_.contains(at); }
  /// Whether a trap that a thread has run into is, or was, one of these: a thread that is
  /// interrupted right behind a trap reports that when it goes on, and the trap may be gone by
  /// then.
  [[nodiscard]] bool are_behind(const event::Breakpoint& hit, const ProcessMemory& memory,
                                const Abi& abi) const;
  [[nodiscard]] std::vector<Addr> addresses() const;
  /// Undoes the traps in bytes that were read from `from` on: what the program would see.
  void hide(Addr from, std::span<std::byte> bytes) const;

 private:
  std::map<Addr, std::vector<std::byte>> traps_;  ///< the bytes that were there
  std::set<Addr> lifted_;                         ///< where traps stood before
  Guardian* guardian_ = nullptr;
  Pid process_;
};

/// A process's memory as the program itself knows it, without our traps.
class OwnMemory final : public Memory {
 public:
  OwnMemory(const ProcessMemory& memory, const Breakpoints& traps)
      : memory_(memory), traps_(traps) {}
  std::size_t read(Addr from, std::span<std::byte> into) const override;

 private:
  ProcessMemory memory_;
  const Breakpoints& traps_;
};

}  // namespace spyglass
