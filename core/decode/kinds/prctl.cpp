// prctl(2): the option says what the other arguments are, and what the result means.

#include <sys/prctl.h>

#include <algorithm>
#include <array>

#include "core/decode/constants/rare_tables.hpp"
#include "core/decode/constants/tables.hpp"
#include "core/decode/kinds/names.hpp"
#include "core/decode/layout.hpp"
#include "core/syscalls/kinds.hpp"

namespace spyglass::kinds {

namespace {

constexpr Kind dump_permission =
    one_of("dump_permission", "yes or no", constants::dump_permissions);
constexpr Kind capability = one_of("capability", "which capability", constants::capabilities);
constexpr Kind ambient_operation =
    one_of("ambient_operation", "what to do", constants::ambient_operations);
constexpr Kind secure_bits = any_of("secure_bits", "how to treat root", constants::secure_bits);
constexpr Kind counter_mode =
    one_of("counter_mode", "allowed or not", constants::timestamp_counter_modes);
constexpr Kind memory_name_operation =
    one_of("memory_name_operation", "what to do", constants::memory_name_operations);
constexpr Kind seccomp_mode = one_of("seccomp_mode", "how strict", constants::seccomp_modes);

constexpr Kind memory_failure_change =
    one_of("memory_failure_change", "what to do", constants::memory_failure_changes);
constexpr Kind memory_failure_policy =
    one_of("memory_failure_policy", "when to be killed", constants::memory_failure_policies);
constexpr Kind memory_map_field =
    one_of("memory_map_field", "which place", constants::memory_map_fields);
constexpr Kind speculation = one_of("speculation", "which one", constants::speculations);
constexpr Kind speculation_choice =
    one_of("speculation_choice", "yes or no", constants::speculation_choices);
constexpr Kind dispatch_mode = one_of("dispatch_mode", "on or off", constants::dispatch_modes);
constexpr Kind core_operation = one_of("core_operation", "what to do", constants::core_operations);

/// The number is what people know; the name is a comment.
Value decode_core_scope(const Question& q) {
  const auto named = name_constant(constants::core_scopes, q.raw & 0xffffffff);
  Value value{value::Number{named.bits, value::Number::Base::hexadecimal}};
  value.comment = named.name.empty() ? named.unknown : named.name;
  Value plain{value::Number{named.bits, value::Number::Base::hexadecimal}};
  return std::move(value).with_plain(std::move(plain));
}
constexpr Kind core_scope{.name = "core_scope",
                          .words = "of one thread or more",
                          .decode = decode_core_scope,
                          .constants = &constants::core_scopes};

constexpr Kind one_out(std::string_view name, const Kind& element) {
  return {.name = name,
          .words = "where the answer goes",
          .when = When::exit,
          .decode = decode_array,
          .element = &element,
          .element_type = CType::s32,
          .count = 1};
}
constexpr Kind signal_out = one_out("signal_out", signal);
constexpr Kind counter_mode_out = one_out("counter_mode_out", counter_mode);

Value decode_tracer(const Question& q) {
  const bool anybody = static_cast<std::int32_t>(q.raw) == -1;
  if (anybody) {
    return {
        value::Constant{~std::uint64_t{0}, "PR_SET_PTRACER_ANY", {}, value::Number::Base::decimal}};
  }
  return process_id.decode(q.about(process_id, q.raw, {}));
}
constexpr Kind tracer{.name = "tracer", .words = "who may trace it", .decode = decode_tracer};

using Siblings = std::span<const std::uint64_t>;

/// PR_CAP_AMBIENT_CLEAR_ALL concerns no capability, and what is no operation neither.
const Kind* ambient_capability(Siblings siblings) {
  const auto operation = static_cast<std::uint32_t>(siblings[1]);
  const bool about_one = operation >= PR_CAP_AMBIENT_IS_SET && operation <= PR_CAP_AMBIENT_LOWER;
  return about_one ? &capability : &hex;
}
constexpr Kind ambient_argument{
    .name = "ambient_capability", .words = "which capability", .choose = ambient_capability};

const Kind* memory_failure_policy_of(Siblings siblings) {
  return siblings[1] == PR_MCE_KILL_SET ? &memory_failure_policy : &hex;
}
constexpr Kind memory_failure_argument{.name = "memory_failure_policy",
                                       .words = "when to be killed",
                                       .choose = memory_failure_policy_of};

/// Of what is no kind of speculation there is nothing to choose.
const Kind* speculation_choice_of(Siblings siblings) {
  return siblings[1] <= PR_SPEC_L1D_FLUSH ? &speculation_choice : &hex;
}
constexpr Kind speculation_argument{
    .name = "speculation_choice", .words = "yes or no", .choose = speculation_choice_of};

/// An option and the arguments that it looks at.
struct Option {
  std::uint64_t number;
  std::array<const Kind*, 4> arguments = {};
};

constexpr std::array<const Kind*, 4> plain = {&hex, &hex, &hex, &hex};

constexpr Option options[] = {
    {PR_SET_PDEATHSIG, {&signal}},
    {PR_GET_PDEATHSIG, {&signal_out}},
    {PR_GET_DUMPABLE},
    {PR_SET_DUMPABLE, {&dump_permission}},
    {PR_GET_KEEPCAPS},
    {PR_SET_KEEPCAPS, {&size}},
    {PR_GET_TIMING},
    {PR_SET_TIMING, {&size}},
    {PR_SET_NAME, {&task_name_in}},
    {PR_GET_NAME, {&task_name_out}},
    {PR_GET_SECCOMP},
    {PR_SET_SECCOMP, {&seccomp_mode, &hex, &hex, &hex}},
    {PR_CAPBSET_READ, {&capability}},
    {PR_CAPBSET_DROP, {&capability}},
    {PR_GET_TSC, {&counter_mode_out}},
    {PR_SET_TSC, {&counter_mode}},
    {PR_GET_SECUREBITS},
    {PR_SET_SECUREBITS, {&secure_bits}},
    {PR_SET_TIMERSLACK, {&long_number}},
    {PR_GET_TIMERSLACK},
    {PR_TASK_PERF_EVENTS_DISABLE},
    {PR_TASK_PERF_EVENTS_ENABLE},
    {5, {&hex}},               // PR_GET_UNALIGN
    {9, {&hex}},               // PR_GET_FPEMU
    {10, {&unsigned_number}},  // PR_SET_FPEMU
    {11, {&hex}},              // PR_GET_FPEXC
    {12, {&unsigned_number}},  // PR_SET_FPEXC
    {19, {&hex}},              // PR_GET_ENDIAN
    {20, {&unsigned_number}},  // PR_SET_ENDIAN
    {46},                      // PR_GET_FP_MODE
    {50, {&hex}},              // PR_SVE_SET_VL
    {51},                      // PR_SVE_GET_VL
    {63, {&hex}},              // PR_SME_SET_VL
    {64},                      // PR_SME_GET_VL
    {PR_MCE_KILL, {&memory_failure_change, &memory_failure_argument, &hex, &hex}},
    {PR_SET_MM, {&memory_map_field, &hex, &hex, &hex}},
    {PR_GET_SPECULATION_CTRL, {&speculation}},
    {PR_SET_SPECULATION_CTRL, {&speculation, &speculation_argument}},
    {57, {&size, &hex, &hex, &hex}},                              // PR_SET_IO_FLUSHER
    {59, {&dispatch_mode, &hex, &hex, &address}},                 // PR_SET_SYSCALL_USER_DISPATCH
    {62, {&core_operation, &process_id, &core_scope, &address}},  // PR_SCHED_CORE
    {PR_SET_CHILD_SUBREAPER, {&size}},
    {PR_GET_CHILD_SUBREAPER, {&int_out}},
    {PR_SET_NO_NEW_PRIVS, {&size, &hex, &hex, &hex}},
    {PR_GET_TID_ADDRESS, {&address_out}},
    {PR_SET_THP_DISABLE, {&size, &hex, &hex, &hex}},
    {PR_CAP_AMBIENT, {&ambient_operation, &ambient_argument, &hex, &hex}},
    {PR_SET_PTRACER, {&tracer}},
    {PR_SET_VMA, {&memory_name_operation, &address, &size, &string}},
};

template <std::size_t index>
const Kind* argument_of(std::span<const std::uint64_t> siblings) {
  const auto found = std::ranges::find(options, siblings[0] & 0xffffffff, &Option::number);
  return (found != std::end(options) ? found->arguments : plain)[index];
}

template <std::size_t index>
constexpr Kind argument_kind(std::string_view name) {
  return {.name = name, .words = "what the option needs", .choose = argument_of<index>};
}

void explain_result(const Question& q) {
  if (q.failed()) return;
  const auto result = static_cast<std::uint64_t>(*q.result);
  switch (static_cast<std::uint32_t>(q.raw)) {
    case PR_GET_DUMPABLE:
      q.notes->add_names({}, {name_constant(constants::dump_permissions, result)});
      break;
    case PR_GET_SECUREBITS:
      if (result == 0) break;
      q.notes->shown_as = Returns::address;
      q.notes->add({}, {name_flags(constants::secure_bits, result)});
      break;
    case PR_MCE_KILL_GET:
      q.notes->add_names({}, {name_constant(constants::memory_failure_policies, result)});
      break;
    case PR_GET_SPECULATION_CTRL:
      q.notes->shown_as = Returns::address;
      q.notes->add_names({}, {name_flags(constants::speculation_states, result)});
      break;
    default: break;
  }
}

const Kind* arch_argument_of(std::span<const std::uint64_t> siblings) {
  constexpr std::uint64_t set_gs = 0x1001, set_fs = 0x1002, get_fs = 0x1003, get_gs = 0x1004,
                          get_cpuid = 0x1011;
  switch (siblings[0] & 0xffffffff) {
    case get_fs:
    case get_gs: return &address_out;
    case set_fs:
    case set_gs: return &address;
    case get_cpuid: return nullptr;
    default: return &hex;
  }
}

}  // namespace

constexpr Kind prctl_option{.name = "prctl_option",
                            .words = "what to do",
                            .decode = decode_constant,
                            .constants = &constants::prctl_options,
                            .explain = explain_result};
constexpr Kind prctl_argument_2 = argument_kind<0>("prctl_argument_2");
constexpr Kind prctl_argument_3 = argument_kind<1>("prctl_argument_3");
constexpr Kind prctl_argument_4 = argument_kind<2>("prctl_argument_4");
constexpr Kind prctl_argument_5 = argument_kind<3>("prctl_argument_5");

constexpr Kind arch_prctl_code =
    one_of("arch_prctl_code", "what to do", constants::arch_prctl_codes);
constexpr Kind arch_prctl_argument{
    .name = "arch_prctl_argument", .words = "what the code needs", .choose = arch_argument_of};

}  // namespace spyglass::kinds
