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
#include "core/proc/folders.hpp"
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

std::string kind_of_file(const std::string& link, unsigned flags) {
  struct stat about {};
  if (stat(link.c_str(), &about) != 0) return "file";
  switch (about.st_mode & S_IFMT) {
    case S_IFDIR: return "directory";
    case S_IFIFO: return fmt::format("named pipe{}", end_of_pipe(flags));
    case S_IFSOCK: return "socket";
    case S_IFCHR: return is_terminal(about.st_rdev) ? "terminal" : "device";
    case S_IFBLK: return "block device";
    default: return "file";
  }
}

/// A socket that is neither bound nor connected stands in no table; the kernel still tells its
/// protocol.
std::string protocol_of(const std::string& link) {
  const std::string protocol = protocol_of_socket(link);
  return protocol.empty() ? protocol : protocol + ", not connected";
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
  for (std::string key; lines >> key; std::getline(lines, key)) {
    if (key == "pos:") lines >> info.position;
    if (key == "flags:") lines >> std::oct >> info.flags >> std::dec;
    if (key == "Pid:") lines >> info.process;
  }
  return info;
}

std::vector<Descriptor> descriptors(Tid thread) {
  std::vector<Descriptor> result;
  std::optional<Sockets> sockets;
  for (const int number : numbers_in(fmt::format("/proc/{}/fd", thread.value()))) {
    const std::string name = std::to_string(number);
    const auto target = read_link(thread, "fd/" + name);
    if (!target) continue;  // closed meanwhile
    const auto info = parse_fdinfo(read_file(thread, "fdinfo/" + name).value_or(""));
    const std::string link = fmt::format("/proc/{}/fd/{}", thread.value(), number);
    Descriptor found{number, *target, info.position, info.flags, {}, {}};
    found.kind = kind_of_target(*target);
    if (found.kind == "pipe") found.kind += end_of_pipe(info.flags);
    if (found.kind.empty()) found.kind = kind_of_file(link, info.flags);
    if (found.kind == "socket") {
      if (!sockets) sockets = sockets_seen_by(thread);
      const auto inode = inode_of_target(*target);
      const auto known = inode ? sockets->find(*inode) : sockets->end();
      found.endpoints = known != sockets->end() ? known->second : protocol_of(link);
    }
    result.push_back(std::move(found));
  }
  return result;
}

}  // namespace spyglass::proc
