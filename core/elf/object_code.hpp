#pragma once

#include <string>
#include <vector>

#include "core/base/result.hpp"

namespace spyglass {

/// The code in a file that an assembler or a linker has made: of its section .text alone.
struct ObjectCode {
  Addr address;       ///< where it wants to stand; 0 before it is linked
  std::string bytes;  ///< empty: there is no such section
  /// Names that the file uses and does not define, in its own order.
  std::vector<std::string> undefined;
};

Result<ObjectCode> read_object_code(const std::string& path);

}  // namespace spyglass
