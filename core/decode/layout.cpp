#include "core/decode/layout.hpp"

#include <algorithm>
#include <array>
#include <cassert>

namespace spyglass {

namespace {

constexpr std::size_t max_members = 48;
constexpr std::size_t max_struct_size = 1024;

constexpr std::size_t align_up(std::size_t offset, std::size_t alignment) {
  return (offset + alignment - 1) / alignment * alignment;
}

Extent scalar_extent(CType type, const Abi& abi) {
  switch (type) {
    case CType::s8:
    case CType::u8:
    case CType::bytes: return {1, 1};
    case CType::s16:
    case CType::u16: return {2, 2};
    case CType::s32:
    case CType::u32: return {4, 4};
    case CType::s64:
    case CType::u64: return {8, abi.long_long_align};
    case CType::slong:
    case CType::ulong:
    case CType::pointer: return {abi.word_size, abi.word_size};
    case CType::structure: break;
  }
  assert(false && "a structure's extent is its layout's");
  return {1, 1};
}

Extent member_extent(const Member& member, const Abi& abi) {
  const Extent one = member.type == CType::structure ? extent(*member.kind->layout, abi)
                                                     : scalar_extent(member.type, abi);
  return {one.size * member.count, one.alignment};
}

bool is_signed(CType type) {
  return type == CType::s8 || type == CType::s16 || type == CType::s32 || type == CType::s64 ||
         type == CType::slong;
}

/// A member's value as a 64-bit one; arrays and structs in place have none.
std::uint64_t scalar_at(std::span<const std::byte> bytes, CType type, std::size_t size) {
  std::uint64_t value = 0;
  std::memcpy(&value, bytes.data(), size);
  if (is_signed(type) && size < sizeof value) {
    const auto shift = static_cast<unsigned>(64 - size * 8);
    value = static_cast<std::uint64_t>(static_cast<std::int64_t>(value << shift) >> shift);
  }
  return value;
}

/// What a member's kind is asked about: a number in it, or how many elements it has.
bool has_value(const Member& member) {
  return member.type != CType::bytes && member.type != CType::structure && member.count == 1;
}

/// Where the members stand, and how much room all of them take.
struct Places {
  std::array<std::size_t, max_members> offsets;
  std::array<std::size_t, max_members> sizes;
  Extent whole{0, 1};
};

Places places_of(std::span<const Member> members, const Abi& abi) {
  assert(members.size() <= max_members);
  Places places;
  std::size_t& end = places.whole.size;
  std::size_t& alignment = places.whole.alignment;
  for (std::size_t i = 0; i < members.size(); ++i) {
    const Extent room = member_extent(members[i], abi);
    places.offsets[i] = align_up(end, room.alignment);
    places.sizes[i] = room.size;
    end = places.offsets[i] + room.size;
    alignment = std::max(alignment, room.alignment);
  }
  end = align_up(end, alignment);
  return places;
}

/// How many members there may be to show, so that nothing has to grow.
std::size_t most_shown(std::span<const Member> members, bool verbose) {
  if (verbose) return members.size();
  return static_cast<std::size_t>(std::ranges::count(members, false, &Member::verbose_only));
}

/// One element of an array at its place; nothing when not all of it can be read.
std::optional<Value> element_at(const Question& question, Addr at) {
  if (question.kind.layout != nullptr) return decode_struct(*question.kind.layout, at, question);
  std::array<std::byte, sizeof(std::uint64_t)> area;
  const std::size_t size = scalar_extent(question.kind.element_type, question.abi).size;
  const auto bytes = std::span(area).first(size);
  if (question.memory.read(at, bytes) != size) return std::nullopt;
  const std::uint64_t value = scalar_at(bytes, question.kind.element_type, size);
  const Kind& element = *question.kind.element;
  return element.decode(question.about(element, value, at));
}

std::size_t element_size(const Question& question) {
  if (question.kind.layout != nullptr) return extent(*question.kind.layout, question.abi).size;
  return scalar_extent(question.kind.element_type, question.abi).size;
}

bool unfilled(const Question& question) {
  return question.kind.when == When::exit && question.failed();
}

std::uint64_t element_count(const Question& question) {
  if (question.kind.count != 0) return question.kind.count;
  if (question.size_from >= 0 || !question.result) return question.sibling_size();
  return static_cast<std::uint64_t>(*question.result);
}

}  // namespace

std::span<const Member> Layout::members_under(AbiId abi) const {
  const auto found = std::ranges::find(variants, abi, &Variant::abi);
  return found != variants.end() ? found->members : members;
}

std::span<const std::uint8_t> Layout::shown_under(AbiId abi) const {
  const auto found = std::ranges::find(variants, abi, &Variant::abi);
  return found != variants.end() ? found->shown : shown;
}

Extent extent(const Layout& layout, const Abi& abi) {
  return places_of(layout.members_under(abi.id), abi).whole;
}

std::size_t scalar_size(CType type, const Abi& abi) { return scalar_extent(type, abi).size; }

std::size_t member_size(const Member& member, const Abi& abi) {
  return member_extent(member, abi).size;
}

std::vector<std::size_t> member_offsets(const Layout& layout, const Abi& abi) {
  const auto members = layout.members_under(abi.id);
  const Places places = places_of(members, abi);
  return {places.offsets.begin(),
          places.offsets.begin() + static_cast<std::ptrdiff_t>(members.size())};
}

std::optional<Value> decode_struct(const Layout& layout, Addr at, const Question& question) {
  const auto members = layout.members_under(question.abi.id);
  const Places places = places_of(members, question.abi);
  std::array<std::byte, max_struct_size> area;
  const std::size_t size = places.whole.size;
  assert(size <= area.size());
  const auto bytes = std::span(area).first(size);
  if (question.memory.read(at, bytes) != size) return std::nullopt;

  std::array<std::uint64_t, max_members> raw;
  const std::span values = std::span(raw).first(members.size());
  for (std::size_t i = 0; i < members.size(); ++i) {
    values[i] = has_value(members[i])
                    ? scalar_at(bytes.subspan(places.offsets[i]), members[i].type, places.sizes[i])
                    : members[i].count;
  }
  value::Struct result;
  result.fields.reserve(most_shown(members, question.options.verbose));
  const auto shown = layout.shown_under(question.abi.id);
  const std::size_t count = shown.empty() ? members.size() : shown.size();
  for (std::size_t next = 0; next < count; ++next) {
    const std::size_t i = shown.empty() ? next : shown[next];
    const Member& member = members[i];
    const Kind* kind = chosen(member.kind, values);
    if (kind == nullptr || (member.applies != nullptr && !member.applies(values))) continue;
    if (member.verbose_only && !question.options.verbose) {
      result.cut = true;
      continue;
    }
    Question inner = question.about(*kind, values[i], at + places.offsets[i]);
    inner.siblings = values;
    inner.size_from = member.size_from;
    result.fields.push_back({member.name, kind->decode(inner)});
  }
  return Value{std::move(result)};
}

Value decode_struct_pointer(const Question& question) {
  if (question.raw == 0 || unfilled(question)) return address_value(question.pointer());
  auto found = decode_struct(*question.kind.layout, question.pointer(), question);
  return found ? std::move(*found) : address_value(question.pointer());
}

Value decode_struct_in_place(const Question& question) {
  auto found = decode_struct(*question.kind.layout, question.place, question);
  return found ? std::move(*found) : address_value(question.place);
}

Value decode_elements(const Question& question, Addr at, std::uint64_t count) {
  const std::uint64_t shown = question.options.verbose
                                  ? count
                                  : std::min<std::uint64_t>(count, question.options.string_limit);
  value::Array result;
  result.cut = shown < count;
  const std::size_t size = element_size(question);
  for (std::uint64_t i = 0; i < shown; ++i) {
    auto element = element_at(question, at + i * size);
    if (!element) {
      if (i == 0) return address_value(at);
      result.cut = true;
      result.unreadable = at + i * size;
      break;
    }
    result.elements.push_back(std::move(*element));
  }
  return {std::move(result)};
}

Value decode_array(const Question& question) {
  if (question.raw == 0 || unfilled(question)) return address_value(question.pointer());
  return decode_elements(question, question.pointer(), element_count(question));
}

Value decode_array_in_place(const Question& question) {
  return decode_elements(question, question.place, question.raw);
}

}  // namespace spyglass
