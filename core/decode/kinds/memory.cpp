// Flags of mmap(2), which hold a number among them.

#include <array>

#include "core/decode/constants/tables.hpp"
#include "core/decode/kinds/names.hpp"
#include "core/syscalls/kinds.hpp"

namespace spyglass::kinds {

namespace {

constexpr unsigned huge_shift = 26;
constexpr std::uint64_t huge_sizes = 64;
constexpr std::string_view behind_number = "<<MAP_HUGE_SHIFT";

struct SizeName {
  std::array<char, 2 + behind_number.size()> text{};
  std::size_t length = 0;
};

/// "21<<MAP_HUGE_SHIFT": pages of two to the power of this.
constexpr std::array<SizeName, huge_sizes> size_names = [] {
  std::array<SizeName, huge_sizes> all;
  for (std::size_t size = 0; size < huge_sizes; ++size) {
    auto& [text, length] = all[size];
    if (size >= 10) text[length++] = static_cast<char>('0' + size / 10);
    text[length++] = static_cast<char>('0' + size % 10);
    for (const char c : behind_number) text[length++] = c;
  }
  return all;
}();

/// Only the usual sizes of pages are in the table; any other is named here.
Value decode_map_flags(const Question& q) {
  value::Flags flags = name_flags(constants::map_flags, q.raw);
  const std::uint64_t size = flags.rest >> huge_shift & (huge_sizes - 1);
  if (size != 0) {
    const SizeName& name = size_names[size];
    flags.names.emplace_back(name.text.data(), name.length);
    flags.rest &= ~(size << huge_shift);
  }
  return {std::move(flags)};
}

}  // namespace

constexpr Kind map_flags{.name = "map_flags",
                         .words = "how to map it",
                         .decode = decode_map_flags,
                         .constants = &constants::map_flags};

}  // namespace spyglass::kinds
