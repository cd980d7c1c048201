#include "core/descriptor_effects.hpp"

#include <fcntl.h>
#include <sched.h>
#include <sys/socket.h>

#include <algorithm>
#include <unordered_map>

#include "core/descriptor_changes.hpp"
#include "core/syscalls/catalogue.hpp"

namespace spyglass {

namespace {

using namespace effects;

constexpr std::uint64_t in_clone_fashion = 1;  // FSOPEN_CLOEXEC, FAN_CLOEXEC, MFD_CLOEXEC
constexpr std::uint64_t perf_closes = 8;       // PERF_FLAG_FD_CLOEXEC
constexpr Effect::ClosedOnExec always{.always = true};

/// By the flag that is the same for most, in this argument.
constexpr Effect::ClosedOnExec by_flag(std::int8_t argument, std::uint64_t flag = O_CLOEXEC) {
  return {.argument = argument, .flag = flag};
}

constexpr Effect rows[] = {
    {.call = "open", .apply = open_path, .closed_on_exec = by_flag(1)},
    {.call = "openat", .apply = open_path, .closed_on_exec = by_flag(2)},
    {.call = "openat2", .apply = open_by_rules},
    {.call = "creat", .apply = open_path},

    {.call = "memfd_create",
     .apply = open_other,
     .name = "memfd",
     .closed_on_exec = by_flag(1, in_clone_fashion)},
    {.call = "memfd_secret",
     .apply = open_other,
     .name = "memfd_secret",
     .closed_on_exec = by_flag(0)},
    {.call = "eventfd", .apply = open_other, .name = "eventfd"},
    {.call = "eventfd2", .apply = open_other, .name = "eventfd", .closed_on_exec = by_flag(1)},
    {.call = "epoll_create", .apply = open_other, .name = "epoll"},
    {.call = "epoll_create1", .apply = open_other, .name = "epoll", .closed_on_exec = by_flag(0)},
    {.call = "timerfd_create",
     .apply = open_other,
     .name = "timerfd",
     .closed_on_exec = by_flag(1)},
    {.call = "signalfd", .apply = open_signalfd, .name = "signalfd"},
    {.call = "signalfd4", .apply = open_signalfd, .name = "signalfd", .closed_on_exec = by_flag(3)},
    {.call = "inotify_init", .apply = open_other, .name = "inotify"},
    {.call = "inotify_init1", .apply = open_other, .name = "inotify", .closed_on_exec = by_flag(0)},
    {.call = "fanotify_init",
     .apply = open_other,
     .name = "fanotify",
     .closed_on_exec = by_flag(0, in_clone_fashion)},
    {.call = "pidfd_open", .apply = open_other, .name = "pidfd", .closed_on_exec = always},
    {.call = "userfaultfd",
     .apply = open_other,
     .name = "userfaultfd",
     .closed_on_exec = by_flag(0)},
    {.call = "io_uring_setup", .apply = open_other, .name = "io_uring", .closed_on_exec = always},
    {.call = "perf_event_open",
     .apply = open_other,
     .name = "perf_event",
     .closed_on_exec = by_flag(4, perf_closes)},

    {.call = "pipe", .apply = open_pipe},
    {.call = "pipe2", .apply = open_pipe, .closed_on_exec = by_flag(1)},
    {.call = "socket", .apply = open_socket, .closed_on_exec = by_flag(1)},
    {.call = "socketpair", .apply = open_socket_pair, .closed_on_exec = by_flag(1)},
    {.call = "accept", .apply = accept},
    {.call = "accept4", .apply = accept, .closed_on_exec = by_flag(3)},
    {.call = "bind", .apply = note_local},
    {.call = "getsockname", .apply = note_local},
    {.call = "getpeername", .apply = note_peer},
    {.call = "connect", .apply = connect},
    {.call = "recvmsg", .apply = receive, .closed_on_exec = by_flag(2, MSG_CMSG_CLOEXEC)},
    {.call = "recvmmsg", .apply = receive, .closed_on_exec = by_flag(3, MSG_CMSG_CLOEXEC)},
    {.call = "recvmmsg_time64", .apply = receive, .closed_on_exec = by_flag(3, MSG_CMSG_CLOEXEC)},

    {.call = "dup", .apply = duplicate},
    {.call = "dup2", .apply = duplicate},
    {.call = "dup3", .apply = duplicate, .closed_on_exec = by_flag(2)},
    {.call = "fcntl", .apply = control},
    {.call = "fcntl64", .apply = control},
    {.call = "ioctl", .apply = control_device},
    {.call = "close", .apply = close, .late = true},
    {.call = "close_range", .apply = close_range, .late = true},

    {.call = "chdir", .apply = change_directory, .late = true},
    {.call = "fchdir", .apply = change_to_descriptor, .late = true},
    {.call = "getcwd", .apply = learn_directory},
    {.call = "unshare", .apply = stop_sharing},
    {.call = "clone", .apply = note_pidfd, .name = "pidfd", .closed_on_exec = always},
    {.call = "clone3", .apply = note_pidfd, .name = "pidfd", .closed_on_exec = always},
    {.call = "fork", .apply = nothing},
    {.call = "vfork", .apply = nothing},
    {.call = "execve", .apply = nothing},  // an event tells of it
    {.call = "execveat", .apply = nothing},
    {.call = "socketcall", .apply = nothing},  // stands for others, and tells of itself as them
};

constexpr Effect opens_unknown{.call = {}, .apply = open_unknown};

using Index = std::unordered_map<const Row*, const Effect*>;

Index make_index() {
  Index index;
  for (const auto family : row_families()) {
    for (const Row& row : family) {
      const auto found = std::ranges::find(rows, row.name, &Effect::call);
      if (found != std::end(rows)) {
        index.emplace(&row, found);
      } else if (row.returns == Returns::descriptor) {
        index.emplace(&row, &opens_unknown);
      }
    }
  }
  return index;
}

}  // namespace

bool DescriptorEffect::closes_on_exec(const Call& of_call) const {
  if (closed_on_exec.argument < 0) return closed_on_exec.always;
  const auto index = static_cast<std::size_t>(closed_on_exec.argument);
  return (argument_word(of_call, index) & closed_on_exec.flag) != 0;
}

std::span<const DescriptorEffect> descriptor_effects() { return rows; }

const DescriptorEffect* descriptor_effect(const Row* row) {
  static const Index index = make_index();
  const auto found = index.find(row);
  return found == index.end() ? nullptr : found->second;
}

std::optional<Sharing> sharing_of(const Call& call) {
  if (call.name == "fork" || call.name == "vfork") return Sharing{};
  std::uint64_t flags = 0;
  if (call.name == "clone") {
    flags = argument_word(call, 0);
  } else if (call.name == "clone3") {
    const std::uint64_t* known = effects::flags_in(call.argument("cl_args"));
    if (known != nullptr) flags = *known;
  } else {
    return std::nullopt;
  }
  return Sharing{.is_thread = (flags & CLONE_THREAD) != 0,
                 .descriptors = (flags & CLONE_FILES) != 0,
                 .directory = (flags & CLONE_FS) != 0};
}

}  // namespace spyglass
