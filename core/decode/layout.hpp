#pragma once

#include "core/decode/kind.hpp"

namespace spyglass {

/// A C type of a struct's member. Sizes and alignments follow the ABI, so one table serves a struct
/// that is declared alike in 32 and 64 bits.
enum class CType : std::uint8_t {
  s8,
  u8,
  s16,
  u16,
  s32,
  u32,
  s64,
  u64,
  slong,
  ulong,
  pointer,    ///< as wide as the ABI's registers
  bytes,      ///< `count` bytes in place
  structure,  ///< the kind's own layout, in place
};

/// A member of a struct, in the order of its declaration, padding left to the types. Its kind is
/// asked about its value; about `count`, and Question::place, where there are more elements.
struct Member {
  std::string_view name;
  CType type;
  const Kind* kind = nullptr;  ///< null: takes its room and is never shown
  std::uint16_t count = 1;     ///< elements of a small array, or bytes; 0: aligns what follows
  bool verbose_only = false;   ///< left out (as "...") unless DecodeOptions::verbose
  /// Tells from the raw values of all members whether this one is shown. Null: always.
  bool (*applies)(std::span<const std::uint64_t> members) = nullptr;
  std::int8_t size_from = -1;  ///< the member that says how much is behind this pointer
};

/// A struct of the kernel: a table of its members.
struct Layout {
  /// Members under an ABI whose headers declare the struct in another way.
  struct Variant {
    AbiId abi;
    std::span<const Member> members;
    std::span<const std::uint8_t> shown = {};
  };

  std::string_view name;  ///< "struct timespec"
  std::span<const Member> members;
  /// The order in which members are shown, by their indices. Empty: as they are declared.
  std::span<const std::uint8_t> shown = {};
  std::span<const Variant> variants = {};

  [[nodiscard]] std::span<const Member> members_under(AbiId abi) const;
  [[nodiscard]] std::span<const std::uint8_t> shown_under(AbiId abi) const;
};

/// sizeof and alignof under an ABI, in bytes.
struct Extent {
  std::size_t size;
  std::size_t alignment;
};
Extent extent(const Layout& layout, const Abi& abi);

std::size_t scalar_size(CType type, const Abi& abi);
/// Of all elements of a member.
std::size_t member_size(const Member& member, const Abi& abi);
/// Where each member stands, in bytes from the beginning.
std::vector<std::size_t> member_offsets(const Layout& layout, const Abi& abi);

/// The struct at `at`, its bytes read once; nothing when not all of them can be read.
std::optional<Value> decode_struct(const Layout& layout, Addr at, const Question& question);

/// What kinds of structs use as their decode function: a pointer to kind.layout, which is NULL, or
/// unreadable, or followed. With When::exit, a call that failed shows the address.
Value decode_struct_pointer(const Question& question);
/// The same for members that are a struct in place.
Value decode_struct_in_place(const Question& question);
/// What kinds of arrays use: a pointer to structs (kind.layout) or to plain numbers (kind.element),
/// as many as kind.count says. With When::exit, a call that failed shows the address.
Value decode_array(const Question& question);
/// The same for members that are an array in place.
Value decode_array_in_place(const Question& question);
/// `count` elements from `at` on, of which as many are read as will be shown.
Value decode_elements(const Question& question, Addr at, std::uint64_t count);

}  // namespace spyglass
