#include "core/decode/constants.hpp"

namespace spyglass {

namespace {

constexpr std::uint64_t mask_of(const Constant& row) {
  return row.mask != 0 ? row.mask : row.value;
}

/// The names of the rows that are wanted.
template <class Wanted>
value::Flags names_where(const ConstantTable& table, std::uint64_t bits, Wanted wanted) {
  value::Flags flags{bits, {}, bits, table.unknown};
  if (bits != 0) flags.names.reserve(4);
  for (const Constant& row : table.rows) {
    const std::uint64_t mask = mask_of(row);
    const bool is_zero_row = mask == 0;
    if (!wanted(row) || (is_zero_row ? bits != 0 : (bits & mask) != row.value)) continue;
    // Names that an earlier, wider one already covers say nothing new (O_DSYNC inside O_SYNC).
    if (row.value != 0 && (flags.rest & row.value) == 0) continue;
    flags.names.push_back(row.name);
    flags.rest &= ~mask;
  }
  return flags;
}

/// The fields, each by itself, then the flags that are none.
value::Flags fields_and_flags(const ConstantTable& table, std::uint64_t bits) {
  List<Value> parts;
  std::uint64_t fields = 0;
  for (const Constant& first : table.rows) {
    if (first.mask == 0 || (fields & first.mask) != 0) continue;
    fields |= first.mask;
    const std::uint64_t field = bits & first.mask;
    const auto named =
        names_where(table, field, [&](const Constant& row) { return row.mask == first.mask; });
    if (named.names.empty() && field == 0) continue;
    const auto name = named.names.empty() ? std::string_view{} : named.names.front();
    const auto unknown = table.unknown_field.empty() ? table.unknown : table.unknown_field;
    parts.push_back({value::Constant{field, name, unknown}});
  }
  const std::uint64_t rest = bits & ~fields;
  if (rest != 0 || parts.empty()) {
    parts.push_back({names_where(table, rest, [](const Constant& row) { return row.mask == 0; })});
  }
  return joined(std::move(parts));
}

}  // namespace

value::Constant name_constant(const ConstantTable& table, std::uint64_t bits) {
  const bool is_signed = table.base == value::Number::Base::decimal;
  const auto number =
      is_signed ? static_cast<std::uint64_t>(std::int64_t{static_cast<std::int32_t>(bits)}) : bits;
  for (const Constant& row : table.rows) {
    if (row.value == bits) return {number, row.name, {}, table.base};
  }
  return {number, {}, table.unknown, table.base};
}

value::Flags name_flags(const ConstantTable& table, std::uint64_t bits) {
  return table.fields_apart ? fields_and_flags(table, bits)
                            : names_where(table, bits, [](const Constant&) { return true; });
}

value::Flags joined(List<Value> parts) {
  value::Flags whole{0, {}};
  for (const Value& part : parts) {
    if (const auto* constant = part.as<value::Constant>()) {
      whole.bits |= constant->bits;
      if (constant->name.empty()) whole.rest |= constant->bits;
      if (!constant->name.empty()) whole.names.push_back(constant->name);
    } else if (const auto* flags = part.as<value::Flags>()) {
      whole.bits |= flags->bits;
      whole.rest |= flags->rest;
      whole.names.insert(whole.names.end(), flags->names.begin(), flags->names.end());
    } else if (const auto* number = part.as<value::Number>()) {
      whole.bits |= number->bits;
      whole.rest |= number->bits;
    }
  }
  whole.parts = std::move(parts);
  return whole;
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
