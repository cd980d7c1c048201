#include <sys/sysmacros.h>

#include <limits>

#include "core/decode/constants/tables.hpp"
#include "core/decode/kind.hpp"
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

template <IdOf what>
Value decode_process(const Question& q) {
  return process_value(q.options.names, static_cast<int>(q.raw), what);
}

Value decode_process_or_group(const Question& q) {
  const auto id = static_cast<int>(q.raw);
  constexpr int any = -1;
  if (id >= any || id == std::numeric_limits<int>::min()) return decode_process<IdOf::process>(q);
  Value group = process_value(q.options.names, -id, IdOf::group);
  auto* named = std::get_if<value::Process>(&group.is);
  if (named == nullptr) return decode_int(q);
  named->number = id;
  return group;
}

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

/// The kernel's umode_t.
constexpr std::uint64_t mode_bits = 0xffff;

Value decode_mode(const Question& q) { return {value::Number{q.raw & mode_bits, Base::octal}}; }

Value decode_octal(const Question& q) { return {value::Number{q.raw, Base::octal}}; }

Value decode_address(const Question& q) { return address_value(Addr(as_word(q))); }

Value decode_user(const Question& q) {
  const bool unchanged = (q.raw & 0xffffffff) == 0xffffffff;
  return unchanged ? Value{value::Number{~std::uint64_t{0}}} : decode_unsigned(q);
}

Value decode_short_user(const Question& q) {
  const bool unchanged = (q.raw & 0xffff) == 0xffff;
  return {value::Number{unchanged ? ~std::uint64_t{0} : q.raw & 0xffff}};
}

Value decode_page_offset(const Question& q) {
  constexpr unsigned page_shift = 12;
  return {value::Number{(q.raw & 0xffffffff) << page_shift, Base::hexadecimal}};
}

Value device_value(dev_t number) {
  const Value parts[] = {{value::Number{major(number), Base::hexadecimal}},
                         {value::Number{minor(number), Base::hexadecimal}}};
  return Value{value::Applied{"makedev", {std::begin(parts), std::end(parts)}}}.with_plain(
      {value::Number{number, Base::hexadecimal}});
}

Value decode_device(const Question& q) { return device_value(q.raw); }

Value decode_short_device(const Question& q) { return device_value(q.raw & 0xffffffff); }

/// Type, then the bits that are no permissions, then the permissions. Of what has a type that is
/// none, nothing is named.
Value decode_file_mode(const Question& q) {
  constexpr Constant special[] = {{"S_ISUID", 04000}, {"S_ISGID", 02000}, {"S_ISVTX", 01000}};
  constexpr std::uint64_t type_bits = 0170000;
  const std::uint64_t bits = q.raw & mode_bits;
  value::Flags mode{bits, {}, bits, {}, Base::octal};
  const auto type = name_constant(constants::file_types, bits & type_bits);
  if (type.name.empty() && (bits & type_bits) != 0) return decode_mode(q);
  if (!type.name.empty()) {
    mode.names.push_back(type.name);
    mode.rest &= ~type_bits;
  }
  for (const Constant& row : special) {
    if ((bits & row.value) == 0) continue;
    mode.names.push_back(row.name);
    mode.rest &= ~row.value;
  }
  return {std::move(mode)};
}

Value limit_value(std::uint64_t number, bool infinite, std::string_view infinity) {
  constexpr std::uint64_t kibi = 1024;
  if (infinite) return {value::Constant{number, infinity, {}, Base::unsigned_decimal}};
  Value plain{value::Number{number, Base::unsigned_decimal}};
  if (number <= kibi || number % kibi != 0) return plain;
  return Value{value::Expression{std::to_string(number / kibi) + "*1024"}}.with_plain(
      std::move(plain));
}

Value decode_limit(const Question& q) {
  return limit_value(q.raw, q.raw == ~std::uint64_t{0}, "RLIM64_INFINITY");
}

Value decode_word_limit(const Question& q) {
  if (q.abi.word_size == 8) return decode_limit(q);
  return limit_value(as_word(q), as_word(q) == 0xffffffff, "RLIM_INFINITY");
}

Value decode_signal(const Question& q) {
  const Signal number(static_cast<int>(q.raw));
  if (number.value() <= 0 || number.value() > 64) return decode_int(q);
  return Value{value::Expression{signal_name(number)}}.with_plain(decode_int(q));
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
constexpr Kind octal_mode{.name = "mode", .words = "permission bits", .decode = decode_mode};
constexpr Kind octal_number{
    .name = "octal_number", .words = "permission bits", .decode = decode_octal};
constexpr Kind address{.name = "address", .words = "an address", .decode = decode_address};
constexpr Kind user_id{.name = "id", .words = "a user or group id", .decode = decode_user};
constexpr Kind process_id{
    .name = "pid", .words = "a process id", .decode = decode_process<IdOf::process>};
constexpr Kind process_group{
    .name = "pgid", .words = "a process group's id", .decode = decode_process<IdOf::group>};
constexpr Kind process_or_group{.name = "pid_or_pgid",
                                .words = "a process id, or that of a group, negative",
                                .decode = decode_process_or_group};
constexpr Kind signal{.name = "signal", .words = "a signal", .decode = decode_signal};
constexpr Kind short_user_id{
    .name = "short_id", .words = "a user or group id", .decode = decode_short_user};
constexpr Kind page_offset{
    .name = "page_offset", .words = "a position in a file", .decode = decode_page_offset};
constexpr Kind device{.name = "device", .words = "a device's number", .decode = decode_device};
constexpr Kind short_device{
    .name = "short_device", .words = "a device's number", .decode = decode_short_device};
constexpr Kind file_mode{
    .name = "file_mode", .words = "type and permissions", .decode = decode_file_mode};
constexpr Kind limit{.name = "limit", .words = "a limit", .decode = decode_limit};
constexpr Kind word_limit{.name = "word_limit", .words = "a limit", .decode = decode_word_limit};

}  // namespace spyglass::kinds
