#pragma once

#include <memory>

#include "core/memory/memory.hpp"

namespace spyglass {

/// Some memory, of whatever kind: for who hands one out and does not want to say which.
class SharedMemory final : public Memory {
 public:
  explicit SharedMemory(std::shared_ptr<const Memory> memory) : memory_(std::move(memory)) {}
  std::size_t read(Addr from, std::span<std::byte> into) const override {
    return memory_->read(from, into);
  }

 private:
  std::shared_ptr<const Memory> memory_;
};

}  // namespace spyglass
