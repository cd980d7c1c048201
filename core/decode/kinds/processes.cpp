#include <fmt/format.h>
#include <sched.h>
#include <sys/wait.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <cstring>

#include "core/decode/constants/tables.hpp"
#include "core/decode/kinds/names.hpp"
#include "core/decode/layout.hpp"
#include "core/syscalls/kinds.hpp"
#include "core/syscalls/signals.hpp"

namespace spyglass::kinds {

namespace {

/// wait(2)'s status as the macros that take it apart would say it.
std::string status_text(int status) {
  std::string text;
  int rest = status;
  if (WIFSTOPPED(status)) {
    const int number = WSTOPSIG(status);
    text = fmt::format("{{WIFSTOPPED(s) && WSTOPSIG(s) == {}{}}}",
                       signal_name(Signal(number & 0x7f)), (number & 0x80) != 0 ? " | 0x80" : "");
    rest &= ~W_STOPCODE(number);
  } else if (WIFSIGNALED(status)) {
    text = fmt::format("{{WIFSIGNALED(s) && WTERMSIG(s) == {}{}}}",
                       signal_name(Signal(WTERMSIG(status))),
                       WCOREDUMP(status) ? " && WCOREDUMP(s)" : "");
    rest &= ~(WTERMSIG(status) | WCOREFLAG);
  } else if (WIFEXITED(status)) {
    text = fmt::format("{{WIFEXITED(s) && WEXITSTATUS(s) == {}}}", WEXITSTATUS(status));
    rest &= ~W_EXITCODE(WEXITSTATUS(status), 0);
  } else if (WIFCONTINUED(status)) {
    text = "{WIFCONTINUED(s)}";
    rest &= ~0xffff;
  } else {
    return fmt::format("{:#x}", static_cast<unsigned>(status));
  }
  if (const unsigned event = static_cast<unsigned>(rest) >> 16; event != 0) {
    const auto named = name_constant(constants::ptrace_events, event);
    text += named.name.empty() ? fmt::format(" | {:#x} /* PTRACE_EVENT_??? */ << 16", event)
                               : fmt::format(" | {} << 16", named.name);
    rest &= 0xffff;
  }
  if (rest != 0) text += fmt::format(" | {:#x}", static_cast<unsigned>(rest));
  return text;
}

Value decode_wait_status(const Question& q) {
  const bool waited = q.result && *q.result != 0 && !q.failed();
  const auto status = q.memory.get<int>(q.pointer());
  if (q.raw == 0 || !waited || !status) return address_value(q.pointer());
  return {value::Array{{{value::Expression{status_text(*status)}}}}};
}

/// The low 8 bits are the signal that the child sends when it ends.
Value decode_clone_flags(const Question& q) {
  constexpr std::uint64_t signal_bits = 0xff;
  const std::uint64_t bits = q.abi.word_size == 4 ? q.raw & 0xffffffff : q.raw;
  const Signal exit_signal(static_cast<int>(bits & signal_bits));
  const SignalRow* row = find_signal(exit_signal);
  if (row == nullptr) {
    value::Flags flags = name_flags(constants::clone_flags, bits & ~signal_bits);
    flags.bits = bits;
    flags.rest |= bits & signal_bits;
    return {std::move(flags)};
  }
  List<Value> parts;
  if ((bits & ~signal_bits) != 0) {
    parts.push_back({name_flags(constants::clone_flags, bits & ~signal_bits)});
  }
  parts.push_back(
      {value::Constant{bits & signal_bits, row->name, {}, value::Number::Base::decimal}});
  return {joined(std::move(parts))};
}

// PTRACE_…; glibc's are an enum of its own.
enum Request : std::uint32_t {
  peek_text = 1,
  peek_data = 2,
  peek_user = 3,
  poke_user = 6,
  cont = 7,
  single_step = 9,
  get_registers = 12,
  set_registers = 13,
  get_float_registers = 14,
  detach = 17,
  old_set_options = 21,
  syscall = 24,
  sysemu = 31,
  sysemu_single_step = 32,
  single_block = 33,
  set_options = 0x4200,
  get_event_message = 0x4201,
  get_signal_info = 0x4202,
  get_register_set = 0x4204,
  set_register_set = 0x4205,
  seize = 0x4206,
  peek_signal_info = 0x4209,
  get_signal_mask = 0x420a,
  get_seccomp_filter = 0x420c,
  get_syscall_info = 0x420e,
};

/// struct user begins with the registers, in the order of the register set.
Value register_at(const Question& q) {
  for (const Register& one : q.abi.registers) {
    if (one.offset != q.raw || one.group == Register::Group::part) continue;
    std::string name(one.name);
    std::ranges::transform(name, name.begin(),
                           [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
    return Value{value::Expression{fmt::format("{}*{}", q.abi.word_size, name)}}.with_plain(
        address.decode(q));
  }
  return address.decode(q);
}

/// The register set, in its own order.
Value registers_at(const Question& q) {
  const std::size_t size = q.abi.register_set_size;
  const bool unfilled = q.failed() && static_cast<std::uint32_t>(q.siblings[0]) == get_registers;
  const Chars set = unfilled ? Chars{} : q.memory.bytes(q.pointer(), size);
  if (q.raw == 0 || set.size() < size) return address.decode(q);
  std::vector<const Register*> order;
  for (const Register& one : q.abi.registers) {
    if (one.group != Register::Group::part) order.push_back(&one);
  }
  std::ranges::sort(order, {}, &Register::offset);
  value::Struct registers;
  for (const Register* one : order) {
    std::uint64_t value = 0;
    std::memcpy(&value, set.data() + one->offset, one->size);
    registers.fields.push_back(
        {one->name, {value::Number{value, value::Number::Base::hexadecimal}}});
  }
  return {std::move(registers)};
}

Value decode_ptrace_address(const Question& q) {
  const auto request = static_cast<std::uint32_t>(q.siblings[0]);
  if (request == peek_user || request == poke_user) return register_at(q);
  if (request == get_register_set || request == set_register_set) {
    return {name_constant(constants::register_sets, q.raw)};
  }
  if (request >= get_signal_mask && request <= get_syscall_info) return size.decode(q);
  return address.decode(q);
}

constexpr Kind word_out{.name = "word",
                        .words = "where the word goes",
                        .when = When::exit,
                        .decode = decode_array,
                        .element = &hex,
                        .element_type = CType::ulong,
                        .count = 1};

/// All others take their data, and give none.
constexpr std::array<std::uint32_t, 12> answering = {
    peek_text,           peek_data,         peek_user,          get_registers,
    get_float_registers, get_event_message, get_signal_info,    get_register_set,
    peek_signal_info,    get_signal_mask,   get_seccomp_filter, get_syscall_info};
bool answers_nothing(const Question& q) {
  const auto request = static_cast<std::uint32_t>(q.siblings[0]);
  return std::ranges::find(answering, request) == answering.end();
}

Value decode_ptrace_data(const Question& q) {
  switch (static_cast<std::uint32_t>(q.siblings[0])) {
    case peek_text:
    case peek_data:
    case peek_user:
    case get_event_message: return decode_array(q.about(word_out, q.raw, q.place));
    case get_registers:
    case set_registers: return registers_at(q);
    case cont:
    case single_step:
    case detach:
    case syscall:
    case sysemu:
    case sysemu_single_step:
    case single_block: return signal.decode(q);
    case old_set_options:
    case set_options:
    case seize: return {name_flags(constants::ptrace_options, q.raw)};
    default: return address.decode(q);
  }
}

/// What an id is of stands in the argument before it: P_PID, PRIO_PGRP.
struct Target {
  std::uint32_t type;
  const Kind* kind;
};
constexpr std::array wait_targets = {Target{1, &process_id}, Target{2, &process_group},
                                     Target{3, &fd}};
constexpr std::array priority_targets = {Target{0, &process_id}, Target{1, &process_group}};
constexpr std::array io_priority_targets = {Target{1, &process_id}, Target{2, &process_group}};

template <const auto& targets>
const Kind* target_of(std::span<const std::uint64_t> siblings) {
  const auto found =
      std::ranges::find(targets, static_cast<std::uint32_t>(siblings[0]), &Target::type);
  return found == targets.end() ? &int_number : found->kind;
}

const Kind* parent_of_clone(std::span<const std::uint64_t> siblings) {
  return (siblings[0] & CLONE_PIDFD) != 0 ? &descriptor_out : &process_id_out;
}

}  // namespace

constexpr Kind wait_status{.name = "wait_status",
                           .words = "where goes how the child ended",
                           .when = When::exit,
                           .decode = decode_wait_status};
constexpr Kind wait_options = any_of("wait_options", "how to wait", constants::wait_options);
constexpr Kind waitid_type = one_of("waitid_type", "which children", constants::waitid_types);
constexpr Kind waited_id{.name = "waited_id",
                         .words = "a process, a group or a pidfd",
                         .choose = target_of<wait_targets>};
constexpr Kind priority_who{.name = "priority_who",
                            .words = "a process, a group or a user",
                            .choose = target_of<priority_targets>};
constexpr Kind io_priority_who{.name = "io_priority_who",
                               .words = "a thread, a group or a user",
                               .choose = target_of<io_priority_targets>};
constexpr Kind clone_parent_out{.name = "clone_parent_out",
                                .words = "where the child's id or pidfd goes",
                                .choose = parent_of_clone};
constexpr Kind clone_flags{.name = "clone_flags",
                           .words = "what the child shares, and the signal that it ends with",
                           .decode = decode_clone_flags,
                           .constants = &constants::clone_flags};
constexpr Kind unshare_flags =
    any_of_wide("unshare_flags", "what to stop sharing", constants::unshare_flags);
constexpr Kind namespace_type =
    any_of("namespace_type", "of which kind it must be", constants::namespace_types);
constexpr Kind process_id_out{.name = "pid_out",
                              .words = "where the id goes",
                              .when = When::exit,
                              .decode = decode_array,
                              .element = &process_id,
                              .element_type = CType::s32,
                              .count = 1};
constexpr Kind ptrace_request = one_of("ptrace_request", "what to do", constants::ptrace_requests);
constexpr Kind ptrace_address{.name = "ptrace_address",
                              .words = "an address, or what the request takes instead",
                              .decode = decode_ptrace_address};
constexpr Kind ptrace_data{.name = "ptrace_data",
                           .words = "data, or what the request takes instead",
                           .when = When::exit,
                           .decode = decode_ptrace_data,
                           .settled = answers_nothing};
constexpr Kind scheduler = one_of("scheduler", "a scheduling policy", constants::schedulers);
constexpr Kind exec_flags = any_of("exec_flags", "how to find it", constants::exec_flags);
constexpr Kind pidfd_flags = any_of("pidfd_flags", "how", constants::pidfd_flags);

}  // namespace spyglass::kinds
