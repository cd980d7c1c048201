#include "core/memory/noting_memory.hpp"

#include <algorithm>

namespace spyglass {

std::size_t NotingMemory::read(Addr from, std::span<std::byte> into) const {
  const std::size_t count = memory_.read(from, into);
  if (count > 0) {
    read_.push_back({from, std::string(reinterpret_cast<const char*>(into.data()), count)});
  }
  return count;
}

std::vector<NotingMemory::Piece> NotingMemory::pieces() const {
  std::vector<Piece> sorted = read_;
  std::ranges::stable_sort(sorted, {}, &Piece::at);
  std::vector<Piece> result;
  for (Piece& piece : sorted) {
    // How far the one before reaches into this one.
    const std::uint64_t known =
        result.empty() ? 0 : result.back().at + result.back().bytes.size() - piece.at;
    const bool joins = !result.empty() && piece.at <= result.back().at + result.back().bytes.size();
    if (!joins) {
      result.push_back(std::move(piece));
    } else if (known < piece.bytes.size()) {
      result.back().bytes += piece.bytes.substr(known);
    }
  }
  return result;
}

}  // namespace spyglass
