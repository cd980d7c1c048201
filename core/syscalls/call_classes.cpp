#include "core/syscalls/call_classes.hpp"

#include <algorithm>
#include <array>

#include "core/syscalls/kinds.hpp"

namespace spyglass {

using namespace std::string_view_literals;

namespace {

// Where the rows know it, a class is a question to the row, so that a new call finds its classes by
// itself. What is in a class beyond that, or not, was found by asking strace 6.1 of each call.

bool takes(const Row& row, const Kind& kind) {
  const auto arguments = row.argument_list();
  return std::any_of(arguments.begin(), arguments.end(),
                     [&](const Argument& argument) { return argument.kind == &kind; });
}

bool takes_path(const Row& row) { return takes(row, kinds::path); }

bool takes_descriptor(const Row& row) {
  const bool does = takes(row, kinds::fd) || takes(row, kinds::directory_fd) ||
                    row.returns == Returns::descriptor;
  return does && row.group != Group::sockets;
}

template <Group group>
bool is_of(const Row& row) {
  return row.group == group;
}

bool is_system_v_ipc(const Row& row) {
  return row.group == Group::ipc && !row.name.starts_with("mq_") && !row.name.starts_with("futex");
}

constexpr std::array clock_calls = {
    "adjtimex"sv,        "clock_adjtime"sv,       "clock_adjtime64"sv,
    "clock_getres"sv,    "clock_getres_time64"sv, "clock_gettime"sv,
    "clock_gettime64"sv, "clock_settime"sv,       "clock_settime64"sv,
    "gettimeofday"sv,    "settimeofday"sv,        "time"sv};
constexpr std::array credential_calls = {
    "capget"sv,      "capset"sv,      "getegid"sv,    "getegid32"sv,   "geteuid"sv,
    "geteuid32"sv,   "getgid"sv,      "getgid32"sv,   "getgroups"sv,   "getgroups32"sv,
    "getresgid"sv,   "getresgid32"sv, "getresuid"sv,  "getresuid32"sv, "getuid"sv,
    "getuid32"sv,    "prctl"sv,       "setfsgid"sv,   "setfsgid32"sv,  "setfsuid"sv,
    "setfsuid32"sv,  "setgid"sv,      "setgid32"sv,   "setgroups"sv,   "setgroups32"sv,
    "setregid"sv,    "setregid32"sv,  "setresgid"sv,  "setresgid32"sv, "setresuid"sv,
    "setresuid32"sv, "setreuid"sv,    "setreuid32"sv, "setuid"sv,      "setuid32"sv};
constexpr std::array pure_calls = {"getegid"sv, "getegid32"sv, "geteuid"sv, "geteuid32"sv,
                                   "getgid"sv,  "getgid32"sv,  "getpgrp"sv, "getpid"sv,
                                   "getppid"sv, "gettid"sv,    "getuid"sv,  "getuid32"sv};
constexpr std::array stat_calls = {"oldstat"sv, "stat"sv, "stat64"sv};
constexpr std::array lstat_calls = {"lstat"sv, "lstat64"sv, "oldlstat"sv};
constexpr std::array fstat_calls = {"fstat"sv,      "fstat64"sv,  "fstatat64"sv,
                                    "newfstatat"sv, "oldfstat"sv, "statx"sv};
constexpr std::array all_stat_calls = {"fstat"sv,   "fstat64"sv,    "fstatat64"sv, "lstat"sv,
                                       "lstat64"sv, "newfstatat"sv, "oldfstat"sv,  "oldlstat"sv,
                                       "oldstat"sv, "stat"sv,       "stat64"sv,    "statx"sv};
constexpr std::array statfs_calls = {"statfs"sv, "statfs64"sv};
constexpr std::array fstatfs_calls = {"fstatfs"sv, "fstatfs64"sv};
constexpr std::array all_statfs_calls = {"fstatfs"sv, "fstatfs64"sv, "statfs"sv, "statfs64"sv,
                                         "ustat"sv};
constexpr std::array process_calls = {"clone"sv,
                                      "clone3"sv,
                                      "execve"sv,
                                      "execveat"sv,
                                      "exit"sv,
                                      "exit_group"sv,
                                      "fork"sv,
                                      "kill"sv,
                                      "pidfd_send_signal"sv,
                                      "rt_sigqueueinfo"sv,
                                      "rt_tgsigqueueinfo"sv,
                                      "tgkill"sv,
                                      "tkill"sv,
                                      "vfork"sv,
                                      "wait4"sv,
                                      "waitid"sv,
                                      "waitpid"sv};
constexpr std::array file_too = {"fsconfig"sv, "getcwd"sv};
constexpr std::array not_file = {"mq_open"sv, "mq_unlink"sv};
constexpr std::array desc_too = {"_newselect"sv,
                                 "bpf"sv,
                                 "landlock_create_ruleset"sv,
                                 "pipe"sv,
                                 "pipe2"sv,
                                 "poll"sv,
                                 "ppoll"sv,
                                 "ppoll_time64"sv,
                                 "pselect6"sv,
                                 "pselect6_time64"sv,
                                 "select"sv,
                                 "socketcall"sv};
constexpr std::array memory_too = {"break"sv, "io_destroy"sv, "io_setup"sv, "io_uring_register"sv,
                                   "shmat"sv, "shmdt"sv};
constexpr std::array not_memory = {"memfd_secret"sv,    "pkey_alloc"sv,       "pkey_free"sv,
                                   "process_madvise"sv, "process_mrelease"sv, "userfaultfd"sv};
constexpr std::array signal_too = {"io_uring_enter"sv};
constexpr std::array not_signal = {"alarm"sv, "getitimer"sv, "restart_syscall"sv, "setitimer"sv};
constexpr std::array network_too = {"getpmsg"sv, "putpmsg"sv, "sendfile"sv, "sendfile64"sv};
constexpr std::array not_network = {"socketcall"sv};

constexpr std::array classes = {
    CallClass{"file", "whatever takes a path", takes_path, file_too, not_file},
    CallClass{"desc", "whatever takes or makes a descriptor", takes_descriptor, desc_too},
    CallClass{"net", "sockets", is_of<Group::sockets>, network_too, not_network},
    CallClass{"network", "the same as %net", is_of<Group::sockets>, network_too, not_network},
    CallClass{"process", "what makes, ends, signals or awaits processes", nullptr, process_calls},
    CallClass{"signal", "what concerns signals", is_of<Group::signals>, signal_too, not_signal},
    CallClass{"memory", "what changes the memory map", is_of<Group::memory>, memory_too,
              not_memory},
    CallClass{"ipc", "System V message queues, semaphores and shared memory", is_system_v_ipc},
    CallClass{"clock", "what reads or sets clocks", nullptr, clock_calls},
    CallClass{"creds", "who a process is", nullptr, credential_calls},
    CallClass{"pure", "what always succeeds and takes nothing", nullptr, pure_calls},
    CallClass{"stat", "stat and its older forms", nullptr, stat_calls},
    CallClass{"lstat", "lstat and its older forms", nullptr, lstat_calls},
    CallClass{"fstat", "fstat and its relatives that take a descriptor", nullptr, fstat_calls},
    CallClass{"%stat", "all of the three before", nullptr, all_stat_calls},
    CallClass{"statfs", "statfs", nullptr, statfs_calls},
    CallClass{"fstatfs", "fstatfs", nullptr, fstatfs_calls},
    CallClass{"%statfs", "what tells of a file system", nullptr, all_statfs_calls},
};

bool lists(std::span<const std::string_view> names, std::string_view name) {
  return std::ranges::find(names, name) != names.end();
}

}  // namespace

bool CallClass::has(const Row& row) const {
  if (lists(but_not, row.name)) return false;
  return lists(also, row.name) || (of_row != nullptr && of_row(row));
}

std::span<const CallClass> call_classes() { return classes; }

const CallClass* find_call_class(std::string_view name) {
  const auto found =
      std::ranges::find_if(classes, [&](const CallClass& one) { return one.name == name; });
  return found == classes.end() ? nullptr : &*found;
}

}  // namespace spyglass
