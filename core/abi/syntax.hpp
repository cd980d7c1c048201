#pragma once

#include <cstdint>

namespace spyglass {

/// How x86 instructions are written; the others have one way only.
enum class Syntax : std::uint8_t {
  att,    ///< "movl $1, %eax": as GNU as and the examples here; the target is last
  intel,  ///< "mov eax, 1": as in the processor's manuals; the target is first
};

}  // namespace spyglass
