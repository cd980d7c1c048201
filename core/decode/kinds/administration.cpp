// Arguments that are put together of several: swapon(2), quotactl(2), ioprio_set(2).

#include "core/decode/constants/rare_tables.hpp"
#include "core/decode/kinds/names.hpp"
#include "core/decode/layout.hpp"
#include "core/syscalls/kinds.hpp"
#include "core/syscalls/rare_kinds.hpp"

namespace spyglass::kinds {

namespace {

using Values = std::span<const std::uint64_t>;
using Base = value::Number::Base;

/// The names, then the priority that stands in the lower bits.
Value decode_swap_flags(const Question& q) {
  constexpr std::uint64_t priority_bits = 0x7fff;
  const std::uint64_t priority = q.raw & priority_bits;
  const std::uint64_t bits = q.raw & 0xffffffff & ~priority_bits;
  if (bits == 0) return {value::Number{priority}};
  return {joined({{name_flags(constants::swap_flags, bits)}, {value::Number{priority}}})};
}

constexpr unsigned command_shift = 8;

Value decode_quota_command(const Question& q) {
  const std::uint64_t bits = q.raw & 0xffffffff;
  const Value parts[] = {{name_constant(constants::quota_commands, bits >> command_shift)},
                         {name_constant(constants::quota_types, bits & 0xff)}};
  return Value{value::Applied{"QCMD", {std::begin(parts), std::end(parts)}}}.with_plain(
      {value::Number{bits}});
}

constexpr Kind quota_format = one_of("quota_format", "a format", constants::quota_formats);

// Q_…
constexpr std::uint64_t sync = 0x800001, quota_on = 0x800002, quota_off = 0x800003,
                        get_format = 0x800004, set_info = 0x800006, xfs_first = 0x5801,
                        xfs_off = 0x5802, xfs_state = 0x5805, xfs_sync = 0x5807,
                        xfs_state_v = 0x5808;

/// What the operation makes of id: a format, somebody, or nothing at all.
template <std::size_t place>
const Kind* id_of(Values arguments) {
  const std::uint64_t command = (arguments[place] & 0xffffffff) >> command_shift;
  const bool of_system = command == sync || command == quota_off ||
                         (command >= get_format && command <= set_info) || command == xfs_first ||
                         command == xfs_off || command == xfs_state || command == xfs_sync ||
                         command == xfs_state_v;
  if (of_system) return nullptr;
  return command == quota_on ? &quota_format : &user_id;
}
template <std::size_t place>
const Kind* argument_of(Values arguments) {
  const std::uint64_t command = (arguments[place] & 0xffffffff) >> command_shift;
  if (command == sync || command == quota_off || command == xfs_sync) return nullptr;
  return command == quota_on ? &path : &address;
}

Value decode_io_priority(const Question& q) {
  constexpr unsigned class_shift = 13;
  const std::uint64_t bits = q.raw & 0xffffffff;
  const Value parts[] = {{name_constant(constants::io_priority_classes, bits >> class_shift)},
                         {value::Number{bits & ((1 << class_shift) - 1)}}};
  return Value{value::Applied{"IOPRIO_PRIO_VALUE", {std::begin(parts), std::end(parts)}}}
      .with_plain(int_number.decode(q));
}

constexpr Member segment_members[] = {
    {"buf", CType::pointer, &address},
    {"bufsz", CType::ulong, &size},
    {"mem", CType::pointer, &address},
    {"memsz", CType::ulong, &size},
};
constexpr Layout segment_layout{"struct kexec_segment", segment_members};

}  // namespace

constexpr Kind swap_flags{.name = "swap_flags",
                          .words = "how, and with which priority",
                          .decode = decode_swap_flags,
                          .constants = &constants::swap_flags};
constexpr Kind quota_command{.name = "quota_command",
                             .words = "what to do",
                             .decode = decode_quota_command,
                             .constants = &constants::quota_commands};
constexpr Kind quota_id{.name = "quota_id", .words = "whose", .choose = id_of<0>};
constexpr Kind quota_argument{
    .name = "quota_argument", .words = "what the operation needs", .choose = argument_of<0>};
constexpr Kind quota_fd_id{.name = "quota_fd_id", .words = "whose", .choose = id_of<1>};
constexpr Kind quota_fd_argument{
    .name = "quota_fd_argument", .words = "what the operation needs", .choose = argument_of<1>};
constexpr Kind io_priority{.name = "io_priority",
                           .words = "a priority at the disk",
                           .decode = decode_io_priority,
                           .constants = &constants::io_priority_classes};
constexpr Kind kexec_segments_in{.name = "kexec_segments_in",
                                 .words = "pieces of a kernel",
                                 .decode = decode_array,
                                 .layout = &segment_layout};

}  // namespace spyglass::kinds
