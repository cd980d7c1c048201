#include "core/observe/observed_memory.hpp"

#include <algorithm>
#include <cstring>

namespace spyglass::observe {

void ObservedMemory::add(std::span<const std::byte> pieces) {
  constexpr std::size_t alignment = 8;
  observed_piece head{};
  while (pieces.size() >= sizeof head) {
    std::memcpy(&head, pieces.data(), sizeof head);
    pieces = pieces.subspan(sizeof head);
    const std::size_t size = std::min<std::size_t>(head.size, pieces.size());
    pieces_.push_back({Addr(head.address), pieces.first(size),
                       (head.flags & OBSERVED_AT_EXIT) != 0 ? Moment::exit : Moment::entry,
                       (head.flags & OBSERVED_FAULT) != 0});
    has_faults_ = has_faults_ || pieces_.back().fault;
    const std::size_t room = (size + alignment - 1) / alignment * alignment;
    pieces = pieces.subspan(std::min(room, pieces.size()));
  }
}

/// The one that goes furthest from there on.
const ObservedMemory::Piece* ObservedMemory::piece_over(Addr at, Moment moment) const {
  const Piece* best = nullptr;
  for (const Piece& piece : pieces_) {
    const std::uint64_t offset = at - piece.at;
    if (piece.moment != moment || offset >= piece.bytes.size()) continue;
    if (best == nullptr || piece.bytes.size() - offset > best->bytes.size() - (at - best->at)) {
      best = &piece;
    }
  }
  return best;
}

std::size_t ObservedMemory::read(Addr from, std::span<std::byte> into) const {
  std::size_t done = 0;
  while (done < into.size()) {
    const Addr at = from + done;
    const Piece* piece = piece_over(at, moment_);
    if (piece == nullptr) {
      piece = piece_over(at, moment_ == Moment::entry ? Moment::exit : Moment::entry);
    }
    if (piece == nullptr) break;
    const auto there = piece->bytes.subspan(at - piece->at);
    const std::size_t count = std::min(there.size(), into.size() - done);
    std::copy_n(there.begin(), count, into.begin() + static_cast<std::ptrdiff_t>(done));
    done += count;
  }
  return done;
}

bool ObservedMemory::was_out_of_reach(Addr at) const {
  return std::any_of(pieces_.begin(), pieces_.end(),
                     [&](const Piece& piece) { return piece.fault && piece.at == at; });
}

}  // namespace spyglass::observe
