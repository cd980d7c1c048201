#pragma once

#include "core/decode/kind.hpp"

namespace spyglass::kinds {

/// struct iovec (readv(2)): pieces of memory that one call reads or fills.
struct VectorContents {
  /// How many bytes there are in all, where that is known. Nothing: the pieces are full.
  std::optional<std::uint64_t> bytes = std::nullopt;
  /// The pieces hold messages of this protocol of netlink(7).
  std::optional<int> netlink = std::nullopt;
  bool follow = true;  ///< false: the pieces are another program's, and only their places are shown
};
Value vector_at(const Question& question, Addr at, std::uint64_t count, VectorContents contents);

}  // namespace spyglass::kinds
