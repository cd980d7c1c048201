#pragma once

#include <string_view>

namespace spyglass {

/// Whether two texts are the same number: 15, 0xf and 017; 15 and 15 bytes; 2 s and 2000 ms; 4 KiB
/// and 4096 bytes; 5 % and 5 percent. A number without a unit is the same as one with any unit.
/// Both in small letters, without spaces around.
bool same_quantity(std::string_view one, std::string_view other);

/// Whether a text is a number, with or without a unit.
bool is_quantity(std::string_view text);

}  // namespace spyglass
