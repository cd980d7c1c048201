#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "core/proc/source.hpp"

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

/// Of these inodes, those that the tables of a thread's network namespace know of.
Sockets known_sockets(Tid thread, const std::vector<std::uint64_t>& inodes,
                      const Source& source = kernel());

/// For kernel() alone: the text that known_sockets() understands.
std::optional<std::string> kernel_socket_words(const Question& question);

}  // namespace spyglass::proc
