#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/syscalls/row.hpp"

namespace spyglass {

/// All families of rows (core/syscalls/rows/); a new family is declared here and listed in
/// catalogue.cpp.
std::span<const std::span<const Row>> row_families();

/// The row of a call by its name; null when there is none. Where two ABIs disagree, the row of the
/// ABI that is meant.
const Row* find_row(std::string_view name, AbiId abi);

/// The name of a call number, or nothing when the ABI has no such call.
std::optional<std::string_view> call_name(AbiId abi, std::uint64_t number);

/// The number of a call by name, or nothing when this ABI does not have it.
std::optional<std::uint64_t> call_number(AbiId abi, std::string_view name);

/// Whether any ABI has a call of this name.
bool call_exists(std::string_view name);

/// The names of all rows, for completion and for "did you mean".
std::vector<std::string_view> row_names();

/// The names of all arguments of all rows, each once, in the order of the alphabet.
std::span<const std::string_view> argument_names();

/// What a number means. Only its low 32 bits count, for the kernel and so for us.
struct NumberedCall {
  std::string_view name;     ///< empty: the ABI has no such call
  const Row* row = nullptr;  ///< null: the catalogue has no row for it
};
NumberedCall numbered_call(AbiId abi, std::uint64_t number);

/// The row behind a number; null for calls that have none.
const Row* find_row(AbiId abi, std::uint64_t number);

}  // namespace spyglass
