#pragma once

#include <initializer_list>

#include "core/syscalls/row.hpp"

namespace spyglass::rows {

/// An argument, by its index, that is of another kind in a variant of a call.
struct Replaced {
  std::size_t argument;
  const Kind* kind;
};

/// The same call under another name, or with other widths: getuid32 of i386 is what getuid is
/// elsewhere. `only` as in Row.
constexpr Row variant(Row row, std::string_view name, std::initializer_list<Replaced> kinds = {},
                      std::optional<AbiId> only = std::nullopt) {
  row.name = name;
  row.only = only;
  for (const Replaced& replaced : kinds) row.arguments[replaced.argument].kind = replaced.kind;
  return row;
}

}  // namespace spyglass::rows
