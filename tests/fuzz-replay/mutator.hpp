#pragma once

#include <algorithm>
#include <cstdint>
#include <iterator>
#include <random>
#include <string>
#include <string_view>

namespace spyglass::fuzz {

/// Changes bytes in the ways in which files get damaged and forged; the same each time, on every
/// machine, as the standard says of this generator.
class Mutator {
 public:
  explicit Mutator(std::uint32_t seed) : random_(seed) {}

  std::size_t below(std::size_t limit) { return random_() % limit; }

  /// One to four changes. `other`: where pieces may come from.
  std::string changed(std::string bytes, std::string_view other) {
    for (std::size_t count = 1 + below(4); count > 0; --count) change(bytes, other);
    return bytes;
  }

 private:
  void change(std::string& bytes, std::string_view other) {
    constexpr std::uint8_t telling[] = {0, 1, 0x7f, 0x80, 0xff, '\n', '"', 0x1b};
    const std::size_t at = below(bytes.size() + 1);
    switch (bytes.empty() ? 5 : below(7)) {
      case 0: bytes[at % bytes.size()] ^= static_cast<char>(1U << below(8)); break;
      case 1: bytes[at % bytes.size()] = static_cast<char>(random_()); break;
      case 2: bytes[at % bytes.size()] = static_cast<char>(telling[below(8)]); break;
      case 3: bytes.erase(at, 1 + below(16)); break;
      case 4: bytes.resize(at); break;
      case 5: bytes.insert(at, piece_of(other)); break;
      default: bytes.insert(at, piece_of(std::string(bytes))); break;
    }
  }

  std::string piece_of(std::string_view other) {
    const std::size_t from = below(other.size() + 1);
    return std::string(other.substr(from, 1 + below(32)));
  }

  std::mt19937 random_;
};

}  // namespace spyglass::fuzz
