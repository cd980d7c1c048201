#pragma once

#include <optional>

#include "core/disasm/disassembler.hpp"
#include "core/memory/memory.hpp"

namespace spyglass {

/// The last instruction that begins before `at`, for code in which one begins at `start`: it ends
/// at `at`, or reaches over it, and then none begins there. Backwards nothing can be decoded for
/// certain, so this goes forward; nothing when `start` is not below, is too far away, or bytes lie
/// between that are no instruction.
std::optional<Instruction> instruction_before(const Abi& abi, const Memory& memory, Addr start,
                                              Addr at);

}  // namespace spyglass
