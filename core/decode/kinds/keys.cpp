// keyctl(2): the operation says what the other arguments are.

#include <algorithm>
#include <array>

#include "core/decode/constants/rare_tables.hpp"
#include "core/decode/kinds/names.hpp"
#include "core/syscalls/kinds.hpp"
#include "core/syscalls/rare_kinds.hpp"

namespace spyglass::kinds {

namespace {

Value name_or_int(const ConstantTable& table, const Question& q, bool with_comment) {
  const auto named = name_constant(table, q.raw & 0xffffffff);
  if (!named.name.empty()) return {named};
  Value number = int_number.decode(q);
  if (with_comment) number.comment = named.unknown;
  return number;
}

Value decode_key(const Question& q) { return name_or_int(constants::keyrings, q, false); }

Value decode_request_keyring(const Question& q) {
  return name_or_int(constants::key_request_keyrings, q, true);
}
constexpr Kind request_keyring{.name = "request_keyring",
                               .words = "a keyring",
                               .decode = decode_request_keyring,
                               .constants = &constants::key_request_keyrings};

constexpr Kind permissions =
    any_of("key_permissions", "who may do what with it", constants::key_permissions);
constexpr Kind move_flags = any_of("key_move_flags", "how to move it", constants::key_move_flags);

/// An operation and the arguments that it looks at.
struct Operation {
  std::uint64_t number;
  std::array<const Kind*, 4> arguments = {};
};

constexpr std::array<const Kind*, 4> plain = {&hex, &hex, &hex, &hex};

constexpr Operation operations[] = {
    {0, {&key_serial, &int_number}},
    {1, {&string}},
    {2, {&key_serial, &bytes_in, &size}},
    {3, {&key_serial}},
    {4, {&key_serial, &user_id, &user_id}},
    {5, {&key_serial, &permissions}},
    {6, {&key_serial, &bytes_out, &size}},
    {7, {&key_serial}},
    {8, {&key_serial, &key_serial}},
    {9, {&key_serial, &key_serial}},
    {10, {&key_serial, &string, &string, &key_serial}},
    {11, {&key_serial, &bytes_out, &size}},
    {12, {&key_serial, &bytes_in, &size, &key_serial}},
    {13, {&key_serial, &unsigned_number, &key_serial}},
    {14, {&request_keyring}},
    {15, {&key_serial, &unsigned_number}},
    {16, {&key_serial}},
    {17, {&key_serial, &bytes_out, &size}},
    {18},
    {19, {&key_serial, &unsigned_number, &unsigned_number, &key_serial}},
    {20, {&key_serial, &buffers_in, &size, &key_serial}},
    {21, {&key_serial}},
    {22, {&user_id, &key_serial}},
    {24, {&key_serial, &address, &string, &address}},
    {25, {&address, &address, &address, &address}},
    {26, {&address, &address, &address, &address}},
    {27, {&address, &address, &address, &address}},
    {28, {&address, &address, &address, &address}},
    {29, {&key_serial, &string, &string}},
    {30, {&key_serial, &key_serial, &key_serial, &move_flags}},
    {31, {&address, &size}},
};

template <std::size_t index>
const Kind* argument_of(std::span<const std::uint64_t> siblings) {
  const auto found = std::ranges::find(operations, siblings[0] & 0xffffffff, &Operation::number);
  return (found != std::end(operations) ? found->arguments : plain)[index];
}

template <std::size_t index>
constexpr Kind argument_kind(std::string_view name) {
  return {.name = name, .words = "what the operation needs", .choose = argument_of<index>};
}

}  // namespace

constexpr Kind key_serial{.name = "key_serial",
                          .words = "a key's number",
                          .decode = decode_key,
                          .constants = &constants::keyrings};
constexpr Kind key_command = one_of("key_command", "what to do", constants::key_commands);
constexpr Kind key_argument_2 = argument_kind<0>("key_argument_2");
constexpr Kind key_argument_3 = argument_kind<1>("key_argument_3");
constexpr Kind key_argument_4 = argument_kind<2>("key_argument_4");
constexpr Kind key_argument_5 = argument_kind<3>("key_argument_5");

}  // namespace spyglass::kinds
