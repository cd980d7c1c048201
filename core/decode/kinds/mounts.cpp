// mount(2), whose flags say what its other arguments are, and fsconfig(2).

#include "core/decode/constants/rare_tables.hpp"
#include "core/decode/kinds/names.hpp"
#include "core/decode/kinds/strings.hpp"
#include "core/syscalls/kinds.hpp"
#include "core/syscalls/rare_kinds.hpp"

namespace spyglass::kinds {

namespace {

using Values = std::span<const std::uint64_t>;

constexpr std::uint64_t remount = 0x20;
/// MS_BIND, MS_MOVE, and the four about propagation: the file system is there already.
constexpr std::uint64_t moves = 0x1000 | 0x2000 | 0x20000 | 0x40000 | 0x80000 | 0x100000;

std::uint64_t mount_bits(Values arguments) {
  constexpr std::uint64_t magic = 0xc0ed0000, magic_bits = 0xffff0000;
  const std::uint64_t flags = arguments[3];
  return (flags & magic_bits) == magic ? flags & ~magic_bits : flags;
}

const Kind* type_of(Values arguments) {
  return (mount_bits(arguments) & (remount | moves)) != 0 ? &address : &string;
}
const Kind* data_of(Values arguments) {
  const std::uint64_t flags = mount_bits(arguments);
  return (flags & remount) == 0 && (flags & moves) != 0 ? &address : &string;
}

// FSCONFIG_…
enum Command : std::uint64_t { set_flag, set_string, set_binary, set_path, set_path_empty, set_fd };

std::uint64_t command_of(Values arguments) { return arguments[1] & 0xffffffff; }

Value decode_binary(const Question& q) {
  Value value = bytes_in.decode(q);
  if (auto* text = std::get_if<value::Text>(&value.is)) text->hexadecimal = true;
  return value;
}
constexpr Kind binary{.name = "binary", .words = "bytes", .decode = decode_binary, .text = true};

const Kind* key_of(Values arguments) {
  return command_of(arguments) <= set_fd ? &string : &address;
}
const Kind* value_of(Values arguments) {
  switch (command_of(arguments)) {
    case set_string: return &string;
    case set_binary: return &binary;
    case set_path:
    case set_path_empty: return &path;
    default: return &address;
  }
}
const Kind* more_of(Values arguments) {
  switch (command_of(arguments)) {
    case set_path:
    case set_path_empty: return &directory_fd;
    case set_fd: return &fd;
    default: return &int_number;
  }
}

}  // namespace

constexpr Kind mount_type{
    .name = "mount_type", .words = "a kind of file system", .choose = type_of};
constexpr Kind mount_data{.name = "mount_data", .words = "options", .choose = data_of};
constexpr Kind fsconfig_command =
    one_of("fsconfig_command", "what to do", constants::fsconfig_commands);
constexpr Kind fsconfig_key{.name = "fsconfig_key", .words = "an option", .choose = key_of};
constexpr Kind fsconfig_value{.name = "fsconfig_value", .words = "its value", .choose = value_of};
constexpr Kind fsconfig_more{
    .name = "fsconfig_more", .words = "a length or a descriptor", .choose = more_of};

}  // namespace spyglass::kinds
