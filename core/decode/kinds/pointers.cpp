// Pointers to plain numbers, shown in brackets as the arrays that they are in C.

#include <algorithm>
#include <string>

#include "core/decode/layout.hpp"
#include "core/syscalls/kinds.hpp"

namespace spyglass::kinds {

namespace {

constexpr Kind one(std::string_view name, std::string_view words, When when, const Kind& element,
                   CType type) {
  return {.name = name,
          .words = words,
          .when = when,
          .decode = decode_array,
          .element = &element,
          .element_type = type,
          .count = 1};
}

constexpr Kind list(std::string_view name, std::string_view words, When when, const Kind& element,
                    CType type) {
  return {.name = name,
          .words = words,
          .when = when,
          .decode = decode_array,
          .element = &element,
          .element_type = type};
}

/// What stood there, then that and what stands there now. A call that failed moved nothing.
Value decode_before_after(const Question& q) {
  if (!q.result) return decode_array(q);
  if (*q.result <= 0 || q.raw == 0) return *q.before;
  return {value::Changed{{*q.before, decode_array(q)}}};
}

constexpr Kind before_after(std::string_view name, CType type) {
  return {.name = name,
          .words = "where to start; moved on by the call",
          .when = When::begun,
          .decode = decode_before_after,
          .element = &offset,
          .element_type = type,
          .count = 1,
          .settled = is_unreadable};
}

/// The numbers of the bits that are set in `length` bytes.
Value bits_at(const Question& q, std::uint64_t length) {
  constexpr std::size_t most = 1024;
  const auto wanted = static_cast<std::size_t>(std::min<std::uint64_t>(length, most));
  const Chars bytes = q.memory.bytes(q.pointer(), wanted);
  if (q.raw == 0 || bytes.size() < wanted) return address_value(q.pointer());
  value::Set set;
  for (std::size_t bit = 0; bit < bytes.size() * 8; ++bit) {
    const bool is_set = (static_cast<unsigned char>(bytes[bit / 8]) >> bit % 8 & 1) != 0;
    if (is_set) set.names.push_back(std::to_string(bit));
  }
  return {std::move(set)};
}

Value decode_cpu_set_in(const Question& q) { return bits_at(q, q.sibling_size()); }

Value decode_cpu_set_out(const Question& q) {
  if (!q.result || q.failed()) return address_value(q.pointer());
  return bits_at(q, static_cast<std::uint64_t>(*q.result));
}

/// mincore(2): the lowest bit of a byte says whether the page is in memory; the others are not
/// defined.
Value decode_lowest_bit(const Question& q) { return {value::Number{q.raw & 1}}; }
constexpr Kind lowest_bit{.name = "bit", .words = "in memory or not", .decode = decode_lowest_bit};

Value decode_residency(const Question& q) {
  if (q.raw == 0 || q.failed()) return address_value(q.pointer());
  return decode_elements(q, q.pointer(), (q.sibling_size() + page_size - 1) / page_size);
}

}  // namespace

constexpr Kind pipe_ends_out{.name = "pipe_ends_out",
                             .words = "where the two descriptors go, the end to read from first",
                             .when = When::exit,
                             .decode = decode_array,
                             .element = &fd,
                             .element_type = CType::s32,
                             .count = 2};
constexpr Kind descriptor_out =
    one("descriptor_out", "where the descriptor goes", When::exit, fd, CType::s32);
constexpr Kind int_in = one("int_in", "a number", When::entry, int_number, CType::s32);
constexpr Kind int_out =
    one("int_out", "where the number goes", When::exit, int_number, CType::s32);
constexpr Kind unsigned_out =
    one("unsigned_out", "where the number goes", When::exit, unsigned_number, CType::u32);
constexpr Kind size_out = one("size_out", "where the size goes", When::exit, size, CType::ulong);
constexpr Kind address_out =
    one("address_out", "where the address goes", When::exit, address, CType::pointer);
constexpr Kind offset_in =
    one("offset_in", "where to start; moved on by the call", When::entry, offset, CType::s64);
constexpr Kind offset_out =
    one("offset_out", "where the position goes", When::exit, offset, CType::s64);
constexpr Kind word_offset_before_after = before_after("word_offset_before_after", CType::slong);
constexpr Kind offset_before_after = before_after("offset_before_after", CType::s64);
constexpr Kind id_out = one("id_out", "where the id goes", When::exit, user_id, CType::u32);
constexpr Kind short_id_out =
    one("short_id_out", "where the id goes", When::exit, short_user_id, CType::u16);
constexpr Kind ids_in = list("ids_in", "the ids", When::entry, user_id, CType::u32);
constexpr Kind ids_out = list("ids_out", "where the ids go", When::exit, user_id, CType::u32);
constexpr Kind short_ids_in =
    list("short_ids_in", "the ids", When::entry, short_user_id, CType::u16);
constexpr Kind short_ids_out =
    list("short_ids_out", "where the ids go", When::exit, short_user_id, CType::u16);
constexpr Kind cpu_set_in{
    .name = "cpu_set_in", .words = "a set of processors", .decode = decode_cpu_set_in};
constexpr Kind cpu_set_out{.name = "cpu_set_out",
                           .words = "where the set of processors goes",
                           .when = When::exit,
                           .decode = decode_cpu_set_out};
constexpr Kind residency_out{.name = "residency_out",
                             .words = "where a byte a page goes",
                             .when = When::exit,
                             .decode = decode_residency,
                             .element = &lowest_bit,
                             .element_type = CType::u8};

}  // namespace spyglass::kinds
