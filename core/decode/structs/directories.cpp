// linux_dirent of getdents(2): entries of different lengths, one behind the other.

#include <algorithm>
#include <array>

#include "core/decode/constants/tables.hpp"
#include "core/decode/kinds/strings.hpp"
#include "core/syscalls/kinds.hpp"

namespace spyglass::kinds {

namespace {

constexpr std::size_t longest_name = 255;

/// Where the parts of an entry stand, from its start; d_reclen is 16 bits wide.
struct EntryShape {
  std::size_t word;  ///< of d_ino and d_off
  bool type_before_name;

  [[nodiscard]] std::size_t length_at() const { return 2 * word; }
  [[nodiscard]] std::size_t name_at() const {
    return length_at() + sizeof(std::uint16_t) + (type_before_name ? 1 : 0);
  }
};

Value entry_at(const Question& q, Addr at, const EntryShape& shape, std::uint64_t length) {
  const auto number = [&](std::size_t offset, std::size_t size) {
    return Value{value::Number{q.memory.get_word(at + offset, size).value_or(0),
                               value::Number::Base::unsigned_decimal}};
  };
  // The old form has the type in its last byte.
  const Addr type_at = at + (shape.type_before_name ? shape.name_at() - 1 : length - 1);
  const std::uint64_t type = q.memory.get_word(type_at, 1).value_or(0);
  value::Struct entry;
  entry.fields = {{"d_ino", number(0, shape.word)},
                  {"d_off", number(shape.word, shape.word)},
                  {"d_reclen", number(shape.length_at(), sizeof(std::uint16_t))},
                  {"d_type", {name_constant(constants::directory_entry_types, type)}},
                  {"d_name", text_at(q, at + shape.name_at(), longest_name)}};
  if (!shape.type_before_name) std::swap(entry.fields[3], entry.fields[4]);
  return {std::move(entry)};
}

Value decode_entries(const Question& q, const EntryShape& shape) {
  if (q.raw == 0 || q.failed() || !q.result || !q.options.follow) {
    return address_value(q.pointer());
  }
  const auto filled = static_cast<std::uint64_t>(*q.result);
  value::Array entries;
  std::size_t count = 0;
  for (std::uint64_t at = 0; at < filled; ++count) {
    const Addr here = q.pointer() + at;
    const auto length = q.memory.get_word(here + shape.length_at(), sizeof(std::uint16_t));
    if (!length || *length < shape.name_at()) break;
    if (q.options.verbose) entries.elements.push_back(entry_at(q, here, shape, *length));
    at += *length;
  }
  if (q.options.verbose) return {std::move(entries)};
  Value value = address_value(q.pointer());
  value.comment = std::to_string(count) + (count == 1 ? " entry" : " entries");
  return value;
}

Value decode_directory_entries(const Question& q) {
  return decode_entries(q, {.word = q.abi.word_size, .type_before_name = false});
}

Value decode_directory_entries64(const Question& q) {
  return decode_entries(q, {.word = sizeof(std::uint64_t), .type_before_name = true});
}

}  // namespace

constexpr Kind directory_entries_out{.name = "directory_entries_out",
                                     .words = "where the entries go",
                                     .when = When::exit,
                                     .decode = decode_directory_entries,
                                     .behind = Behind::everything};
constexpr Kind directory_entries64_out{.name = "directory_entries64_out",
                                       .words = "where the entries go",
                                       .when = When::exit,
                                       .decode = decode_directory_entries64,
                                       .behind = Behind::everything};

}  // namespace spyglass::kinds
