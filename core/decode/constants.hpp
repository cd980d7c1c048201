#pragma once

#include <optional>
#include <span>
#include <string_view>

#include "core/decode/value.hpp"

namespace spyglass {

/// A name of the kernel's headers for a value, or for some bits of one.
struct Constant {
  std::string_view name;
  std::uint64_t value;
  /// The bits that must equal `value`; 0 means "the bits of value itself". Set for a field inside
  /// flags: O_RDONLY is 0 within O_ACCMODE.
  std::uint64_t mask = 0;
  std::string_view means = {};  ///< in words, for `explain`; may be empty for rare ones
};

/// The names that one argument can have, in the order in which they are shown.
struct ConstantTable {
  std::string_view title;    ///< "flags of open(2)"
  std::string_view unknown;  ///< shown beside values without a name: "O_???"
  std::span<const Constant> rows;
  /// How the numbers are written; decimal ones are signed C ints.
  value::Number::Base base = value::Number::Base::hexadecimal;
  /// The fields among flags (rows with a mask) are written one by one where numbers are wanted.
  bool fields_apart = false;
  /// Of such a field without a name; empty: as `unknown`.
  std::string_view unknown_field = {};
};

/// The one name that is the value, if there is one.
value::Constant name_constant(const ConstantTable& table, std::uint64_t bits);
/// All names whose bits are set. 0 without a row for it has no name.
value::Flags name_flags(const ConstantTable& table, std::uint64_t bits);
/// One word that is all of these.
value::Flags joined(List<Value> parts);

/// A constant by its name, in whatever table it stands.
struct FoundConstant {
  const ConstantTable* table;
  const Constant* row;
};
std::optional<FoundConstant> find_constant(std::string_view name);

/// Every table (core/decode/constants/), for looking names up.
std::span<const ConstantTable* const> constant_tables();

}  // namespace spyglass
