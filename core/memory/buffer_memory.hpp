#pragma once

#include "core/memory/memory.hpp"

namespace spyglass {

/// Bytes of ours that stand at an address: captured data of a recorded call, or a test's buffer.
/// Borrows the bytes; they must outlive it.
class BufferMemory final : public Memory {
 public:
  BufferMemory(Addr base, std::span<const std::byte> bytes) : base_(base), bytes_(bytes) {}
  std::size_t read(Addr from, std::span<std::byte> into) const override;

 private:
  Addr base_;
  std::span<const std::byte> bytes_;
};

}  // namespace spyglass
