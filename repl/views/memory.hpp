#pragma once

#include "core/base/result.hpp"
#include "core/memory/memory.hpp"
#include "repl/views/output.hpp"

namespace spyglass {

/// Bytes in hexadecimal and as characters, 16 a line (8 where the width is small). An error when
/// not even the first can be read.
Result<void> show_memory(Output& out, const Memory& memory, Addr from, std::uint64_t length);

}  // namespace spyglass
