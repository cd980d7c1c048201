#pragma once

#include "core/base/result.hpp"
#include "core/memory/memory.hpp"

namespace spyglass {

/// The memory of a living process that we may trace. Holds its number only: reading from a process
/// that is gone yields 0 bytes.
class ProcessMemory final : public Memory {
 public:
  explicit ProcessMemory(Tid thread) : thread_(thread) {}

  /// process_vm_readv(2) with one remote piece a page: a transfer is all or nothing only within a
  /// piece, so this reads up to the very page that is missing, in one call.
  std::size_t read(Addr from, std::span<std::byte> into) const override;

  /// Writes all bytes or says why not. Goes through /proc/PID/mem, which, as PTRACE_POKEDATA does,
  /// also writes to pages that the program itself may only read or execute.
  [[nodiscard]] Result<void> write(Addr to, std::span<const std::byte> bytes) const;

 private:
  Tid thread_;
};

}  // namespace spyglass
