#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

#include "core/base/ids.hpp"

namespace spyglass::proc {

/// Sockets in words for people, by inode: "TCP 127.0.0.1:5000 → 127.0.0.1:80", "TCP listening on
/// [::1]:80", "UNIX stream, listening on /run/x".
using Sockets = std::map<std::uint64_t, std::string>;

/// "127.0.0.1:80" or "[::1]:80", from an in_addr or in6_addr.
std::string endpoint_text(int family, const void* address, unsigned port);

/// A table of internet sockets as in /proc/net/tcp, tcp6, udp, …; proc_pid_net(5). `protocol` is
/// the word for it, "TCP" or "UDP". The addresses are in this machine's byte order.
Sockets parse_internet_sockets(std::string_view text, std::string_view protocol);

/// The table of /proc/net/unix.
Sockets parse_unix_sockets(std::string_view text);

/// All that a thread's network namespace knows of.
Sockets sockets_seen_by(Tid thread);

}  // namespace spyglass::proc
