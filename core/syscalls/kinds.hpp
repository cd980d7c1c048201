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
extern const Kind octal_mode;                 ///< permission bits: 0644
extern const Kind address;                    ///< a pointer of which only the value matters
extern const Kind user_id;                    ///< uid_t or gid_t; −1 means "leave as it is"
extern const Kind process_id;                 ///< pid_t
extern const Kind signal;                     ///< SIGINT
extern const Kind unsigned_long_long_number;  ///< 64 bits, decimal
extern const Kind page_offset;                ///< in pages of 4 KiB, shown in bytes
extern const Kind device;                     ///< dev_t: makedev(0x1, 0x3)
extern const Kind file_mode;                  ///< type and permissions: S_IFREG|0644
extern const Kind short_user_id;              ///< the same id in 16 bits, as old i386 calls have it
extern const Kind limit;                      ///< of a resource: 8192*1024, RLIM64_INFINITY
extern const Kind word_limit;                 ///< the same, a C unsigned long

// descriptors and strings (kinds/strings.cpp)
extern const Kind fd;             ///< a file descriptor
extern const Kind directory_fd;   ///< the same, or AT_FDCWD
extern const Kind path;           ///< a NUL-terminated path, whole
extern const Kind string;         ///< a NUL-terminated string, cut at the limit
extern const Kind string_vector;  ///< argv: pointers to strings, NULL at the end
extern const Kind environment;    ///< envp: the same; only counted unless all is wanted
extern const Kind host_name_in;
extern const Kind task_name_in, task_name_out;  ///< a thread's name, 15 characters
extern const Kind bytes_in;    ///< a buffer that the program filled; size_from: its length
extern const Kind bytes_out;   ///< a buffer that the kernel filled, as long as the result
extern const Kind text_out;    ///< the same, a NUL-terminated string
extern const Kind link_out;    ///< the same, a path without a NUL
extern const Kind list_out;    ///< the same; with a size of 0 only the length was asked for
extern const Kind random_out;  ///< the same, bytes that are no text

// pointers to one or some plain numbers (kinds/pointers.cpp): [3, 4]
extern const Kind pipe_ends_out;
extern const Kind int_in, int_out, unsigned_out, process_id_out, size_out, address_out;
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
    persona, kernel_log_action, membarrier_command, priority_target;

// what a command makes of the arguments behind it (kinds/fcntl.cpp, ioctl.cpp, prctl.cpp)
extern const Kind fcntl_command, fcntl_argument;
extern const Kind ioctl_request, ioctl_argument;
extern const Kind prctl_option, prctl_argument_2, prctl_argument_3, prctl_argument_4,
    prctl_argument_5;

// structs (structs/): `_in` is read as the call is made, `_out` when it has returned
extern const Kind timespec_in, timespec_out, timespec_in_place;
extern const Kind timeval_in, timeval_in_place;
extern const Kind file_times;  ///< of utimensat: two
extern const Kind signal_set_in;
extern const Kind stat_out, stat64_out, statx_out, statfs_out, statfs64_out;
extern const Kind open_how_in;
extern const Kind lock_in, lock_out, lock64_in, lock64_out;
extern const Kind directory_entries_out, directory_entries64_out;
extern const Kind buffers_in;                    ///< of writev: what each buffer holds
extern const Kind buffers_out;                   ///< of readv: what each was filled with
extern const Kind poll_list;                     ///< also says what was found ready
extern const Kind poll_timeout, select_timeout;  ///< also say how much time was left
extern const Kind select_count, read_set, write_set, exception_set;
extern const Kind select_mask;
extern const Kind epoll_event_in, epoll_events_out;
extern const Kind termios_in, termios_out, winsize_in, winsize_out;
extern const Kind utsname_out, sysinfo_out, rusage_out;
extern const Kind rlimit_in, rlimit_out, rlimit64_in, rlimit64_out;

}  // namespace spyglass::kinds
