#pragma once

#include <map>
#include <optional>
#include <string>

#include "core/memory/memory.hpp"

namespace spyglass {

/// Memory of which some pieces are known, as of a recorded program. Owns them.
class PiecewiseMemory final : public Memory {
 public:
  /// Takes the place of whatever was known of these addresses.
  void put(Addr at, std::string_view bytes);
  void clear() { pieces_.clear(); }

  /// Where the next piece begins behind an address that none holds.
  [[nodiscard]] std::optional<Addr> first_behind(Addr at) const;

  std::size_t read(Addr from, std::span<std::byte> into) const override;

 private:
  std::map<Addr, std::string> pieces_;  ///< they do not overlap
};

}  // namespace spyglass
