#pragma once

#include "core/syscalls/row.hpp"

/// Kinds that only rows of rarer calls name, by the files of core/decode/ that define them; the
/// others are in kinds.hpp.
namespace spyglass::kinds {

// kinds/rare_names.cpp
extern const Kind mount_flags, open_tree_flags, move_mount_flags, fsopen_flags, fsmount_flags,
    mount_attributes, mount_setattr_flags, fspick_flags, listmount_flags;
extern const Kind handle_flags, transfer_flags, futex_flags, shadow_stack_flags,
    protection_key_rights, secret_memory_flags, page_fault_flags;
extern const Kind fanotify_init_flags, fanotify_mark_flags, fanotify_events;
extern const Kind compare_type, perf_flags;
extern const Kind landlock_create_flags, landlock_rule_type, landlock_restrict_flags;
extern const Kind lsm_attribute, lsm_flags;
extern const Kind io_uring_enter_flags, io_uring_register_operation;
extern const Kind reboot_first_magic, reboot_second_magic, reboot_command;
extern const Kind module_flags, delete_module_flags, kexec_flags, kexec_file_flags;
extern const Kind memory_policy, wide_memory_policy, bind_flags, get_policy_flags,
    io_priority_target;

// what flags or a command make of the arguments behind them (kinds/mounts.cpp, keys.cpp,
// administration.cpp, structs/security.cpp, observing.cpp)
extern const Kind mount_type, mount_data;  ///< mount's, by its flags
extern const Kind fsconfig_command, fsconfig_key, fsconfig_value, fsconfig_more;
extern const Kind seccomp_operation, seccomp_flags, seccomp_argument;
extern const Kind landlock_rule_in;  ///< by the rule's type
extern const Kind key_serial;        ///< a key's number: KEY_SPEC_SESSION_KEYRING
extern const Kind key_command, key_argument_2, key_argument_3, key_argument_4, key_argument_5;
extern const Kind swap_flags;     ///< with a priority: SWAP_FLAG_PREFER|5
extern const Kind quota_command;  ///< QCMD(Q_GETQUOTA, USRQUOTA)
extern const Kind quota_id, quota_argument, quota_fd_id, quota_fd_argument;
extern const Kind io_priority;  ///< IOPRIO_PRIO_VALUE(IOPRIO_CLASS_BE, 4)
extern const Kind fanotify_directory;
extern const Kind compared_file, compared_other;  ///< of kcmp, by its type

// structs (structs/mounts.cpp, security.cpp, policies.cpp, aio.cpp, io_uring.cpp,
// observing.cpp, bpf.cpp, futexes.cpp)
extern const Kind mount_attr_in;  ///< size_from: its size
extern const Kind mount_request_in, mount_ids_out, ustat_out;
extern const Kind file_handle_in, file_handle_out, file_attributes_in, file_attributes_out;
extern const Kind xattr_arguments_in, xattr_arguments_out;
extern const Kind cache_range_in, cache_facts_out;
extern const Kind capability_header;
extern const Kind capability_data_in, capability_data_out;  ///< size_from: the header
extern const Kind landlock_ruleset_in;                      ///< size_from: its size
extern const Kind lsm_ids_out;
extern const Kind kexec_segments_in;
extern const Kind memory_policy_out;
extern const Kind node_mask_in, node_mask_out;  ///< size_from: how many bits, and one more
extern const Kind addresses_in, numbers_in, page_places_out;
extern const Kind aio_request_in, aio_requests_in, aio_events_out;
extern const Kind io_uring_params, io_uring_enter_argument, io_uring_register_argument;
extern const Kind perf_attributes_in;
extern const Kind bpf_command, bpf_attributes;
extern const Kind futex_waiters_in, futex_pair_in;
extern const Kind old_signal_action_in, old_signal_action_out;

}  // namespace spyglass::kinds
