// Calls that have a number and nothing behind it: they only answer ENOSYS, or nearly so.

#include "core/syscalls/kinds.hpp"
#include "core/syscalls/rows/families.hpp"

namespace spyglass::rows {

namespace {

/// What each of them was meant for, or did in an old kernel.
constexpr Row gone(std::string_view name, std::string_view does,
                   std::string_view when = "Never: the kernel answers ENOSYS to everybody.") {
  return {.name = name,
          .group = Group::system,
          .does = does,
          .when = when,
          .returns = Returns::number,
          .returned = "nothing but ENOSYS",
          .errors = {{{"ENOSYS", "the kernel does not have it"}}}};
}

constexpr Row obsolete_rows[] = {
    gone("create_module", "Made room for a kernel module, until Linux 2.6."),
    gone("get_kernel_syms", "Listed the kernel's symbols for modules, until Linux 2.6."),
    gone("query_module", "Told about kernel modules, until Linux 2.6."),
    gone("nfsservctl", "Steered the kernel's file server, until Linux 3.1."),
    gone("getpmsg", "Is kept for streams, which Linux never had."),
    gone("putpmsg", "Is kept for streams, which Linux never had."),
    gone("afs_syscall", "Is kept for the Andrew file system, which does without it."),
    gone("tuxcall", "Is kept for a web server inside the kernel that Linux never took."),
    gone("security", "Is kept for security modules, which do without it."),
    gone("vserver", "Is kept for virtual servers, which Linux never took."),
    gone("epoll_ctl_old", "Was epoll_ctl, before Linux 2.6 was ready."),
    gone("epoll_wait_old", "Was epoll_wait, before Linux 2.6 was ready."),
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
     .arguments = {{{"func", &kinds::int_number, "what to do"},
                    {"data", &kinds::address, "what that needs"}}},
     .returns = Returns::number,
     .returned = "nothing but ENOSYS",
     .errors = {{{"ENOSYS", "the kernel does not have it"}}}},
    gone("break", "Is kept for a call of old Unix."),
    gone("stty", "Is kept for a call of old Unix: setting up a terminal."),
    gone("gtty", "Is kept for a call of old Unix: asking how a terminal is set up."),
    gone("ftime", "Is kept for a call of old Unix: telling the time."),
    gone("prof", "Is kept for a call of old Unix: measuring a program."),
    gone("profil", "Is kept for a call of old Unix: measuring a program."),
    gone("lock", "Is kept for a call of old Unix: locking memory."),
    gone("mpx", "Is kept for a call of old Unix: channels to several others."),
    gone("ulimit", "Is kept for a call of old Unix: limits of a process."),
    gone("idle", "Was what the first process did when nobody else ran, until Linux 2.4."),
};

}  // namespace

std::span<const Row> obsolete() { return obsolete_rows; }

}  // namespace spyglass::rows
