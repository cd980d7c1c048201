#pragma once

#include <string>

#include "core/abi/abi.hpp"

namespace spyglass {

/// The flags that are set, of those by which an instruction tells others what came of it: "PF ZF".
std::string set_flags(const Abi& abi, std::uint64_t flags);

/// What a single step adds to the flags that an instruction saves on the stack: `code` begins with
/// the instruction. 0 for all that save none.
std::uint64_t step_mark(const Abi& abi, std::span<const std::byte> code);

}  // namespace spyglass
