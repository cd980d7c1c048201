#pragma once

#include "core/decode/kind.hpp"

namespace spyglass::kinds {

/// Decoders of kinds whose values are names in a table.
Value decode_constant(const Question& question);
Value decode_flags(const Question& question);
Value decode_wide_flags(const Question& question);  ///< all 64 bits count

/// A kind that is one name of a table: SEEK_SET.
constexpr Kind one_of(std::string_view name, std::string_view words, const ConstantTable& table) {
  return {.name = name, .words = words, .decode = decode_constant, .constants = &table};
}
/// A kind that is any number of names of a table: O_RDONLY|O_CLOEXEC.
constexpr Kind any_of(std::string_view name, std::string_view words, const ConstantTable& table) {
  return {.name = name, .words = words, .decode = decode_flags, .constants = &table};
}

constexpr Kind any_of_wide(std::string_view name, std::string_view words,
                           const ConstantTable& table) {
  return {.name = name, .words = words, .decode = decode_wide_flags, .constants = &table};
}

/// The same kind, which also has something to say of the call's result.
constexpr Kind explained(Kind kind, void (*explain)(const Question&)) {
  kind.explain = explain;
  return kind;
}

}  // namespace spyglass::kinds
