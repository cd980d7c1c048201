// Masks of memory nodes (set_mempolicy(2)), pages and where they are (move_pages(2)).

#include <fmt/format.h>

#include "core/decode/layout.hpp"
#include "core/syscalls/errors.hpp"
#include "core/syscalls/kinds.hpp"
#include "core/syscalls/rare_kinds.hpp"

namespace spyglass::kinds {

namespace {

Value decode_word(const Question& q) {
  const auto width = static_cast<std::uint8_t>(q.abi.word_size * 2);
  return {value::Number{q.raw, value::Number::Base::hexadecimal, width}};
}
constexpr Kind mask_word{.name = "mask_word", .words = "a bit a node", .decode = decode_word};

/// The size is one more than the number of bits that count.
Value decode_mask(const Question& q) {
  const std::uint64_t bits = q.abi.word_size * 8u;
  const std::uint64_t count = q.sibling_size();
  const std::uint64_t words = count == 0 ? 0 : (count - 1 + bits - 1) / bits;
  if (q.raw == 0 || q.failed()) return address_value(q.pointer());
  return decode_elements(q, q.pointer(), words);
}

/// A node, or why the page could not be looked at.
Value decode_place(const Question& q) {
  const auto error = error_of_result(static_cast<std::int64_t>(q.raw));
  if (!error) return int_number.decode(q);
  const ErrorRow* known = find_error(*error);
  return known == nullptr ? int_number.decode(q)
                          : Value{value::Expression{fmt::format("-{}", known->name)}}.with_plain(
                                int_number.decode(q));
}
constexpr Kind page_place{.name = "page_place", .words = "a node", .decode = decode_place};

constexpr Kind list(std::string_view name, std::string_view words, When when, const Kind& element,
                    CType type) {
  return {.name = name,
          .words = words,
          .when = when,
          .decode = decode_array,
          .element = &element,
          .element_type = type};
}

}  // namespace

constexpr Kind memory_policy_out{.name = "memory_policy_out",
                                 .words = "where the rule goes",
                                 .when = When::exit,
                                 .decode = decode_array,
                                 .element = &memory_policy,
                                 .element_type = CType::u32,
                                 .count = 1};
constexpr Kind node_mask_in{.name = "node_mask_in",
                            .words = "a set of nodes",
                            .decode = decode_mask,
                            .element = &mask_word,
                            .element_type = CType::ulong};
constexpr Kind node_mask_out{.name = "node_mask_out",
                             .words = "where the set of nodes goes",
                             .when = When::exit,
                             .decode = decode_mask,
                             .element = &mask_word,
                             .element_type = CType::ulong};
constexpr Kind addresses_in =
    list("addresses_in", "addresses", When::entry, address, CType::pointer);
constexpr Kind numbers_in = list("numbers_in", "numbers", When::entry, int_number, CType::s32);
constexpr Kind page_places_out =
    list("page_places_out", "where the places go", When::exit, page_place, CType::s32);

}  // namespace spyglass::kinds
