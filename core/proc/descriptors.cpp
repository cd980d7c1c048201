#include "core/proc/descriptors.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>

#include <array>
#include <charconv>
#include <optional>
#include <sstream>

#include "core/proc/files.hpp"
#include "core/proc/socket_diagnosis.hpp"
#include "core/proc/sockets.hpp"

namespace spyglass::proc {

namespace {

struct KnownTarget {
  std::string_view start;
  std::string_view kind;
};

// Older kernels write some of the anonymous ones without brackets.
constexpr KnownTarget known_targets[] = {
    {"socket:[", "socket"},
    {"pipe:[", "pipe"},
    {"/memfd:", "memory without a file (memfd)"},
    {"anon_inode:[eventpoll]", "watcher of descriptors (epoll)"},
    {"anon_inode:[eventfd]", "counter of events (eventfd)"},
    {"anon_inode:[timerfd]", "timer (timerfd)"},
    {"anon_inode:[signalfd]", "receiver of signals (signalfd)"},
    {"anon_inode:inotify", "watcher of files (inotify)"},
    {"anon_inode:[fanotify]", "watcher of files (fanotify)"},
    {"anon_inode:[pidfd]", "process (pidfd)"},
    {"pidfd:[", "process (pidfd)"},
    {"anon_inode:[io_uring]", "ring of requests (io_uring)"},
    {"anon_inode:[userfaultfd]", "handler of page faults (userfaultfd)"},
    {"anon_inode:[perf_event]", "counter of performance (perf_event)"},
    {"anon_inode:bpf", "BPF object"},
    {"anon_inode:seccomp", "seccomp notifier"},
    {"anon_inode:", "kernel object"},
    {"net:[", "namespace"},
    {"mnt:[", "namespace"},
    {"pid:[", "namespace"},
    {"user:[", "namespace"},
    {"uts:[", "namespace"},
    {"ipc:[", "namespace"},
    {"cgroup:[", "namespace"},
    {"time:[", "namespace"},
};

bool is_terminal(dev_t device) {
  // Numbers from the kernel's admin-guide/devices: consoles and serial lines, /dev/tty and its
  // like, and the pseudo-terminals' two ends.
  const unsigned number = major(device);
  return number == 4 || number == 5 || (number >= 128 && number <= 143);
}

std::string_view end_of_pipe(unsigned flags) {
  switch (flags & O_ACCMODE) {
    case O_RDONLY: return ", reading end";
    case O_WRONLY: return ", writing end";
    default: return "";
  }
}

std::string name_of(const Descriptor& descriptor) {
  return fmt::format("fd/{}", descriptor.number);
}

/// Of something that has a path.
void look_at_file(Descriptor& found, Tid thread, const Source& source) {
  found.kind = "file";
  const auto about = file_facts(thread, name_of(found), source);
  if (!about) return;
  switch (about->mode & S_IFMT) {
    case S_IFDIR: found.kind = "directory"; break;
    case S_IFIFO: found.kind = fmt::format("named pipe{}", end_of_pipe(found.info.flags)); break;
    case S_IFSOCK: found.kind = "socket"; break;
    case S_IFCHR: found.kind = is_terminal(about->device) ? "terminal" : "device"; break;
    case S_IFBLK: found.kind = "block device"; break;
    default: found.size = about->size; break;
  }
}

/// A socket that is neither bound nor connected stands in no table; the kernel still tells its
/// protocol. Netlink sockets have no table for people at all.
std::string unlisted_socket(const Descriptor& descriptor, Tid thread, const Source& source) {
  const std::string protocol = protocol_of_socket(thread, descriptor.number, source);
  if (protocol.empty()) return {};
  const auto inode = inode_of_target(descriptor.target);
  const auto facts = inode ? diagnose_socket(thread, *inode, protocol, source) : std::nullopt;
  const auto* netlink = facts ? std::get_if<NetlinkSocket>(&facts->ends) : nullptr;
  if (netlink == nullptr) return protocol + ", not connected";
  return fmt::format("netlink, to the kernel: protocol {}, port {}", netlink->protocol,
                     netlink->port);
}

/// The inode that the other end of a local socket has; 0: there is none.
std::uint64_t peer_of(Tid thread, const Descriptor& descriptor, const Source& source) {
  const auto inode = inode_of_target(descriptor.target);
  if (!inode || !descriptor.endpoints.starts_with("UNIX")) return 0;
  const auto facts = diagnose_socket(thread, *inode, "UNIX", source);
  const auto* local = facts ? std::get_if<UnixSocket>(&facts->ends) : nullptr;
  return local == nullptr ? 0 : local->peer;
}

/// The two ends of a pipe are one inode, those of a local connection know each other's.
void find_other_ends(Tid thread, std::vector<Descriptor>& all, const Source& source) {
  const auto add = [&](Descriptor& one, auto is_other_end) {
    for (const Descriptor& other : all) {
      if (other.number != one.number && is_other_end(other)) one.other_ends.push_back(other.number);
    }
  };
  for (Descriptor& one : all) {
    if (one.target.starts_with("pipe:[")) {
      add(one, [&](const Descriptor& other) {
        return other.target == one.target &&
               (other.info.flags & O_ACCMODE) != (one.info.flags & O_ACCMODE);
      });
    } else if (const std::uint64_t peer = peer_of(thread, one, source); peer != 0) {
      const std::string target = fmt::format("socket:[{}]", peer);
      add(one, [&](const Descriptor& other) { return other.target == target; });
    }
  }
}

}  // namespace

std::string_view kind_of_target(std::string_view target) {
  for (const KnownTarget& known : known_targets) {
    if (target.starts_with(known.start)) return known.kind;
  }
  return {};
}

std::optional<std::uint64_t> inode_of_target(std::string_view target) {
  const std::size_t bracket = target.find('[');
  if (bracket == std::string_view::npos) return std::nullopt;
  const std::string_view digits = target.substr(bracket + 1);
  std::uint64_t inode = 0;
  const auto parsed = std::from_chars(digits.data(), digits.data() + digits.size(), inode);
  if (parsed.ec != std::errc{}) return std::nullopt;
  return inode;
}

DescriptorInfo parse_fdinfo(std::string_view text) {
  DescriptorInfo info;
  std::istringstream lines{std::string(text)};
  for (std::string line; std::getline(lines, line);) {
    std::istringstream words(line);
    std::string key;
    words >> key;
    if (key == "pos:") words >> info.position;
    if (key == "flags:") words >> std::oct >> info.flags >> std::dec;
    if (key == "Pid:") words >> info.process;
    if (key == "eventfd-count:") {
      std::uint64_t count = 0;
      if (words >> std::hex >> count) info.counter = count;
    }
    if (key == "tfd:") {
      int descriptor = 0;
      if (words >> descriptor) info.watched.push_back(descriptor);
    }
  }
  return info;
}

std::vector<Descriptor> descriptors(Tid thread, const Source& source) {
  std::vector<Descriptor> result;
  std::vector<std::uint64_t> inodes;  // of sockets
  for (const int number : numbers_in(thread, "fd", source)) {
    Descriptor found;
    found.number = number;
    const auto target = read_link(thread, name_of(found), source);
    if (!target) continue;  // closed meanwhile
    found.target = *target;
    found.info =
        parse_fdinfo(read_file(thread, fmt::format("fdinfo/{}", number), source).value_or(""));
    found.kind = kind_of_target(*target);
    if (found.kind == "pipe") found.kind += end_of_pipe(found.info.flags);
    if (found.kind.empty()) look_at_file(found, thread, source);
    const auto inode = inode_of_target(*target);
    if (found.kind == "socket" && inode) inodes.push_back(*inode);
    result.push_back(std::move(found));
  }
  const Sockets sockets = known_sockets(thread, inodes, source);
  for (Descriptor& found : result) {
    if (found.kind != "socket") continue;
    const auto inode = inode_of_target(found.target);
    const auto known = inode ? sockets.find(*inode) : sockets.end();
    found.endpoints =
        known != sockets.end() ? known->second : unlisted_socket(found, thread, source);
  }
  find_other_ends(thread, result, source);
  return result;
}

}  // namespace spyglass::proc
