#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace spyglass {

/// How far bytes are UTF-8, as strictly as RFC 3629 defines it: no overlong forms, no surrogates,
/// nothing above U+10FFFF.
struct Utf8 {
  std::size_t valid = 0;     ///< so many bytes from the start are whole characters
  bool ends_inside = false;  ///< all that follows is a character whose last bytes are missing
};
Utf8 check_utf8(std::string_view bytes);

/// The bytes where they are UTF-8; else the same escaped as in the strings of a trace.
[[nodiscard]] std::string as_utf8(std::string_view bytes);

inline bool is_utf8(std::string_view bytes) { return check_utf8(bytes).valid == bytes.size(); }

}  // namespace spyglass
