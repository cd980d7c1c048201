#include "core/syscalls/kinds.hpp"
#include "core/syscalls/rows/families.hpp"
#include "core/syscalls/rows/words.hpp"

namespace spyglass::rows {

namespace {

using Values = std::span<const std::uint64_t>;

// CLONE_… of linux/sched.h.
constexpr std::uint64_t pidfd = 0x1000;
constexpr std::uint64_t settls = 0x80000;
constexpr std::uint64_t parent_settid = 0x100000;
constexpr std::uint64_t child_cleartid = 0x200000;
constexpr std::uint64_t child_settid = 0x1000000;

constexpr bool writes_parent(Values arguments) {
  return (arguments[0] & (pidfd | parent_settid)) != 0;
}
constexpr bool sets_tls(Values arguments) { return (arguments[0] & settls) != 0; }
constexpr bool touches_child(Values arguments) {
  return (arguments[0] & (child_settid | child_cleartid)) != 0;
}

constexpr Argument clone_flags_argument = {
    .name = "flags",
    .kind = &kinds::clone_flags,
    .means = "what the two share, and the child's last signal",
    .label = "flags"};
constexpr Argument clone_stack_argument = {
    .name = "stack",
    .kind = &kinds::address,
    .means = "where the child's stack begins; NULL: in a copy of the parent's",
    .label = "child_stack"};
constexpr Argument clone_parent_argument = {.name = "parent_tid",
                                            .kind = &kinds::clone_parent_out,
                                            .means = "where the parent finds the child's id",
                                            .applies = writes_parent,
                                            .label = "parent_tid"};
constexpr Argument clone_child_argument = {.name = "child_tid",
                                           .kind = &kinds::address,
                                           .means = "where the child finds its own id",
                                           .applies = touches_child,
                                           .label = "child_tidptr"};
constexpr Argument clone_tls_argument = {.name = "tls",
                                         .kind = &kinds::thread_area,
                                         .means = "where the new thread's own data is",
                                         .applies = sets_tls,
                                         .label = "tls"};

// A trace begins with the stack and ends with the child's id, whatever the ABI.
constexpr std::uint8_t clone_order[] = {1, 0, 2, 3, 4};
constexpr std::uint8_t clone_order_x86_64[] = {1, 0, 2, 4, 3};

/// clone has another order of arguments on x86-64 than everywhere else.
constexpr Row clone_row(std::array<Argument, 6> arguments, std::span<const std::uint8_t> shown,
                        std::optional<AbiId> only) {
  return {.name = "clone",
          .group = Group::processes,
          .does = "Makes a new process or thread, and says exactly what the two share.",
          .when = "What fork of libc calls; older libcs also start threads with it.",
          .arguments = arguments,
          .shown = shown,
          .first_half = 2,
          .comma_later = true,
          .returns = Returns::process,
          .returned = "the child's id in the parent, 0 in the child: one call, two returns",
          .errors = {{{"EAGAIN", "there are as many processes as the user or the machine may have"},
                      {"ENOMEM", "not enough memory for another process"},
                      {"EPERM", "a new namespace needs rights that the program lacks"}}},
          .only = only};
}

constexpr Row processes_rows[] = {
    {.name = "execve",
     .group = Group::processes,
     .does = "Replaces the program that runs in this process by another one.",
     .when = "First line of every trace: whoever starts a program forks, and the child calls it.",
     .arguments = {{{"pathname", &kinds::path, "the file to execute"},
                    {"argv", &kinds::string_vector, "the program's arguments, its name first"},
                    {"envp", &kinds::environment, "the environment it gets"}}},
     .returns = Returns::zero,
     .returned = "nothing to the old program, which is gone; a trace shows 0 for the new one",
     .errors = {{{"ENOENT", "no such file, or the interpreter that it names is missing"},
                 {"EACCES", "the file may not be executed"},
                 {"ENOEXEC", "the kernel does not know this kind of file"}}}},
    {.name = "execveat",
     .group = Group::processes,
     .does = "Does what execve does, with a file found from a directory or already open.",
     .when = "Rarely: behind fexecve, where a program is executed that has no path.",
     .arguments = {{{"dirfd", &kinds::directory_fd, where_paths_start},
                    {"pathname", &kinds::path, "the file to execute"},
                    {"argv", &kinds::string_vector, "the program's arguments, its name first"},
                    {"envp", &kinds::environment, "the environment it gets"},
                    {"flags", &kinds::exec_flags, "how to find the file"}}},
     .returns = Returns::zero,
     .returned = "nothing to the old program, which is gone; a trace shows 0 for the new one",
     .errors = {{{"ENOENT", "no such file, or it is a script and its descriptor closes on exec"},
                 {"EACCES", "the file may not be executed"},
                 {"EBADF", "dirfd is no open descriptor"}}}},
    {.name = "exit",
     .group = Group::processes,
     .does = "Ends this thread, and the process if it was the last one.",
     .when = "At the end of every thread but the first; programs without libc end with it.",
     .arguments = {{{"status", &kinds::int_number, "the exit status; its low 8 bits count"}}},
     .returns = Returns::nothing,
     .returned = "nothing: it never comes back"},
    {.name = "exit_group",
     .group = Group::processes,
     .does = "Ends the process with all its threads.",
     .when = "The last call of every program: returning from main ends here.",
     .arguments = {{{"status", &kinds::int_number, "the exit status; its low 8 bits count"}}},
     .returns = Returns::nothing,
     .returned = "nothing: it never comes back"},
    {.name = "fork",
     .group = Group::processes,
     .does = "Makes a copy of this process, which goes on at the same place.",
     .when = "In programs without libc; libc's fork makes the more general clone.",
     .returns = Returns::process,
     .returned = "the child's id in the parent, 0 in the child: one call, two returns",
     .errors = {{{"EAGAIN", "there are as many processes as the user or the machine may have"},
                 {"ENOMEM", "not enough memory for another process"},
                 {"ENOSYS", "this machine has clone only"}}}},
    {.name = "vfork",
     .group = Group::processes,
     .does =
         "Makes a child that borrows this process's memory, and waits until it is done with it.",
     .when = "In shells such as dash, and when a program starts another one quickly.",
     .returns = Returns::process,
     .returned = "the child's id in the parent, once the child has executed a program or ended",
     .errors = {{{"EAGAIN", "there are as many processes as the user or the machine may have"},
                 {"ENOMEM", "not enough memory for another process"},
                 {"ENOSYS", "this machine has clone only"}}}},
    clone_row({{clone_flags_argument, clone_stack_argument, clone_parent_argument,
                clone_tls_argument, clone_child_argument}},
              clone_order, std::nullopt),
    clone_row({{clone_flags_argument, clone_stack_argument, clone_parent_argument,
                clone_child_argument, clone_tls_argument}},
              clone_order_x86_64, AbiId::x86_64),
    {.name = "clone3",
     .group = Group::processes,
     .does = "Makes a new process or thread as a struct describes it.",
     .when = "When a program starts a thread: libc's pthread_create ends here.",
     .arguments = {{{"cl_args", &kinds::clone_arguments, "what they share, the stack, and more", 1},
                    {"size", &kinds::size, "how large the struct is"}}},
     .returns = Returns::process,
     .returned = "the child's id in the parent, 0 in the child",
     .errors = {{{"EAGAIN", "there are as many threads as the user or the machine may have"},
                 {"EINVAL", "two of the flags exclude each other, or one needs another one"},
                 {"ENOSYS",
                  "the kernel is too old, or a sandbox forbids it; libc then uses clone"}}},
     .unified = 435},
    {.name = "wait4",
     .group = Group::processes,
     .does = "Waits until a child ends or stops, and tells how it went.",
     .when = "In every shell, between starting a command and the next prompt.",
     .arguments = {{{"pid", &kinds::process_or_group, "which child; -1 means any"},
                    {"wstatus", &kinds::wait_status, "where the answer goes: how it ended"},
                    {"options", &kinds::wait_options, "how to wait"},
                    {"rusage", &kinds::wait_rusage_out,
                     "where the time and memory that it used go"}}},
     .returns = Returns::process,
     .returned = "the id of the child that is meant; 0 with WNOHANG if none has changed",
     .errors = {{{"ECHILD", "there is no such child, or it was waited for already"},
                 {"EINTR", "a signal handler ran while it waited"},
                 {"EINVAL", "there is no such option"}}}},
    {.name = "waitpid",
     .group = Group::processes,
     .does = "Waits until a child ends or stops, and tells how it went.",
     .when = "In 32-bit programs; elsewhere libc's waitpid is wait4.",
     .arguments = {{{"pid", &kinds::process_or_group, "which child; -1 means any"},
                    {"wstatus", &kinds::wait_status, "where the answer goes: how it ended"},
                    {"options", &kinds::wait_options, "how to wait"}}},
     .returns = Returns::process,
     .returned = "the id of the child that is meant; 0 with WNOHANG if none has changed",
     .errors = {{{"ECHILD", "there is no such child, or it was waited for already"},
                 {"EINTR", "a signal handler ran while it waited"},
                 {"EINVAL", "there is no such option"}}}},
    {.name = "waitid",
     .group = Group::processes,
     .does = "Waits until a child changes, and tells more of it than wait4 does.",
     .when = "In programs that look after many children, such as systemd.",
     .arguments =
         {{{"idtype", &kinds::waitid_type, "what the id is"},
           {"id", &kinds::waited_id, "which child, group or descriptor"},
           {"infop", &kinds::siginfo_out, "where the answer goes: which child, and what happened"},
           {"options", &kinds::wait_options, "which changes to wait for, and how"},
           {"rusage", &kinds::waitid_rusage_out, "where the time and memory that it used go"}}},
     .returns = Returns::zero,
     .returned = "0, also with WNOHANG if no child has changed",
     .errors = {{{"ECHILD", "there is no such child, or it was waited for already"},
                 {"EINTR", "a signal handler ran while it waited"},
                 {"EINVAL", "the options name no change to wait for"}}}},
    {.name = "unshare",
     .group = Group::processes,
     .does = "Stops sharing something with others, such as the view of files or of the network.",
     .when = "When a container or a sandbox is made.",
     .arguments = {{{"flags", &kinds::unshare_flags, "what to stop sharing"}}},
     .returns = Returns::zero,
     .returned = "0: the process has its own from now on",
     .errors = {{{"EPERM", "this needs more rights; a namespace of users gives them"},
                 {"EINVAL", "there is no such flag, or a process with threads cannot do this"},
                 {"ENOSPC", "there are as many namespaces as there may be"}}}},
    {.name = "setns",
     .group = Group::processes,
     .does = "Enters a namespace that exists already.",
     .when = "When a command is run inside a container: nsenter and docker exec do.",
     .arguments = {{{"fd", &kinds::fd, "a namespace's file, or a descriptor of a process"},
                    {"nstype", &kinds::namespace_type, "of which kind it must be; 0: any"}}},
     .returns = Returns::zero,
     .returned = "0: the thread is in the namespace",
     .errors = {{{"EPERM", "the program lacks the right to enter it"},
                 {"EINVAL", "it is of another kind, or not a namespace"},
                 {"EBADF", "the descriptor is not open"}}}},
};

}  // namespace

std::span<const Row> processes() { return processes_rows; }

}  // namespace spyglass::rows
