#pragma once

#include <array>

#include "core/memory/memory.hpp"

namespace spyglass {

/// Another memory, looked at through a few windows: a small read brings what lies behind it along,
/// so that the elements of an array cost one read together, and not one each (each is a call of
/// ours). What was seen once is not looked at again: for the length of one decoding, while the
/// thread stands still. Borrows the other memory.
class WindowMemory final : public Memory {
 public:
  explicit WindowMemory(const Memory& memory) : memory_(memory) {}
  std::size_t read(Addr from, std::span<std::byte> into) const override;

 private:
  struct Window {
    Addr from{};
    std::size_t size = 0;
    std::array<std::byte, 512> bytes;
  };
  [[nodiscard]] const Window* window_over(Addr from, std::size_t size) const;

  const Memory& memory_;
  mutable std::array<Window, 4> windows_;
  mutable std::size_t next_ = 0;  ///< the one that was opened longest ago
};

}  // namespace spyglass
