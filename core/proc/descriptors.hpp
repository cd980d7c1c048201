#pragma once

#include <sys/types.h>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/ids.hpp"

namespace spyglass::proc {

/// A file descriptor of another process; proc_pid_fd(5), proc_pid_fdinfo(5).
struct Descriptor {
  int number = -1;
  std::string target;  ///< what the link says: a path, "pipe:[71]", "anon_inode:[eventpoll]"
  std::uint64_t position = 0;  ///< the next byte to read or write, where there is such a thing
  unsigned flags = 0;          ///< O_… of open(2), O_CLOEXEC included
  std::string kind;            ///< in words: "file", "terminal", "pipe, reading end", "socket", …
  std::string endpoints;       ///< of a socket: "TCP 127.0.0.1:5000 → 127.0.0.1:80"; else empty
};

/// In the order of their numbers. Empty for a thread that is gone or that we may not look into.
std::vector<Descriptor> descriptors(Tid thread);

/// What a link such as "anon_inode:[eventfd]" or "/memfd:x (deleted)" stands for, in words; empty
/// when it may be anything that has a path.
std::string_view kind_of_target(std::string_view target);

/// The number in the link of something that has no path: "socket:[71]".
std::optional<std::uint64_t> inode_of_target(std::string_view target);

/// A text of /proc/PID/fdinfo/N, whose first lines are the same for all kinds.
struct DescriptorInfo {
  std::uint64_t position = 0;
  unsigned flags = 0;
  pid_t process = 0;  ///< that a pidfd stands for; −1 when it has ended
};
DescriptorInfo parse_fdinfo(std::string_view text);

}  // namespace spyglass::proc
