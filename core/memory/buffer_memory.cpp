#include "core/memory/buffer_memory.hpp"

#include <algorithm>

namespace spyglass {

std::size_t BufferMemory::read(Addr from, std::span<std::byte> into) const {
  const std::uint64_t offset = from - base_;  // wraps to a huge offset below the base
  if (offset >= bytes_.size()) return 0;
  const auto available = bytes_.subspan(static_cast<std::size_t>(offset));
  const std::size_t count = std::min(into.size(), available.size());
  std::copy_n(available.begin(), count, into.begin());
  return count;
}

}  // namespace spyglass
