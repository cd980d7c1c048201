#pragma once

#include <sys/types.h>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/proc/source.hpp"

namespace spyglass::proc {

/// A text of /proc/PID/fdinfo/N, whose first lines are the same for all kinds.
struct DescriptorInfo {
  std::uint64_t position = 0;  ///< the next byte to read or write, where there is such a thing
  unsigned flags = 0;          ///< O_… of open(2), O_CLOEXEC included
  pid_t process = 0;           ///< that a pidfd stands for; −1 when it has ended
  std::optional<std::uint64_t> counter;  ///< of an eventfd
  std::vector<int> watched;              ///< descriptors, by an epoll
};
/// What cannot be understood is left as it would be without the line.
DescriptorInfo parse_fdinfo(std::string_view text);

/// A file descriptor of another process; proc_pid_fd(5), proc_pid_fdinfo(5).
struct Descriptor {
  int number = -1;
  std::string target;     ///< what the link says: a path, "pipe:[71]", "anon_inode:[eventpoll]"
  std::string kind;       ///< in words: "file", "terminal", "pipe, reading end", "socket", …
  std::string endpoints;  ///< of a socket: "TCP 127.0.0.1:5000 → 127.0.0.1:80"; else empty
  std::optional<std::uint64_t> size;  ///< of an ordinary file, in bytes
  std::vector<int> other_ends;        ///< the same thread's: of this pipe, of this socket
  DescriptorInfo info;
};

/// In the order of their numbers. Empty for a thread that is gone or that we may not look into.
std::vector<Descriptor> descriptors(Tid thread, const Source& source = kernel());

/// What a link such as "anon_inode:[eventfd]" or "/memfd:x (deleted)" stands for, in words; empty
/// when it may be anything that has a path.
std::string_view kind_of_target(std::string_view target);

/// The number in the link of something that has no path: "socket:[71]".
std::optional<std::uint64_t> inode_of_target(std::string_view target);

}  // namespace spyglass::proc
