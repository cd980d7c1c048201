#include "core/decode/constants/tables.hpp"
#include "core/decode/kinds/names.hpp"
#include "core/decode/structs/time.hpp"
#include "core/syscalls/kinds.hpp"

namespace spyglass::kinds {

namespace {

using Base = value::Number::Base;

// FUTEX_…, without the flags beside them.
enum Operation : std::uint32_t {
  requeue = 3,
  compare_requeue = 4,
  wake_operation = 5,
  wait_bitset = 9,
  wake_bitset = 10,
  compare_requeue_pi = 12,
  last_operation = 13,
};

std::uint32_t operation_of(const Question& q) {
  constexpr std::uint64_t command_bits = 127;
  return static_cast<std::uint32_t>(q.siblings[1] & command_bits);
}

/// A time for those that wait, a second count for those that wake.
Value decode_futex_timeout(const Question& q) {
  switch (operation_of(q)) {
    case requeue:
    case compare_requeue:
    case wake_operation:
    case compare_requeue_pi: return unsigned_number.decode(q);
    default: break;
  }
  return operation_of(q) > last_operation ? address_value(q.pointer()) : decode_struct_pointer(q);
}

Value hex_value(std::uint64_t bits) { return {value::Number{bits, Base::hexadecimal}}; }

/// What has no name is remarked on behind all of it: 0x5<<28 /* FUTEX_OP_??? */.
Value shifted(value::Constant number, unsigned places) {
  const std::string_view remark = number.name.empty() ? number.unknown : std::string_view{};
  number.unknown = {};
  return {value::Shifted{{{number}, {value::Number{places}}}}, Chars(remark)};
}

/// FUTEX_OP of linux/futex.h: what to do with the second word, and when to wake its sleepers.
Value wake_value(std::uint64_t bits) {
  constexpr std::uint64_t shifts_operand = 8;
  const auto operation = name_constant(constants::wake_operations, bits >> 28 & 7);
  const auto comparison = name_constant(constants::wake_comparisons, bits >> 24 & 15);
  value::Flags whole{bits, {}};
  const auto add = [&](value::Constant number, unsigned places) {
    if (!number.name.empty()) whole.names.push_back(number.name);
    if (number.name.empty()) whole.rest |= number.bits << places;
    whole.parts.push_back(shifted(number, places));
  };
  if ((bits >> 28 & shifts_operand) != 0) add({shifts_operand, "FUTEX_OP_OPARG_SHIFT"}, 28);
  add(operation, 28);
  whole.parts.push_back({value::Shifted{{hex_value(bits >> 12 & 0xfff), {value::Number{12}}}}});
  add(comparison, 24);
  whole.parts.push_back(hex_value(bits & 0xfff));
  whole.rest |= bits & 0xffffff;
  return {std::move(whole)};
}

Value decode_futex_value(const Question& q) {
  const std::uint64_t bits = q.raw & 0xffffffff;
  switch (operation_of(q)) {
    case compare_requeue:
    case compare_requeue_pi: return unsigned_number.decode(q);
    case wait_bitset:
    case wake_bitset: return {name_constant(constants::futex_bitsets, bits)};
    case wake_operation: return wake_value(bits);
    default: return hex_value(bits);
  }
}

/// Flags with permission bits below them: IPC_CREAT|0600.
Value decode_flags_and_mode(const Question& q) {
  constexpr std::uint64_t mode_bits = 0777;
  const std::uint64_t bits = q.raw & 0xffffffff;
  Value mode{value::Number{bits & mode_bits, Base::octal}};
  if ((bits & ~mode_bits) == 0) return mode;
  return {joined({{name_flags(*q.kind.constants, bits & ~mode_bits)}, std::move(mode)})};
}

/// The size of large pages stands in the upper bits, as a power of two.
Value decode_shm_mode(const Question& q) {
  constexpr unsigned huge_shift = 26;
  constexpr std::uint64_t mode_bits = 0777;
  const std::uint64_t bits = q.raw & 0xffffffff;
  const std::uint64_t size = bits >> huge_shift;
  if (size == 0) return decode_flags_and_mode(q);
  List<Value> parts;
  const std::uint64_t flags = bits & ~(size << huge_shift) & ~mode_bits;
  if (flags != 0) parts.push_back({name_flags(*q.kind.constants, flags)});
  const value::Constant places{huge_shift, "SHM_HUGE_SHIFT", {}, Base::decimal};
  parts.push_back({value::Shifted{{{value::Number{size}}, {places}}}});
  parts.push_back({value::Number{bits & mode_bits, Base::octal}});
  value::Flags whole = joined(std::move(parts));
  whole.bits = bits;
  whole.rest |= size << huge_shift;
  return {std::move(whole)};
}

/// IPC_64 says that the program knows the newer structs; x86-64 knows no others.
Value decode_control_command(const Question& q) {
  constexpr std::uint64_t newer = 0x100;
  const std::uint64_t bits = q.raw & 0xffffffff;
  const auto named = name_constant(*q.kind.constants, bits & ~newer);
  if ((bits & newer) == 0) return {named};
  return {joined({{value::Flags{newer, {"IPC_64"}}}, {named}})};
}

constexpr Kind command(std::string_view name, const ConstantTable& table) {
  return {
      .name = name, .words = "what to do", .decode = decode_control_command, .constants = &table};
}

}  // namespace

constexpr Kind futex_operation =
    one_of("futex_operation", "what to do", constants::futex_operations);
constexpr Kind futex_timeout{.name = "futex_timeout",
                             .words = "how long to wait, or a second count",
                             .decode = decode_futex_timeout,
                             .layout = &timespec_layout};
constexpr Kind futex64_timeout{.name = "futex64_timeout",
                               .words = "how long to wait, or a second count",
                               .decode = decode_futex_timeout,
                               .layout = &timespec64_layout};
constexpr Kind futex_value{.name = "futex_value",
                           .words = "bits or a value, by the operation",
                           .decode = decode_futex_value};
constexpr Kind ipc_key = one_of("ipc_key", "a number that programs agreed on", constants::ipc_keys);
constexpr Kind ipc_mode{.name = "ipc_mode",
                        .words = "how to find or make it, and its permissions",
                        .decode = decode_flags_and_mode,
                        .constants = &constants::ipc_flags};
constexpr Kind shm_mode{.name = "shm_mode",
                        .words = "how to find or make it, and its permissions",
                        .decode = decode_shm_mode,
                        .constants = &constants::shm_flags};
constexpr Kind attach_flags = any_of("attach_flags", "how", constants::attach_flags);
constexpr Kind queue_flags = any_of("queue_flags", "how", constants::message_queue_flags);
constexpr Kind shm_command = command("shm_command", constants::shm_commands);
constexpr Kind msg_command = command("msg_command", constants::msg_commands);
constexpr Kind sem_command = command("sem_command", constants::sem_commands);

}  // namespace spyglass::kinds
