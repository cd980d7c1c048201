#include <array>

#include "core/decode/constants/tables.hpp"

namespace spyglass {

std::span<const ConstantTable* const> constant_tables() {
  using namespace constants;
  static constexpr std::array tables = {&open_flags, &access_modes, &seek_origins};
  return tables;
}

}  // namespace spyglass
