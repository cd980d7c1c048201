#include "core/decode/constants.hpp"

namespace spyglass {

namespace {

constexpr std::uint64_t mask_of(const Constant& row) {
  return row.mask != 0 ? row.mask : row.value;
}

}  // namespace

value::Constant name_constant(const ConstantTable& table, std::uint64_t bits) {
  for (const Constant& row : table.rows) {
    if (row.value == bits) return {bits, row.name, {}};
  }
  return {bits, {}, table.unknown};
}

value::Flags name_flags(const ConstantTable& table, std::uint64_t bits) {
  value::Flags flags{bits, {}, bits, table.unknown};
  for (const Constant& row : table.rows) {
    const std::uint64_t mask = mask_of(row);
    const bool is_zero_row = mask == 0;
    if (is_zero_row ? bits != 0 : (bits & mask) != row.value) continue;
    // Names that an earlier, wider one already covers say nothing new (O_DSYNC inside O_SYNC).
    if (row.value != 0 && (flags.rest & row.value) == 0) continue;
    flags.names.push_back(row.name);
    flags.rest &= ~mask;
  }
  return flags;
}

std::optional<FoundConstant> find_constant(std::string_view name) {
  for (const ConstantTable* table : constant_tables()) {
    for (const Constant& row : table->rows) {
      if (row.name == name) return FoundConstant{table, &row};
    }
  }
  return std::nullopt;
}

}  // namespace spyglass
