// Calls that have a number and nothing behind it: they only answer ENOSYS, or nearly so.

#include "core/syscalls/kinds.hpp"
#include "core/syscalls/rows/families.hpp"

namespace spyglass::rows {

namespace {

/// What each of them was meant for, or did in an old kernel; nobody looks at its arguments.
constexpr Row gone(std::string_view name, std::size_t arguments, std::string_view does) {
  constexpr std::array<std::string_view, 5> names = {"arg1", "arg2", "arg3", "arg4", "arg5"};
  Row row{.name = name,
          .group = Group::system,
          .does = does,
          .when = "Never: the kernel answers ENOSYS to everybody.",
          .returns = Returns::number,
          .returned = "nothing but ENOSYS",
          .errors = {{{"ENOSYS", "the kernel does not have it"}}}};
  for (std::size_t i = 0; i < arguments; ++i) {
    row.arguments[i] = {names[i], &kinds::hex, "looked at by nobody"};
  }
  return row;
}

constexpr Row obsolete_rows[] = {
    gone("create_module", 2, "Made room for a kernel module, until Linux 2.6."),
    gone("get_kernel_syms", 1, "Listed the kernel's symbols for modules, until Linux 2.6."),
    gone("query_module", 5, "Told about kernel modules, until Linux 2.6."),
    gone("nfsservctl", 3, "Steered the kernel's file server, until Linux 3.1."),
    gone("getpmsg", 5, "Is kept for streams, which Linux never had."),
    gone("putpmsg", 5, "Is kept for streams, which Linux never had."),
    gone("afs_syscall", 5, "Is kept for the Andrew file system, which does without it."),
    gone("tuxcall", 3, "Is kept for a web server inside the kernel that Linux never took."),
    gone("security", 3, "Is kept for security modules, which do without it."),
    gone("vserver", 5, "Is kept for virtual servers, which Linux never took."),
    gone("epoll_ctl_old", 4, "Was epoll_ctl, before Linux 2.6 was ready."),
    gone("epoll_wait_old", 4, "Was epoll_wait, before Linux 2.6 was ready."),
    {.name = "_sysctl",
     .group = Group::system,
     .does = "Read and wrote the kernel's settings, until Linux 5.5.",
     .when = "Never: settings are files in /proc/sys.",
     .arguments = {{{"args", &kinds::address, "which setting, and where it goes"}}},
     .returns = Returns::number,
     .returned = "nothing but ENOSYS",
     .errors = {{{"ENOSYS", "the kernel does not have it"}}}},
    {.name = "uselib",
     .group = Group::system,
     .does = "Loaded a shared library the way it was done before 1995.",
     .when = "Never: the dynamic linker maps libraries itself.",
     .arguments = {{{"library", &kinds::path, "the library"}}},
     .returns = Returns::zero,
     .returned = "0",
     .errors = {{{"ENOSYS", "the kernel does not have it"}}}},
    {.name = "bdflush",
     .group = Group::system,
     .does = "Steered how data got to the disk, until Linux 2.4.",
     .when = "Never: the kernel does it by itself.",
     .arguments = {{{"func", &kinds::hex, "what to do"},
                    {"data", &kinds::address, "what that needs"}}},
     .returns = Returns::number,
     .returned = "nothing but ENOSYS",
     .errors = {{{"ENOSYS", "the kernel does not have it"}}}},
    gone("break", 0, "Is kept for a call of old Unix."),
    gone("stty", 2, "Is kept for a call of old Unix: setting up a terminal."),
    gone("gtty", 2, "Is kept for a call of old Unix: asking how a terminal is set up."),
    gone("ftime", 0, "Is kept for a call of old Unix: telling the time."),
    gone("prof", 0, "Is kept for a call of old Unix: measuring a program."),
    gone("profil", 4, "Is kept for a call of old Unix: measuring a program."),
    gone("lock", 0, "Is kept for a call of old Unix: locking memory."),
    gone("mpx", 0, "Is kept for a call of old Unix: channels to several others."),
    gone("ulimit", 2, "Is kept for a call of old Unix: limits of a process."),
    gone("idle", 0, "Was what the first process did when nobody else ran, until Linux 2.4."),
};

}  // namespace

std::span<const Row> obsolete() { return obsolete_rows; }

}  // namespace spyglass::rows
