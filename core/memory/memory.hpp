#pragma once

#include <cstddef>
#include <cstring>
#include <optional>
#include <span>
#include <type_traits>

#include "core/base/arena.hpp"
#include "core/base/ids.hpp"

namespace spyglass {

/// Bytes at addresses of a traced program. Whoever decodes cannot tell a living process from the
/// captured bytes of a recorded call or a buffer in a test.
class Memory {
 public:
  virtual ~Memory() = default;

  /// Copies as many bytes from `from` on as can be read without a gap, at most `into.size()`, and
  /// returns how many. Never fails: an unmapped address yields 0.
  virtual std::size_t read(Addr from, std::span<std::byte> into) const = 0;

  /// A value of a plain type, or nothing unless all of its bytes can be read.
  template <class T>
  [[nodiscard]] std::optional<T> get(Addr from) const {
    static_assert(std::is_trivially_copyable_v<T>);
    T value{};
    if (read(from, std::as_writable_bytes(std::span(&value, 1))) != sizeof(T)) return std::nullopt;
    return value;
  }

  /// An unsigned number of 1 to 8 bytes in the byte order of the machine (little-endian on every
  /// ABI that we know).
  [[nodiscard]] std::optional<std::uint64_t> get_word(Addr from, std::size_t size) const;

  /// At most `limit` bytes from `from` on; shorter where memory ends.
  [[nodiscard]] Chars bytes(Addr from, std::size_t limit) const;

  /// A NUL-terminated string.
  struct Text {
    Chars bytes;              ///< without the NUL
    bool terminated = false;  ///< false: more than `limit` bytes, or memory ended before a NUL
  };
  /// Reads at most `limit` bytes before the NUL, a page at a time so that a short string at the
  /// end of a mapping is whole. Nothing when the first byte, or a byte before both NUL and limit,
  /// cannot be read.
  [[nodiscard]] std::optional<Text> text(Addr from, std::size_t limit) const;
};

/// The pages that addresses fall into; reads are cut at their ends, because permissions change
/// only there (every ABI that we know has pages of a multiple of this).
constexpr std::size_t page_size = 4096;
constexpr std::size_t bytes_to_page_end(Addr addr) {
  return page_size - static_cast<std::size_t>(addr.value() % page_size);
}

}  // namespace spyglass
