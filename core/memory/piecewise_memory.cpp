#include "core/memory/piecewise_memory.hpp"

#include <algorithm>

namespace spyglass {

void PiecewiseMemory::put(Addr at, std::string_view bytes) {
  if (bytes.empty()) return;
  const Addr end = at + bytes.size();
  auto piece = pieces_.upper_bound(at);
  if (piece != pieces_.begin()) --piece;
  while (piece != pieces_.end() && piece->first < end) {
    const Addr from = piece->first;
    const Addr to = from + piece->second.size();
    if (to <= at) {
      ++piece;
      continue;
    }
    // What stands out on either side stays.
    std::string old = std::move(piece->second);
    piece = pieces_.erase(piece);
    if (from < at) pieces_.emplace(from, old.substr(0, at - from));
    if (to > end) pieces_.emplace(end, old.substr(end - from));
  }
  pieces_.emplace(at, bytes);
}

std::optional<Addr> PiecewiseMemory::first_behind(Addr at) const {
  const auto piece = pieces_.upper_bound(at);
  return piece == pieces_.end() ? std::nullopt : std::optional(piece->first);
}

std::size_t PiecewiseMemory::read(Addr from, std::span<std::byte> into) const {
  std::size_t done = 0;
  while (done < into.size()) {
    const Addr at = from + done;
    auto piece = pieces_.upper_bound(at);
    if (piece == pieces_.begin()) break;
    --piece;
    const std::uint64_t offset = at - piece->first;
    if (offset >= piece->second.size()) break;
    const std::size_t count =
        std::min<std::size_t>(piece->second.size() - offset, into.size() - done);
    std::transform(piece->second.begin() + static_cast<std::ptrdiff_t>(offset),
                   piece->second.begin() + static_cast<std::ptrdiff_t>(offset + count),
                   into.begin() + static_cast<std::ptrdiff_t>(done),
                   [](char byte) { return static_cast<std::byte>(byte); });
    done += count;
  }
  return done;
}

}  // namespace spyglass
