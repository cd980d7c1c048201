#pragma once

#include "core/syscalls/row.hpp"

/// The kinds that rows may name; each is defined, with its decoder, in core/decode/kinds/.
namespace spyglass::kinds {

// numbers (kinds/numbers.cpp)
extern const Kind int_number;                 ///< C int, decimal
extern const Kind unsigned_number;            ///< C unsigned int, decimal
extern const Kind long_number;                ///< C long or ssize_t, decimal
extern const Kind size;                       ///< size_t, decimal
extern const Kind offset;                     ///< off_t: a signed 64-bit number
extern const Kind hex;                        ///< hexadecimal
extern const Kind octal_mode;                 ///< permission bits, 16 of them: 0644
extern const Kind octal_number;               ///< the same in members, which are wider
extern const Kind address;                    ///< a pointer of which only the value matters
extern const Kind user_id;                    ///< uid_t or gid_t; −1 means "leave as it is"
extern const Kind process_id;                 ///< pid_t, of a process or a thread
extern const Kind process_group;              ///< the same, of a group
extern const Kind process_or_group;           ///< the same, negative for a group
extern const Kind signal;                     ///< SIGINT
extern const Kind long_long_number;           ///< a signed 64-bit number
extern const Kind unsigned_long_long_number;  ///< an unsigned one
extern const Kind page_offset;                ///< in pages of 4 KiB, shown in bytes
extern const Kind device;                     ///< dev_t: makedev(0x1, 0x3)
extern const Kind short_device;               ///< the same in 32 bits, as arguments have it
extern const Kind file_mode;                  ///< type and permissions: S_IFREG|0644
extern const Kind short_user_id;              ///< the same id in 16 bits, as old i386 calls have it
extern const Kind limit;                      ///< of a resource: 8192*1024, RLIM64_INFINITY
extern const Kind word_limit;                 ///< the same, a C unsigned long

// descriptors and strings (kinds/strings.cpp)
extern const Kind fd;               ///< a file descriptor
extern const Kind fd_behind_pidfd;  ///< of the process that the first argument stands for
extern const Kind directory_fd;     ///< the same, or AT_FDCWD
extern const Kind path;             ///< a NUL-terminated path, whole
extern const Kind string;           ///< a NUL-terminated string, cut at the limit
extern const Kind string_vector;    ///< argv: pointers to strings, NULL at the end
extern const Kind environment;      ///< envp: the same; only counted unless all is wanted
extern const Kind host_name_in;
extern const Kind task_name_in, task_name_out;  ///< a thread's name, 15 characters
extern const Kind bytes_in;    ///< a buffer that the program filled; size_from: its length
extern const Kind bytes_out;   ///< a buffer that the kernel filled, as long as the result
extern const Kind text_out;    ///< the same, a NUL-terminated string
extern const Kind link_out;    ///< the same, a path without a NUL
extern const Kind list_out;    ///< the same; with a size of 0 only the length was asked for
extern const Kind random_out;  ///< the same, bytes that are no text

// pointers to one or some plain numbers (kinds/pointers.cpp): [3, 4]
extern const Kind pipe_ends_out, descriptor_out;
extern const Kind int_in, int_out, unsigned_out, size_out, address_out;
extern const Kind offset_in;                 ///< where to start; moved on by the call
extern const Kind offset_out;                ///< where a file's position is now
extern const Kind word_offset_before_after;  ///< of sendfile: before and after, off_t
extern const Kind offset_before_after;       ///< the same, 64 bits wide
extern const Kind id_out, short_id_out;
extern const Kind ids_in, ids_out, short_ids_in, short_ids_out;
extern const Kind cpu_set_in, cpu_set_out;
extern const Kind residency_out;  ///< of mincore: one number a page

// names (kinds/names.cpp)
extern const Kind open_flags, descriptor_flags, at_flags, at_access_flags, at_statx_flags;
extern const Kind access_mode;
extern const Kind seek_origin;
extern const Kind statx_mask;
extern const Kind rename_flags, xattr_flags, inotify_init_flags, inotify_events, unmount_flags;
extern const Kind allocate_mode, access_advice, splice_flags, sync_range_flags;
extern const Kind lock_operation, epoll_operation, epoll_flags, eventfd_flags, close_range_flags,
    memfd_flags;
extern const Kind protection, map_flags, remap_flags, memory_advice, sync_flags, lock_all_flags,
    lock_flags;
extern const Kind random_flags, arch_prctl_code, arch_prctl_argument, resource, usage_target,
    segment, persona, kernel_log_action, kernel_log_buffer, membarrier_command, membarrier_flags,
    priority_target;

// what a command makes of the arguments behind it (kinds/fcntl.cpp, ioctl.cpp, prctl.cpp)
extern const Kind fcntl_command, fcntl_argument;
extern const Kind ioctl_request, ioctl_argument;
extern const Kind prctl_option, prctl_argument_2, prctl_argument_3, prctl_argument_4,
    prctl_argument_5;

// structs (structs/): `_in` is read as the call is made, `_out` when it has returned
extern const Kind timespec_in, timespec_out, timespec_in_place;
extern const Kind file_times, file_times64;  ///< of utimensat: two
extern const Kind old_stat_out, stat_out, stat64_out, statx_out, statfs_out, statfs64_out;
extern const Kind open_how_in;
extern const Kind lock_in, lock_out, lock64_in, lock64_out;
extern const Kind directory_entries_out, directory_entries64_out;
extern const Kind buffers_in;   ///< of writev: what each buffer holds
extern const Kind buffers_out;  ///< of readv: what each was filled with
extern const Kind poll_list;    ///< also says what was found ready
extern const Kind poll_timeout, poll_timeout64,
    select_timeout;  ///< also say how much time was left
extern const Kind select_count, read_set, write_set, exception_set;
extern const Kind select_mask;
extern const Kind epoll_event_in, epoll_events_out;
extern const Kind termios_in, termios_out, winsize_in, winsize_out;
extern const Kind utsname_out, sysinfo_out, rusage_out;
extern const Kind rlimit_in, rlimit_out, rlimit64_in, rlimit64_out;

// processes (kinds/processes.cpp, structs/processes.cpp, structs/vectors.cpp)
extern const Kind wait_status;  ///< how a child ended
extern const Kind wait_options, waitid_type, wait_rusage_out, waitid_rusage_out;
extern const Kind waited_id, priority_who, io_priority_who;  ///< by the type before it
extern const Kind clone_parent_out;  ///< the child's id, or a pidfd, by clone's flags
extern const Kind clone_flags;       ///< with the signal that the child ends with
extern const Kind clone_arguments;   ///< clone3's; size_from: its size
extern const Kind thread_area;       ///< tls: an address, or a segment on i386
extern const Kind unshare_flags, namespace_type;
extern const Kind process_id_out;                               ///< a pointer to a pid_t
extern const Kind ptrace_request, ptrace_address, ptrace_data;  ///< ptrace's, in that order
extern const Kind scheduler, schedule_in, schedule_out;
extern const Kind exec_flags, pidfd_flags;
extern const Kind local_vector_in, local_vector_out, remote_vector;  ///< of process_vm_readv

// signals (kinds/signals.cpp, structs/signals.cpp, structs/siginfo.cpp)
extern const Kind signal_set_in, signal_set_out;  ///< size_from: the set's size
extern const Kind pending_set_out;                ///< the same, of any size
extern const Kind old_signal_set_in, old_signal_set_out, old_signal_set;  ///< of a word
extern const Kind signal_set;                                             ///< in place
extern const Kind signal_frame, old_signal_frame;                         ///< Source::stack_pointer
extern const Kind interrupted_call;                                       ///< Source::nowhere
extern const Kind signal_handler, mask_change, action_flags, stack_flags, signalfd_flags;
extern const Kind signal_action_in, signal_action_out, signal_stack_in, signal_stack_out;
extern const Kind siginfo_in, siginfo_out, awaited_siginfo_out;

// sockets (kinds/sockets.cpp, structs/sockaddr.cpp, structs/messages.cpp)
extern const Kind payload_in, payload_out;  ///< bytes_in, bytes_out, or messages of netlink(7)
extern const Kind address_family, socket_type, socket_type_flags, shutdown_way, message_flags;
extern const Kind socket_protocol;    ///< by the family, which is the first argument
extern const Kind socket_pair_out;    ///< two descriptors
extern const Kind socket_address_in;  ///< size_from: its length
/// size_from: the pointer to its length, whose kind must be socket_length.
extern const Kind socket_address_out;
/// A pointer to a length that the kernel changes; size_from: the address that it is of, if it does
/// not count without one.
extern const Kind socket_length;
extern const Kind socket_call;                                         ///< socketcall's first
extern const Kind socket_level, socket_option, option_in, option_out;  ///< of setsockopt
extern const Kind credentials;                                         ///< struct ucred
extern const Kind message_in, message_out, messages_sent, messages_received;

// time (structs/time.cpp, structs/sigevent.cpp); 64: of the calls whose names end so
extern const Kind timespec64_in, timespec64_out;
/// Where the rest of a sleep goes; size_from: the flags, if any of them makes it a point in time.
extern const Kind timespec_left, timespec64_left;
extern const Kind receive_timeout, receive64_timeout;  ///< also say how much time was left
extern const Kind timeval_in, timeval_out, timeval_in_place, timeval_pair;
extern const Kind timezone_in, timezone_out;
extern const Kind itimerspec_in, itimerspec_out, itimerspec64_in, itimerspec64_out;
extern const Kind itimerval_in, itimerval_out;
extern const Kind tms_out, utimbuf_in, timex_out, time_in, time_out, result_date;
extern const Kind clock_ticks;  ///< clock_t, with the seconds beside it
extern const Kind clock_id, timer_flags, interval_timer, timerfd_flags, clock_state;
extern const Kind sigevent_in;

// between processes (kinds/ipc.cpp, structs/ipc.cpp)
extern const Kind futex_operation;
extern const Kind futex_timeout, futex64_timeout;  ///< or a second count, by the operation
extern const Kind futex_value;                     ///< the last one, by the operation
extern const Kind ipc_key, ipc_mode, shm_mode, attach_flags;
extern const Kind shm_command, msg_command, sem_command;
extern const Kind shm_control, msg_control, sem_control;  ///< by the command
extern const Kind semaphore_operations, queue_message_in, queue_message_out, queue_flags;
extern const Kind mq_attributes_in, mq_attributes_out;

}  // namespace spyglass::kinds
