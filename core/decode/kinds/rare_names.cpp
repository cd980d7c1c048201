#include "core/decode/constants/rare_tables.hpp"
#include "core/decode/kinds/names.hpp"
#include "core/syscalls/rare_kinds.hpp"

// Arguments of rarer calls that are names and nothing else.

namespace spyglass::kinds {

namespace {

/// A mode, and flags beside it: MPOL_BIND|MPOL_F_STATIC_NODES.
Value policy_value(std::uint64_t bits) {
  value::Flags flags = name_flags(constants::memory_policies, bits);
  flags.unknown = constants::memory_policies.unknown;
  value::Flags more = name_flags(constants::memory_policy_flags, flags.rest);
  flags.rest = more.rest;
  for (const auto name : more.names) flags.names.push_back(name);
  return {std::move(flags)};
}

Value decode_memory_policy(const Question& q) { return policy_value(q.raw & 0xffffffff); }
Value decode_wide_memory_policy(const Question& q) { return policy_value(q.raw); }

/// Old programs put a mark in front of the flags, which the kernel passes over.
Value decode_mount_flags(const Question& q) {
  constexpr std::uint64_t mark = 0xc0ed0000, mark_bits = 0xffff0000;
  if ((q.raw & mark_bits) != mark) return decode_wide_flags(q);
  Value marked{name_flags(constants::mount_flags, mark)};
  const std::uint64_t rest = q.raw & ~mark_bits;
  if (rest == 0) return marked;
  return {joined({std::move(marked), {name_flags(constants::mount_flags, rest)}})};
}

}  // namespace

constexpr Kind mount_flags{.name = "mount_flags",
                           .words = "how to mount",
                           .decode = decode_mount_flags,
                           .constants = &constants::mount_flags};
constexpr Kind open_tree_flags = any_of("open_tree_flags", "how", constants::open_tree_flags);
constexpr Kind move_mount_flags =
    any_of("move_mount_flags", "how to find the two", constants::move_mount_flags);
constexpr Kind fsopen_flags =
    any_of("fsopen_flags", "how the descriptor works", constants::fsopen_flags);
constexpr Kind fsmount_flags =
    any_of("fsmount_flags", "how the descriptor works", constants::fsmount_flags);
constexpr Kind mount_attributes =
    any_of_wide("mount_attributes", "what is allowed", constants::mount_attributes);
constexpr Kind mount_setattr_flags =
    any_of("mount_setattr_flags", "how to find it", constants::mount_setattr_flags);
constexpr Kind fspick_flags = any_of("fspick_flags", "how to find it", constants::fspick_flags);
constexpr Kind listmount_flags =
    any_of("listmount_flags", "in which order", constants::listmount_flags);
constexpr Kind handle_flags = any_of("handle_flags", "how to find it", constants::handle_flags);
constexpr Kind transfer_flags =
    any_of("transfer_flags", "how to move the bytes", constants::transfer_flags);
constexpr Kind futex_flags = any_of("futex_flags", "what word it is", constants::futex_flags);
constexpr Kind shadow_stack_flags =
    any_of("shadow_stack_flags", "what is in it at first", constants::shadow_stack_flags);
constexpr Kind protection_key_rights =
    any_of_wide("protection_key_rights", "what is off", constants::protection_key_rights);
constexpr Kind secret_memory_flags =
    any_of("secret_memory_flags", "how the descriptor works", constants::secret_memory_flags);
constexpr Kind page_fault_flags = any_of("page_fault_flags", "how", constants::page_fault_flags);
constexpr Kind fanotify_init_flags =
    any_of("fanotify_init_flags", "how to watch", constants::fanotify_init_flags);
constexpr Kind fanotify_mark_flags =
    any_of("fanotify_mark_flags", "what to do", constants::fanotify_mark_flags);
constexpr Kind fanotify_events =
    any_of_wide("fanotify_events", "what to hear of", constants::fanotify_events);
constexpr Kind compare_type = one_of("compare_type", "what to compare", constants::compare_types);
constexpr Kind perf_flags = any_of_wide("perf_flags", "how to count", constants::perf_flags);
constexpr Kind landlock_create_flags =
    explained(any_of("landlock_create_flags", "what to ask", constants::landlock_create_flags),
              [](const Question& q) {
                if (q.raw == 0) q.notes->shown_as = Returns::descriptor;
              });
constexpr Kind landlock_rule_type =
    one_of("landlock_rule_type", "a rule about what", constants::landlock_rules);
constexpr Kind landlock_restrict_flags =
    any_of("landlock_restrict_flags", "what to log", constants::landlock_restrict_flags);
constexpr Kind lsm_attribute = one_of("lsm_attribute", "which label", constants::lsm_attributes);
constexpr Kind lsm_flags = any_of("lsm_flags", "of which modules", constants::lsm_flags);
constexpr Kind io_uring_enter_flags =
    any_of("io_uring_enter_flags", "how", constants::io_uring_enter_flags);
constexpr Kind io_uring_register_operation =
    one_of("io_uring_register_operation", "what to do", constants::io_uring_register_operations);
constexpr Kind reboot_first_magic =
    one_of("reboot_first_magic", "a magic number", constants::reboot_first_magic);
constexpr Kind reboot_second_magic =
    one_of("reboot_second_magic", "a magic number", constants::reboot_second_magic);
constexpr Kind reboot_command = one_of("reboot_command", "what to do", constants::reboot_commands);
constexpr Kind module_flags = any_of("module_flags", "what not to check", constants::module_flags);
constexpr Kind delete_module_flags =
    any_of("delete_module_flags", "how", constants::delete_module_flags);
constexpr Kind kexec_flags =
    any_of_wide("kexec_flags", "for which machine, and when", constants::kexec_flags);
constexpr Kind kexec_file_flags =
    any_of_wide("kexec_file_flags", "how", constants::kexec_file_flags);
constexpr Kind memory_policy{.name = "memory_policy",
                             .words = "a rule for memory",
                             .decode = decode_memory_policy,
                             .constants = &constants::memory_policies};
constexpr Kind wide_memory_policy{.name = "wide_memory_policy",
                                  .words = "a rule for memory",
                                  .decode = decode_wide_memory_policy,
                                  .constants = &constants::memory_policies};
constexpr Kind bind_flags = any_of("bind_flags", "which pages to move", constants::bind_flags);
constexpr Kind get_policy_flags =
    any_of_wide("get_policy_flags", "what is asked", constants::get_policy_flags);
constexpr Kind io_priority_target =
    one_of("io_priority_target", "whose priority", constants::io_priority_targets);

}  // namespace spyglass::kinds
