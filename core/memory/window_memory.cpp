#include "core/memory/window_memory.hpp"

#include <algorithm>

namespace spyglass {

const WindowMemory::Window* WindowMemory::window_over(Addr from, std::size_t size) const {
  const auto found = std::ranges::find_if(windows_, [&](const Window& window) {
    const std::uint64_t offset = from - window.from;
    return offset < window.size && size <= window.size - offset;
  });
  return found == windows_.end() ? nullptr : &*found;
}

std::size_t WindowMemory::read(Addr from, std::span<std::byte> into) const {
  if (const Window* window = window_over(from, into.size())) {
    std::copy_n(window->bytes.begin() + static_cast<std::ptrdiff_t>(from - window->from),
                into.size(), into.begin());
    return into.size();
  }
  // A window ends with its page: behind it nothing may be mapped, or something that nobody may look
  // at (a device's registers).
  Window& window = windows_[next_];
  const std::size_t size = std::min(window.bytes.size(), bytes_to_page_end(from));
  if (into.size() >= size) return memory_.read(from, into);
  window.from = from;
  window.size = memory_.read(from, std::span(window.bytes).first(size));
  next_ = (next_ + 1) % windows_.size();
  const std::size_t count = std::min(into.size(), window.size);
  std::copy_n(window.bytes.begin(), count, into.begin());
  return count;
}

}  // namespace spyglass
