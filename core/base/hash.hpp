#pragma once

#include <cstdint>
#include <string_view>

namespace spyglass {

/// FNV-1a: tells texts apart that nobody has made to collide. The same in every version.
constexpr std::uint64_t hash(std::string_view text) {
  std::uint64_t value = 0xcbf29ce484222325;
  for (const char c : text) value = (value ^ static_cast<unsigned char>(c)) * 0x100000001b3;
  return value;
}

}  // namespace spyglass
