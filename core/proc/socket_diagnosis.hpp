#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>

#include "core/proc/source.hpp"

namespace spyglass::proc {

struct InternetSocket {
  std::string local;   ///< "127.0.0.1:80", "[::1]:80"
  std::string remote;  ///< empty while there is no other end
};
struct UnixSocket {
  std::uint32_t peer = 0;                          ///< the other end's inode; 0: there is none
  std::optional<std::string> path = std::nullopt;  ///< an abstract one begins with a NUL
};
struct NetlinkSocket {
  unsigned protocol;   ///< NETLINK_…
  std::uint32_t port;  ///< most often the id of a process
};

/// What the kernel tells of a socket, by sock_diag(7).
struct SocketFacts {
  std::string_view protocol;  ///< as the kernel calls it: "TCP", "UDPv6", "UNIX-STREAM", "NETLINK"
  std::variant<InternetSocket, UnixSocket, NetlinkSocket> ends;
};

/// The facts about the socket of an inode, in the network namespace of a thread that has it open.
/// Nothing is told of one that is neither bound nor connected, or that was made in yet another
/// namespace. `kernel_name` is what
/// protocol_of_socket says; where that is none of the known ones, all protocols are asked.
std::optional<SocketFacts> diagnose_socket(Tid holder, std::uint64_t inode,
                                           std::string_view kernel_name,
                                           const Source& source = kernel());

/// The kernel's name for the protocol of the socket that a descriptor of a thread is:
/// "TCP", "UNIX", "PACKET". Empty when it does not tell.
std::string protocol_of_socket(Tid thread, int descriptor, const Source& source = kernel());

/// For kernel() alone: the same of a link to it, and the text that diagnose_socket() understands.
std::string kernel_protocol_of_socket(const std::string& link);
std::optional<std::string> kernel_socket(const Question& question);

/// Whether it is one that strace knows, and shows in front of an inode of which nothing is told.
bool is_known_protocol(std::string_view kernel_name);

/// One message of the kernel's answer, behind its nlmsghdr: what it says, if it is about that
/// inode.
std::optional<InternetSocket> internet_socket(std::span<const std::byte> message,
                                              std::uint64_t inode);
std::optional<UnixSocket> unix_socket(std::span<const std::byte> message, std::uint64_t inode);
std::optional<NetlinkSocket> netlink_socket(std::span<const std::byte> message,
                                            std::uint64_t inode);

}  // namespace spyglass::proc
