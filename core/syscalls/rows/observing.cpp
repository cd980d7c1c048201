// Looking on: at files, at memory, at the processor's counters, at the kernel itself.

#include "core/syscalls/kinds.hpp"
#include "core/syscalls/rare_kinds.hpp"
#include "core/syscalls/rows/families.hpp"

namespace spyglass::rows {

namespace {

using Values = std::span<const std::uint64_t>;

/// kcmp(2) compares two objects by number only for KCMP_FILE and KCMP_EPOLL_TFD.
constexpr bool compares_files(Values arguments) {
  constexpr std::uint64_t file = 0, first_other = 1, last_other = 6;
  const std::uint64_t type = arguments[2] & 0xffffffff;
  return type == file || type < first_other || type > last_other;
}

constexpr Row observing_rows[] = {
    {.name = "fanotify_init",
     .group = Group::files,
     .does = "Begins to watch files, and if wanted to decide who may open them.",
     .when = "In virus scanners and programs that index files.",
     .arguments = {{{"flags", &kinds::fanotify_init_flags, "how, and what to tell"},
                    {"event_f_flags", &kinds::open_flags, "how files that it tells of are open"}}},
     .returns = Returns::descriptor,
     .returned = "a descriptor to read events from",
     .errors = {{{"EPERM", "most of it is for root only"},
                 {"EMFILE", "the user has too many of them"},
                 {"EINVAL", "the flags contradict each other"}}}},
    {.name = "fanotify_mark",
     .group = Group::files,
     .does = "Says which files, mounts or file systems to watch, and for what.",
     .arguments = {{{"fanotify_fd", &kinds::fd, "from fanotify_init"},
                    {"flags", &kinds::fanotify_mark_flags, "add or remove, and how much"},
                    {"mask", &kinds::fanotify_events, "what to hear of", -1, true},
                    {"dirfd", &kinds::fanotify_directory, "where a relative path starts"},
                    {"pathname", &kinds::path, "the file; NULL: dirfd itself"}}},
     .returns = Returns::zero,
     .returned = "0",
     .errors = {{{"ENOENT", "there is no such file, or it is not watched"},
                 {"EINVAL", "these events cannot be had so"},
                 {"EXDEV", "this file system cannot tell its files apart"}}}},
    {.name = "perf_event_open",
     .group = Group::system,
     .does = "Makes a counter: of instructions, page faults, marked places in the kernel.",
     .when = "In perf, and in programs that measure themselves.",
     .arguments = {{{"attr", &kinds::perf_attributes_in, "what to count"},
                    {"pid", &kinds::process_id, "in which thread; 0: this one, -1: all"},
                    {"cpu", &kinds::int_number, "on which processor; -1: all"},
                    {"group_fd", &kinds::fd, "a counter to go with; -1: none"},
                    {"flags", &kinds::perf_flags, "how"}}},
     .first_half = 0,
     .returns = Returns::descriptor,
     .returned = "a descriptor to read the counter from",
     .errors = {{{"EACCES", "/proc/sys/kernel/perf_event_paranoid says no"},
                 {"ENOENT", "this machine has no such counter"},
                 {"EINVAL", "attr makes no sense"}}}},
    {.name = "bpf",
     .group = Group::system,
     .does = "Loads small programs into the kernel, and shares data with them.",
     .when = "In bpftrace, systemd and container networks; in spyglass when it watches without "
             "stopping.",
     .arguments = {{{"cmd", &kinds::bpf_command, "what to do"},
                    {"attr", &kinds::bpf_attributes, "what the command needs", 2},
                    {"size", &kinds::unsigned_number, "the size of attr"}}},
     .returns = Returns::number,
     .returned = "a descriptor, or what the command says",
     .errors = {{{"EPERM", "only root may do that"},
                 {"EACCES", "the kernel cannot prove that the program is harmless"},
                 {"EINVAL", "attr makes no sense"}}}},
    {.name = "userfaultfd",
     .group = Group::memory,
     .does = "Lets the program itself deal with touches of memory that is not there.",
     .when = "When a virtual machine moves to another host while it runs.",
     .arguments = {{{"flags", &kinds::page_fault_flags, "how"}}},
     .returns = Returns::descriptor,
     .returned = "a descriptor to read page faults from",
     .errors = {{{"EPERM", "faults of the kernel are for root only"},
                 {"EINVAL", "there is no such flag"},
                 {"EMFILE", "the program has as many files open as it may"}}}},
    {.name = "kcmp",
     .group = Group::processes,
     .does = "Tells whether two processes share something: an open file, memory, handlers.",
     .when = "In CRIU, which saves processes, and in strace's tests.",
     .arguments = {{{"pid1", &kinds::process_id, "a process"},
                    {"pid2", &kinds::process_id, "another one"},
                    {"type", &kinds::compare_type, "what to compare"},
                    {"idx1", &kinds::compared_file, "a descriptor of the first", -1, false,
                     compares_files},
                    {"idx2", &kinds::compared_other, "a descriptor of the second", -1, false,
                     compares_files}}},
     .returns = Returns::number,
     .returned = "0: the same; 1 or 2: not the same, in an order; 3: not the same",
     .errors = {{{"EPERM", "the program may not trace these processes"},
                 {"ESRCH", "there is no such process"},
                 {"EBADF", "a descriptor is not open"}}}},
    {.name = "cachestat",
     .group = Group::files,
     .does = "Tells how much of a part of a file is in memory.",
     .when = "Rarely: in databases that plan what to read.",
     .arguments = {{{"fd", &kinds::fd, "the open file"},
                    {"cstat_range", &kinds::cache_range_in, "which part"},
                    {"cstat", &kinds::cache_facts_out, "where the numbers go"},
                    {"flags", &kinds::hex, "none yet: 0"}}},
     .returns = Returns::zero,
     .returned = "0",
     .errors = {{{"EBADF", "the descriptor is not open"},
                 {"EOPNOTSUPP", "the file is on huge pages"},
                 {"EFAULT", "a pointer is not the program's memory"}}},
     .unified = 451},
    {.name = "lookup_dcookie",
     .group = Group::system,
     .does = "Told the path behind a number that a profiler of old had noted; gone since 6.7.",
     .arguments = {{{"cookie", &kinds::long_long_number, "the number", -1, true},
                    {"buffer", &kinds::bytes_out, "where the path went"},
                    {"len", &kinds::size, "how many bytes there was room for"}}},
     .first_half = 0,
     .returns = Returns::bytes,
     .returned = "the length of the path",
     .errors = {{{"ENOSYS", "newer kernels do not have it"}}}},
};

}  // namespace

std::span<const Row> observing() { return observing_rows; }

}  // namespace spyglass::rows
