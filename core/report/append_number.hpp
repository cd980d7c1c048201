#pragma once

#include <charconv>
#include <concepts>
#include <cstdint>
#include <string>

namespace spyglass {

/// Digits alone, with a - where they need one: lines of a trace are full of them, and the general
/// way of formatting takes several times as long.
template <std::integral Number>
void append_number(std::string& out, Number number, int base = 10) {
  char digits[65];
  const auto end = std::to_chars(std::begin(digits), std::end(digits), number, base);
  out.append(digits, end.ptr);
}

/// With zeros in front, up to `width`.
template <std::unsigned_integral Number>
void append_padded(std::string& out, Number number, std::size_t width, int base = 10) {
  const std::size_t begin = out.size();
  append_number(out, number, base);
  const std::size_t written = out.size() - begin;
  if (written < width) out.insert(begin, width - written, '0');
}

/// A mode in octal: at least three digits, of which the first is a 0.
inline void append_mode(std::string& out, std::uint64_t bits) {
  if (bits >= 0100) out += '0';
  append_padded(out, bits, 3, 8);
}

}  // namespace spyglass
