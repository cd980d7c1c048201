#include "core/base/number.hpp"

#include <charconv>

namespace spyglass {

std::optional<std::uint64_t> parse_digits(std::string_view digits, int base) {
  std::uint64_t value = 0;
  const char* const last = digits.data() + digits.size();
  const auto [end, error] = std::from_chars(digits.data(), last, value, base);
  if (error != std::errc() || end != last || digits.empty()) return std::nullopt;
  return value;
}

std::optional<std::uint64_t> parse_number(std::string_view text) {
  if (text.size() == 3 && text.front() == '\'' && text.back() == '\'') {
    return static_cast<unsigned char>(text[1]);
  }
  const bool negative = text.starts_with('-');
  if (negative) text.remove_prefix(1);
  std::optional<std::uint64_t> value;
  const std::string_view prefix = text.substr(0, 2);
  if (prefix == "0x" || prefix == "0X") {
    value = parse_digits(text.substr(2), 16);
  } else if (prefix == "0b" || prefix == "0B") {
    value = parse_digits(text.substr(2), 2);
  } else if (prefix == "0o" || prefix == "0O") {
    value = parse_digits(text.substr(2), 8);
  } else if (text.size() > 1 && text.starts_with('0')) {
    value = parse_digits(text.substr(1), 8);
  } else {
    value = parse_digits(text);
  }
  if (value && negative) value = ~*value + 1;
  return value;
}

}  // namespace spyglass
