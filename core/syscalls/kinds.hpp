#pragma once

#include "core/syscalls/row.hpp"

/// The kinds that rows may name; each is defined, with its decoder, in core/decode/kinds/.
namespace spyglass::kinds {

// numbers (kinds/numbers.cpp)
extern const Kind int_number;       ///< C int, decimal
extern const Kind unsigned_number;  ///< C unsigned int, decimal
extern const Kind long_number;      ///< C long or ssize_t, decimal
extern const Kind size;             ///< size_t, decimal
extern const Kind offset;           ///< off_t: a signed 64-bit number
extern const Kind hex;              ///< hexadecimal
extern const Kind octal_mode;       ///< permission bits: 0644
extern const Kind address;          ///< a pointer of which only the value matters
extern const Kind user_id;          ///< uid_t or gid_t; −1 means "leave as it is"
extern const Kind process_id;       ///< pid_t
extern const Kind signal;           ///< SIGINT

// descriptors and strings (kinds/strings.cpp)
extern const Kind fd;             ///< a file descriptor
extern const Kind directory_fd;   ///< the same, or AT_FDCWD
extern const Kind path;           ///< a NUL-terminated path, whole
extern const Kind string;         ///< a NUL-terminated string, cut at the limit
extern const Kind string_vector;  ///< argv: pointers to strings, NULL at the end
extern const Kind environment;    ///< envp: the same; only counted unless all is wanted
extern const Kind bytes_in;       ///< a buffer that the program filled; size_from: its length
extern const Kind bytes_out;      ///< a buffer that the kernel filled, as long as the result
extern const Kind text_out;       ///< the same, a NUL-terminated string
extern const Kind link_out;       ///< the same, a path without a NUL

// names (kinds/names.cpp)
extern const Kind open_flags;
extern const Kind access_mode;
extern const Kind seek_origin;

// structs (structs/): `_in` is read as the call is made, `_out` when it has returned
extern const Kind timespec_in, timespec_out, timespec_in_place;

// more numbers (kinds/numbers.cpp)
extern const Kind long_long_number;           ///< a signed 64-bit number
extern const Kind unsigned_long_long_number;  ///< an unsigned one
extern const Kind int_in, int_out;            ///< a pointer to an int: [5]
extern const Kind unsigned_out;               ///< a pointer to an unsigned int

// processes (kinds/processes.cpp, structs/processes.cpp, structs/vectors.cpp)
extern const Kind wait_status;  ///< how a child ended
extern const Kind wait_options, waitid_type, wait_rusage_out, waitid_rusage_out;
extern const Kind clone_flags;      ///< with the signal that the child ends with
extern const Kind clone_arguments;  ///< clone3's; size_from: its size
extern const Kind thread_area;      ///< tls: an address, or a segment on i386
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
extern const Kind siginfo_in, siginfo_out;

// sockets (kinds/sockets.cpp, structs/sockaddr.cpp, structs/messages.cpp)
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
