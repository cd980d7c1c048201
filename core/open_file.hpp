#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "core/decode/value.hpp"
#include "core/proc/source.hpp"

namespace spyglass {

/// What descriptors are open on: the kernel's open file description, open(2), which copies of a
/// descriptor and children share.
struct OpenFile {
  /// other: eventfd, epoll, timerfd, memfd and whatever else has neither a path nor another end.
  enum class Kind : std::uint8_t { path, pipe, socket, other };
  Kind kind = Kind::other;
  /// An absolute path, links not followed; "pipe"; "eventfd"; of a socket its protocol: "TCP",
  /// "UDP", "unix", "netlink", or "socket" where even that is not known.
  std::string name;
  std::string local = {};  ///< of sockets: "127.0.0.1:80", "/run/x.sock", "@abstract"
  std::string peer = {};   ///< likewise; both are empty where they are not known

  /// "/etc/passwd", "pipe", "TCP 127.0.0.1:41000 -> 127.0.0.1:80", "eventfd".
  [[nodiscard]] std::string text() const;
  /// A socket of which nobody told the protocol.
  [[nodiscard]] bool is_nameless() const { return kind == Kind::socket && name == "socket"; }
};

/// The protocol of a socket that socket(2) makes from these words.
std::string protocol_name(int domain, std::uint64_t type, int protocol);

/// A socket's address as calls are decoded, "127.0.0.1:80"; empty where it says nothing of an end:
/// no address, port 0, an unnamed socket of unix(7).
std::string end_name(const Value& address);
/// Whether there is an address, of whatever family: AF_UNSPEC breaks a connection off, connect(2).
bool is_of_no_family(const Value& address);

/// What a source knows of a thread's descriptor at this moment, proc_pid_fd(5); nothing where it
/// knows of none.
std::optional<OpenFile> known_open_file(Tid thread, int descriptor, const proc::Source& source);

}  // namespace spyglass
