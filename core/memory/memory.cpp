#include "core/memory/memory.hpp"

#include <algorithm>
#include <array>
#include <cassert>
#include <string_view>

namespace spyglass {

std::optional<std::uint64_t> Memory::get_word(Addr from, std::size_t size) const {
  assert(size >= 1 && size <= sizeof(std::uint64_t));
  std::uint64_t word = 0;
  if (read(from, std::as_writable_bytes(std::span(&word, 1)).first(size)) != size) {
    return std::nullopt;
  }
  return word;
}

Chars Memory::bytes(Addr from, std::size_t limit) const {
  Chars result(limit, '\0');
  result.resize(read(from, std::as_writable_bytes(std::span(result))));
  return result;
}

std::optional<Memory::Text> Memory::text(Addr from, std::size_t limit) const {
  Text result;
  std::array<char, page_size> chunk;
  // One byte more than the limit is looked at: it may be the NUL.
  while (result.bytes.size() <= limit) {
    const Addr at = from + result.bytes.size();
    const std::size_t want = std::min(bytes_to_page_end(at), limit + 1 - result.bytes.size());
    const std::size_t got = read(at, std::as_writable_bytes(std::span(chunk).first(want)));
    const std::string_view found(chunk.data(), got);
    const std::size_t length = std::min(found.find('\0'), got);
    result.bytes += found.substr(0, length);
    if (length < got) {
      result.terminated = true;
      return result;
    }
    if (got < want) return std::nullopt;
  }
  result.bytes.resize(limit);
  return result;
}

}  // namespace spyglass
