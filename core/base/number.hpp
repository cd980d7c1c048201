#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace spyglass {

/// A number as a person writes it: 15, -1, 0x402000, 017, 0o17, 0b1111, 'H'; nothing when it is
/// none.
std::optional<std::uint64_t> parse_number(std::string_view text);

/// Digits of a base and nothing else.
std::optional<std::uint64_t> parse_digits(std::string_view digits, int base = 10);

}  // namespace spyglass
