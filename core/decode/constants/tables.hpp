#pragma once

#include "core/decode/constants.hpp"

/// The tables of this folder, by family; a new one is declared here and listed in all.cpp, so that
/// `explain` finds its names.
namespace spyglass::constants {

// files.cpp
extern const ConstantTable open_flags;
extern const ConstantTable descriptor_flags;  ///< those of open that dup3 and pipe2 know
extern const ConstantTable access_modes;
extern const ConstantTable seek_origins;
extern const ConstantTable at_flags, at_access_flags, at_statx_flags;
extern const ConstantTable resolve_flags;
extern const ConstantTable file_types;
extern const ConstantTable statx_mask, statx_attributes;
extern const ConstantTable rename_flags;
extern const ConstantTable xattr_flags;
extern const ConstantTable inotify_init_flags, inotify_events;
extern const ConstantTable allocate_modes;
extern const ConstantTable access_advice;
extern const ConstantTable splice_flags;
extern const ConstantTable sync_range_flags;
extern const ConstantTable directory_entry_types;

// file_systems.cpp
extern const ConstantTable file_system_types;
extern const ConstantTable mounted_flags;
extern const ConstantTable unmount_flags;

// descriptors.cpp
extern const ConstantTable fcntl_commands;
extern const ConstantTable close_on_exec;
extern const ConstantTable lock_types;
extern const ConstantTable lock_operations;
extern const ConstantTable seals;
extern const ConstantTable owner_types;
extern const ConstantTable notify_events;
extern const ConstantTable poll_events;
extern const ConstantTable epoll_events, epoll_operations, epoll_flags;
extern const ConstantTable eventfd_flags;
extern const ConstantTable close_range_flags;
extern const ConstantTable memfd_flags;

// terminals.cpp
extern const ConstantTable terminal_input, terminal_output, terminal_control, terminal_local;
extern const ConstantTable line_disciplines, terminal_flow, terminal_flush;

// ioctl.cpp
extern const ConstantTable ioctl_requests;
extern const ConstantTable ioctl_directions;

// memory.cpp
extern const ConstantTable protections;
extern const ConstantTable map_flags;
extern const ConstantTable remap_flags;
extern const ConstantTable memory_advice;
extern const ConstantTable sync_flags;
extern const ConstantTable lock_all_flags, lock_flags;

// system.cpp
extern const ConstantTable random_flags;
extern const ConstantTable arch_prctl_codes;
extern const ConstantTable resources;
extern const ConstantTable usage_targets;
extern const ConstantTable personalities;
extern const ConstantTable kernel_log_actions;
extern const ConstantTable membarrier_commands, membarrier_flags;
extern const ConstantTable priority_targets;

// prctl.cpp
extern const ConstantTable prctl_options;
extern const ConstantTable dump_permissions;
extern const ConstantTable capabilities;
extern const ConstantTable ambient_operations;
extern const ConstantTable secure_bits;
extern const ConstantTable timestamp_counter_modes;
extern const ConstantTable memory_name_operations;
extern const ConstantTable seccomp_modes;

// processes.cpp
extern const ConstantTable clone_flags;
extern const ConstantTable unshare_flags;
extern const ConstantTable namespace_types;
extern const ConstantTable wait_options;
extern const ConstantTable waitid_types;
extern const ConstantTable ptrace_events;
extern const ConstantTable ptrace_requests;
extern const ConstantTable ptrace_options;
extern const ConstantTable register_sets;
extern const ConstantTable schedulers;
extern const ConstantTable scheduler_flags;
extern const ConstantTable exec_flags;
extern const ConstantTable pidfd_flags;

// signals.cpp
extern const ConstantTable mask_changes;
extern const ConstantTable action_flags;
extern const ConstantTable handlers;
extern const ConstantTable stack_flags;
extern const ConstantTable signalfd_flags;
extern const ConstantTable signal_codes;
extern const ConstantTable child_codes;
extern const ConstantTable segv_codes;
extern const ConstantTable bus_codes;
extern const ConstantTable fpe_codes;
extern const ConstantTable ill_codes;
extern const ConstantTable trap_codes;
extern const ConstantTable poll_codes;
extern const ConstantTable sys_codes;

// time.cpp
extern const ConstantTable clocks;
extern const ConstantTable timer_flags;
extern const ConstantTable interval_timers;
extern const ConstantTable timerfd_flags;
extern const ConstantTable notifications;
extern const ConstantTable clock_changes;
extern const ConstantTable clock_status;
extern const ConstantTable clock_states;

// ipc.cpp
extern const ConstantTable futex_operations;
extern const ConstantTable futex_bitsets;
extern const ConstantTable wake_operations;
extern const ConstantTable wake_comparisons;
extern const ConstantTable ipc_keys;
extern const ConstantTable ipc_flags;
extern const ConstantTable shm_flags;
extern const ConstantTable attach_flags;
extern const ConstantTable mq_flags;
extern const ConstantTable shm_commands;
extern const ConstantTable msg_commands;
extern const ConstantTable sem_commands;
extern const ConstantTable message_queue_flags;
extern const ConstantTable semaphore_flags;

// sockets.cpp
extern const ConstantTable address_families;
extern const ConstantTable socket_types;
extern const ConstantTable socket_type_flags;
extern const ConstantTable inet_protocols;
extern const ConstantTable netlink_protocols;
extern const ConstantTable shutdown_ways;
extern const ConstantTable message_flags;
extern const ConstantTable control_types;
extern const ConstantTable ip_control_types;
extern const ConstantTable socket_calls;

// socket_options.cpp
extern const ConstantTable socket_levels;
extern const ConstantTable socket_options;
extern const ConstantTable ip_options;
extern const ConstantTable ipv6_options;
extern const ConstantTable tcp_options;
extern const ConstantTable udp_options;
extern const ConstantTable raw_options;
extern const ConstantTable packet_options;
extern const ConstantTable netlink_options;

// packets.cpp
extern const ConstantTable ethernet_protocols;
extern const ConstantTable hardware_types;
extern const ConstantTable packet_types;

}  // namespace spyglass::constants
