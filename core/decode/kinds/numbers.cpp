#include "core/decode/layout.hpp"
#include "core/syscalls/kinds.hpp"
#include "core/syscalls/signals.hpp"

namespace spyglass::kinds {

namespace {

using Base = value::Number::Base;

std::uint64_t sign_extended(std::uint64_t raw, unsigned bits) {
  const unsigned shift = 64 - bits;
  return static_cast<std::uint64_t>(static_cast<std::int64_t>(raw << shift) >> shift);
}

unsigned word_bits(const Question& question) { return question.abi.word_size * 8u; }

std::uint64_t as_word(const Question& question) {
  return question.abi.word_size == 4 ? question.raw & 0xffffffff : question.raw;
}

Value decode_int(const Question& q) { return {value::Number{sign_extended(q.raw, 32)}}; }

Value decode_unsigned(const Question& q) {
  return {value::Number{q.raw & 0xffffffff, Base::unsigned_decimal}};
}

Value decode_long(const Question& q) { return {value::Number{sign_extended(q.raw, word_bits(q))}}; }

Value decode_size(const Question& q) { return {value::Number{as_word(q), Base::unsigned_decimal}}; }

Value decode_offset(const Question& q) { return {value::Number{q.raw}}; }

Value decode_long_long(const Question& q) { return {value::Number{q.raw}}; }

Value decode_unsigned_long_long(const Question& q) {
  return {value::Number{q.raw, Base::unsigned_decimal}};
}

Value decode_hex(const Question& q) { return {value::Number{as_word(q), Base::hexadecimal}}; }

Value decode_octal(const Question& q) { return {value::Number{q.raw & 0xffffffff, Base::octal}}; }

Value decode_address(const Question& q) { return address_value(Addr(as_word(q))); }

Value decode_user(const Question& q) {
  const bool unchanged = (q.raw & 0xffffffff) == 0xffffffff;
  return unchanged ? Value{value::Number{~std::uint64_t{0}}} : decode_unsigned(q);
}

Value decode_signal(const Question& q) {
  const Signal number(static_cast<int>(q.raw));
  if (number.value() <= 0 || number.value() > 64) return decode_int(q);
  return {value::Expression{signal_name(number)}};
}

}  // namespace

constexpr Kind int_number{.name = "int", .words = "a number", .decode = decode_int};
constexpr Kind unsigned_number{.name = "unsigned", .words = "a number", .decode = decode_unsigned};
constexpr Kind long_number{.name = "long", .words = "a number", .decode = decode_long};
constexpr Kind long_long_number{
    .name = "long_long", .words = "a number", .decode = decode_long_long};
constexpr Kind unsigned_long_long_number{
    .name = "unsigned_long_long", .words = "a number", .decode = decode_unsigned_long_long};
constexpr Kind size{.name = "size", .words = "a count of bytes", .decode = decode_size};
constexpr Kind offset{.name = "offset", .words = "a position in a file", .decode = decode_offset};
constexpr Kind hex{.name = "hex", .words = "a number", .decode = decode_hex};
constexpr Kind octal_mode{.name = "mode", .words = "permission bits", .decode = decode_octal};
constexpr Kind address{.name = "address", .words = "an address", .decode = decode_address};
constexpr Kind user_id{.name = "id", .words = "a user or group id", .decode = decode_user};
constexpr Kind process_id{.name = "pid", .words = "a process id", .decode = decode_int};
constexpr Kind signal{.name = "signal", .words = "a signal", .decode = decode_signal};

constexpr Kind int_in{.name = "int_in",
                      .words = "a number",
                      .decode = decode_array,
                      .element = &int_number,
                      .element_type = CType::s32,
                      .count = 1};
constexpr Kind int_out{.name = "int_out",
                       .words = "where the number goes",
                       .when = When::exit,
                       .decode = decode_array,
                       .element = &int_number,
                       .element_type = CType::s32,
                       .count = 1};
constexpr Kind unsigned_out{.name = "unsigned_out",
                            .words = "where the number goes",
                            .when = When::exit,
                            .decode = decode_array,
                            .element = &unsigned_number,
                            .element_type = CType::u32,
                            .count = 1};

}  // namespace spyglass::kinds
