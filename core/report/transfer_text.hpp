#pragma once

#include <functional>
#include <string_view>

#include "core/decode/transfer.hpp"

namespace spyglass {

/// Writes what a call moved, in the notation of a trace, in whole lines:
///  * 3 bytes in buffer 0
///  | 00000  6f 6e 65                                          one              |
/// A transfer may be long, so it is handed out a part at a time.
void write_transfer(const Transfer& transfer,
                    const std::function<void(std::string_view lines)>& write);

}  // namespace spyglass
