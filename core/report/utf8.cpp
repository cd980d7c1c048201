#include "core/report/utf8.hpp"

#include <algorithm>
#include <array>
#include <cstdint>

#include "core/report/text.hpp"

namespace spyglass {

namespace {

/// What a first byte promises. The second byte is where overlong forms and surrogates show; all
/// further ones are 0x80 to 0xbf.
struct Lead {
  std::uint8_t first;
  std::uint8_t last;
  std::uint8_t length;
  std::uint8_t second_first = 0x80;
  std::uint8_t second_last = 0xbf;
};
constexpr std::array leads = {
    Lead{0x00, 0x7f, 1},
    Lead{0xc2, 0xdf, 2},
    Lead{0xe0, 0xe0, 3, 0xa0},
    Lead{0xe1, 0xec, 3},
    Lead{0xed, 0xed, 3, 0x80, 0x9f},
    Lead{0xee, 0xef, 3},
    Lead{0xf0, 0xf0, 4, 0x90},
    Lead{0xf1, 0xf3, 4},
    Lead{0xf4, 0xf4, 4, 0x80, 0x8f},
};

/// How many bytes belong to the character that `bytes` begins with, as far as they are there; 0
/// when it begins with none.
std::size_t matching(const Lead& lead, std::string_view bytes) {
  const std::size_t there = std::min<std::size_t>(lead.length, bytes.size());
  for (std::size_t i = 1; i < there; ++i) {
    const auto byte = static_cast<std::uint8_t>(bytes[i]);
    const bool fits = i == 1 ? byte >= lead.second_first && byte <= lead.second_last
                             : byte >= 0x80 && byte <= 0xbf;
    if (!fits) return 0;
  }
  return there;
}

}  // namespace

Utf8 check_utf8(std::string_view bytes) {
  std::size_t valid = 0;
  while (valid < bytes.size()) {
    const auto first = static_cast<std::uint8_t>(bytes[valid]);
    const auto* lead = std::ranges::find_if(
        leads, [&](const Lead& one) { return first >= one.first && first <= one.last; });
    if (lead == leads.end()) return {valid};
    const std::size_t length = matching(*lead, bytes.substr(valid));
    if (length < lead->length) return {valid, length > 0};
    valid += length;
  }
  return {valid};
}

std::string as_utf8(std::string_view bytes) {
  std::string text;
  if (is_utf8(bytes)) {
    text = bytes;
  } else {
    append_escaped(text, bytes);
  }
  return text;
}

}  // namespace spyglass
