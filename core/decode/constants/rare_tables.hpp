#pragma once

#include "core/decode/constants.hpp"

/// Tables that only rarer calls need, by family as in tables.hpp; a new one is declared here and
/// listed in all.cpp.
namespace spyglass::constants {

// rare_ioctl.cpp
extern const ConstantTable rare_ioctl_requests;

// netlink.cpp
extern const ConstantTable netlink_messages;
extern const ConstantTable diagnosis_messages;
extern const ConstantTable generic_messages;
extern const ConstantTable netlink_flags;
extern const ConstantTable netlink_get_flags;
extern const ConstantTable netlink_new_flags;
extern const ConstantTable netlink_delete_flags;
extern const ConstantTable netlink_answer_flags;
extern const ConstantTable attribute_flags;
extern const ConstantTable socket_states;
extern const ConstantTable unix_questions;
extern const ConstantTable netlink_questions;
extern const ConstantTable packet_questions;

// rtnetlink.cpp
extern const ConstantTable route_messages;
extern const ConstantTable link_attributes;
extern const ConstantTable address_attributes;
extern const ConstantTable route_attributes;
extern const ConstantTable neighbour_attributes;
extern const ConstantTable link_flags;
extern const ConstantTable address_flags;
extern const ConstantTable route_flags;
extern const ConstantTable route_scopes;
extern const ConstantTable route_tables;
extern const ConstantTable route_origins;
extern const ConstantTable route_types;
extern const ConstantTable neighbour_states;
extern const ConstantTable neighbour_flags;

// protocols.cpp
extern const ConstantTable bluetooth_protocols, can_protocols, caif_protocols, phonet_protocols;
extern const ConstantTable smc_protocols, kcm_protocols;

// prctl_arguments.cpp
extern const ConstantTable memory_failure_changes, memory_failure_policies;
extern const ConstantTable memory_map_fields;
extern const ConstantTable speculations, speculation_states, speculation_choices;
extern const ConstantTable dispatch_modes;
extern const ConstantTable core_operations, core_scopes;

// mounts.cpp
extern const ConstantTable mount_flags;
extern const ConstantTable open_tree_flags;
extern const ConstantTable move_mount_flags;
extern const ConstantTable fsopen_flags;
extern const ConstantTable fsconfig_commands;
extern const ConstantTable fsmount_flags;
extern const ConstantTable mount_attributes;
extern const ConstantTable mount_propagation;
extern const ConstantTable mount_setattr_flags;
extern const ConstantTable fspick_flags;
extern const ConstantTable statmount_mask;
extern const ConstantTable listmount_flags;
extern const ConstantTable file_attributes;
extern const ConstantTable handle_flags;

// security.cpp
extern const ConstantTable seccomp_operations;
extern const ConstantTable seccomp_flags;
extern const ConstantTable seccomp_actions;
extern const ConstantTable landlock_create_flags;
extern const ConstantTable landlock_rules;
extern const ConstantTable landlock_file_access;
extern const ConstantTable landlock_net_access;
extern const ConstantTable landlock_scopes;
extern const ConstantTable landlock_restrict_flags;
extern const ConstantTable capability_bits;
extern const ConstantTable capability_versions;
extern const ConstantTable lsm_attributes;
extern const ConstantTable lsm_flags;
extern const ConstantTable lsm_ids;

// keys.cpp
extern const ConstantTable key_commands;
extern const ConstantTable keyrings;
extern const ConstantTable key_permissions;
extern const ConstantTable key_request_keyrings;
extern const ConstantTable key_move_flags;

// administration.cpp
extern const ConstantTable swap_flags;
extern const ConstantTable reboot_first_magic;
extern const ConstantTable reboot_second_magic;
extern const ConstantTable reboot_commands;
extern const ConstantTable delete_module_flags;
extern const ConstantTable module_flags;
extern const ConstantTable kexec_flags;
extern const ConstantTable kexec_file_flags;
extern const ConstantTable quota_commands;
extern const ConstantTable quota_types;
extern const ConstantTable quota_formats;

// policies.cpp
extern const ConstantTable memory_policies;
extern const ConstantTable memory_policy_flags;
extern const ConstantTable bind_flags;
extern const ConstantTable get_policy_flags;
extern const ConstantTable io_priority_targets;
extern const ConstantTable io_priority_classes;

// io_uring.cpp
extern const ConstantTable transfer_flags;
extern const ConstantTable aio_commands;
extern const ConstantTable aio_flags;
extern const ConstantTable io_uring_setup_flags;
extern const ConstantTable io_uring_features;
extern const ConstantTable io_uring_enter_flags;
extern const ConstantTable io_uring_register_operations;

// observing.cpp
extern const ConstantTable fanotify_init_flags;
extern const ConstantTable fanotify_mark_flags;
extern const ConstantTable fanotify_events;
extern const ConstantTable page_fault_flags;
extern const ConstantTable compare_types;
extern const ConstantTable perf_flags;
extern const ConstantTable perf_types;
extern const ConstantTable perf_hardware;
extern const ConstantTable perf_software;
extern const ConstantTable perf_samples;
extern const ConstantTable perf_read_formats;
extern const ConstantTable perf_breakpoints, perf_sizes;

// bpf.cpp
extern const ConstantTable bpf_commands;
extern const ConstantTable bpf_map_types;
extern const ConstantTable bpf_program_types;

// machine.cpp
extern const ConstantTable protection_key_rights;
extern const ConstantTable secret_memory_flags;
extern const ConstantTable shadow_stack_flags;
extern const ConstantTable futex_flags;
extern const ConstantTable futex_waiter_flags;

}  // namespace spyglass::constants
