#include "core/syscalls/effects.hpp"

#include <algorithm>
#include <array>

namespace spyglass {

namespace {

struct Effect {
  std::string_view call;
  std::string_view stays;
};

constexpr std::string_view written = "the bytes stay written";
constexpr std::string_view taken = "what was read stays taken: the position is behind it";
constexpr std::string_view sent = "what was sent stays sent";
constexpr std::string_view received = "what came stays taken";
constexpr std::string_view open = "the descriptor stays open";
constexpr std::string_view named = "the change of names on disk stays";
constexpr std::string_view attributes = "the file keeps its new properties";
constexpr std::string_view child = "the process that was made stays";
constexpr std::string_view handled = "signals stay handled in the new way";

constexpr std::array effects = {
    Effect{"accept", open},
    Effect{"accept4", open},
    Effect{"alarm", "the alarm stays set"},
    Effect{"bind", "the socket keeps its name"},
    Effect{"chdir", "the working directory stays changed"},
    Effect{"chmod", attributes},
    Effect{"chown", attributes},
    Effect{"clone", child},
    Effect{"clone3", child},
    Effect{"close", "the descriptor stays closed"},
    Effect{"close_range", "the descriptors stay closed"},
    Effect{"connect", "the connection stays"},
    Effect{"copy_file_range", written},
    Effect{"creat", open},
    Effect{"dup", open},
    Effect{"dup2", open},
    Effect{"dup3", open},
    Effect{"epoll_create", open},
    Effect{"epoll_create1", open},
    Effect{"epoll_ctl", "the list of what is watched stays changed"},
    Effect{"eventfd", open},
    Effect{"eventfd2", open},
    Effect{"fallocate", written},
    Effect{"fchdir", "the working directory stays changed"},
    Effect{"fchmod", attributes},
    Effect{"fchmodat", attributes},
    Effect{"fchown", attributes},
    Effect{"fchownat", attributes},
    Effect{"fork", child},
    Effect{"ftruncate", "the file keeps its new length"},
    Effect{"getdents", taken},
    Effect{"getdents64", taken},
    Effect{"inotify_add_watch", "the watch stays"},
    Effect{"inotify_init", open},
    Effect{"inotify_init1", open},
    Effect{"kill", sent},
    Effect{"link", named},
    Effect{"linkat", named},
    Effect{"listen", "the socket goes on listening"},
    Effect{"lseek", "the position stays moved"},
    Effect{"_llseek", "the position stays moved"},
    Effect{"memfd_create", open},
    Effect{"mkdir", named},
    Effect{"mkdirat", named},
    Effect{"mknod", named},
    Effect{"mknodat", named},
    Effect{"open", open},
    Effect{"openat", open},
    Effect{"openat2", open},
    Effect{"pipe", "both descriptors stay open"},
    Effect{"pipe2", "both descriptors stay open"},
    Effect{"pwrite64", written},
    Effect{"pwritev", written},
    Effect{"pwritev2", written},
    Effect{"read", taken},
    Effect{"readv", taken},
    Effect{"recvfrom", received},
    Effect{"recvmmsg", received},
    Effect{"recvmsg", received},
    Effect{"rename", named},
    Effect{"renameat", named},
    Effect{"renameat2", named},
    Effect{"rmdir", named},
    Effect{"rt_sigaction", handled},
    Effect{"rt_sigqueueinfo", sent},
    Effect{"sendfile", written},
    Effect{"sendfile64", written},
    Effect{"sendmmsg", sent},
    Effect{"sendmsg", sent},
    Effect{"sendto", sent},
    Effect{"setitimer", "the timer stays set"},
    Effect{"setsockopt", "the socket keeps its new option"},
    Effect{"shutdown", "the socket stays shut"},
    Effect{"sigaction", handled},
    Effect{"signalfd4", open},
    Effect{"socket", open},
    Effect{"socketpair", "both descriptors stay open"},
    Effect{"splice", written},
    Effect{"symlink", named},
    Effect{"symlinkat", named},
    Effect{"tgkill", sent},
    Effect{"timerfd_create", open},
    Effect{"timerfd_settime", "the timer stays set"},
    Effect{"tkill", sent},
    Effect{"truncate", "the file keeps its new length"},
    Effect{"umask", "the mask of permissions stays changed"},
    Effect{"unlink", named},
    Effect{"unlinkat", named},
    Effect{"utimensat", attributes},
    Effect{"vfork", child},
    Effect{"wait4", "the child's end stays reported"},
    Effect{"waitid", "the child's end stays reported"},
    Effect{"write", written},
    Effect{"writev", written},
};

}  // namespace

std::string_view lasting_effect(std::string_view call) {
  const auto found = std::ranges::find(effects, call, &Effect::call);
  return found == effects.end() ? std::string_view{} : found->stays;
}

}  // namespace spyglass
