#pragma once

#include <vector>

#include "core/memory/memory.hpp"

namespace spyglass {

/// Another memory that remembers what was read from it. Borrows the other.
class NotingMemory final : public Memory {
 public:
  explicit NotingMemory(const Memory& memory) : memory_(memory) {}
  std::size_t read(Addr from, std::span<std::byte> into) const override;

  struct Piece {
    Addr at;
    std::string bytes;
  };
  /// In the order of their addresses; what was read twice, or side by side, is one.
  [[nodiscard]] std::vector<Piece> pieces() const;

 private:
  const Memory& memory_;
  mutable std::vector<Piece> read_;
};

}  // namespace spyglass
