#include "core/proc/socket_diagnosis.hpp"

#include <linux/inet_diag.h>
#include <linux/netlink.h>
#include <linux/netlink_diag.h>
#include <linux/rtnetlink.h>
#include <linux/sock_diag.h>
#include <linux/unix_diag.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/xattr.h>

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstring>
#include <sstream>

#include "core/base/unique_fd.hpp"
#include "core/proc/net_namespace.hpp"
#include "core/proc/sockets.hpp"

namespace spyglass::proc {

namespace {

using Bytes = std::span<const std::byte>;

struct Protocol {
  std::string_view name;
  int family;
  int number = 0;  ///< of internet protocols: 0 where the kernel tells nothing of their sockets
};
constexpr int dccp = 33;
constexpr std::array protocols = {
    Protocol{"TCP", AF_INET, IPPROTO_TCP},
    Protocol{"UDP", AF_INET, IPPROTO_UDP},
    Protocol{"UDPLITE", AF_INET, IPPROTO_UDPLITE},
    Protocol{"DCCP", AF_INET, dccp},
    Protocol{"SCTP", AF_INET, IPPROTO_SCTP},
    Protocol{"L2TP/IP", AF_INET},
    Protocol{"PING", AF_INET},
    Protocol{"RAW", AF_INET},
    Protocol{"TCPv6", AF_INET6, IPPROTO_TCP},
    Protocol{"UDPv6", AF_INET6, IPPROTO_UDP},
    Protocol{"UDPLITEv6", AF_INET6, IPPROTO_UDPLITE},
    Protocol{"DCCPv6", AF_INET6, dccp},
    Protocol{"SCTPv6", AF_INET6, IPPROTO_SCTP},
    Protocol{"L2TP/IPv6", AF_INET6},
    Protocol{"PINGv6", AF_INET6},
    Protocol{"RAWv6", AF_INET6},
    Protocol{"UNIX", AF_UNIX},
    Protocol{"UNIX-STREAM", AF_UNIX},
    Protocol{"NETLINK", AF_NETLINK},
};

template <class T>
std::optional<T> front_of(Bytes bytes) {
  if (bytes.size() < sizeof(T)) return std::nullopt;
  T value;
  std::memcpy(&value, bytes.data(), sizeof value);
  return value;
}

constexpr std::size_t aligned(std::size_t length) { return (length + 3) / 4 * 4; }

/// Hands `use` the attributes behind a message's fixed part: type and contents; netlink(7).
template <class Use>
void for_each_attribute(Bytes bytes, Use use) {
  while (const auto header = front_of<rtattr>(bytes)) {
    if (header->rta_len < sizeof(rtattr) || header->rta_len > bytes.size()) return;
    use(header->rta_type, bytes.subspan(sizeof(rtattr), header->rta_len - sizeof(rtattr)));
    bytes = bytes.subspan(std::min(aligned(header->rta_len), bytes.size()));
  }
}

/// Asks once, and hands `take` each message of the answer until it says that this was it.
template <class Request, class Take>
void ask(const UniqueFd& connection, Request body, unsigned short flags, Take take) {
  constexpr std::size_t room = 1 << 15;  // more than the kernel puts into one answer
  struct {
    nlmsghdr header;
    Request body;
  } request{};
  request.header.nlmsg_len = sizeof request;
  request.header.nlmsg_type = SOCK_DIAG_BY_FAMILY;
  request.header.nlmsg_flags = static_cast<unsigned short>(NLM_F_REQUEST | flags);
  request.body = body;
  if (connection.get() < 0 || send(connection.get(), &request, sizeof request, 0) < 0) return;
  std::array<std::byte, room> area;
  for (;;) {
    // The answer is there when send returns; nothing more to read is its end.
    const ssize_t length = recv(connection.get(), area.data(), area.size(), MSG_DONTWAIT);
    if (length <= 0) return;
    Bytes rest(area.data(), static_cast<std::size_t>(length));
    while (const auto header = front_of<nlmsghdr>(rest)) {
      const std::size_t whole = header->nlmsg_len;
      if (whole < sizeof(nlmsghdr) || whole > rest.size()) return;
      if (header->nlmsg_type != SOCK_DIAG_BY_FAMILY) return;  // the end, or an error
      if (take(rest.subspan(sizeof(nlmsghdr), whole - sizeof(nlmsghdr)))) return;
      rest = rest.subspan(std::min(aligned(whole), rest.size()));
    }
  }
}

/// The kernel lists all sockets of a protocol; only Unix sockets can be asked for by their inode.
template <class Found, class Request>
std::optional<Found> find(const UniqueFd& connection, const Request& request, unsigned short flags,
                          std::uint64_t inode, std::optional<Found> (*read)(Bytes, std::uint64_t)) {
  std::optional<Found> found;
  ask(connection, request, flags, [&](Bytes message) {
    found = read(message, inode);
    return found.has_value();
  });
  return found;
}

template <class Found>
std::optional<SocketFacts> facts(const Protocol& protocol, std::optional<Found> found) {
  if (!found) return std::nullopt;
  return SocketFacts{protocol.name, std::move(*found)};
}

std::optional<SocketFacts> ask_for(const UniqueFd& connection, const Protocol& protocol,
                                   std::uint64_t inode) {
  if (protocol.family == AF_UNIX) {
    unix_diag_req request{};
    request.sdiag_family = AF_UNIX;
    request.udiag_states = ~0U;
    request.udiag_ino = static_cast<std::uint32_t>(inode);
    request.udiag_show = UDIAG_SHOW_NAME | UDIAG_SHOW_PEER;
    request.udiag_cookie[0] = request.udiag_cookie[1] = ~0U;  // any
    return facts(protocol, find(connection, request, 0, inode, unix_socket));
  }
  if (protocol.family == AF_NETLINK) {
    netlink_diag_req request{};
    request.sdiag_family = AF_NETLINK;
    request.sdiag_protocol = NDIAG_PROTO_ALL;
    return facts(protocol, find(connection, request, NLM_F_DUMP, inode, netlink_socket));
  }
  if (protocol.number == 0) return std::nullopt;
  inet_diag_req_v2 request{};
  request.sdiag_family = static_cast<std::uint8_t>(protocol.family);
  request.sdiag_protocol = static_cast<std::uint8_t>(protocol.number);
  request.idiag_states = ~0U;
  return facts(protocol, find(connection, request, NLM_F_DUMP, inode, internet_socket));
}

const Protocol* find_protocol(std::string_view name) {
  const auto found = std::ranges::find(protocols, name, &Protocol::name);
  return found == protocols.end() ? nullptr : &*found;
}

std::string text_of(Bytes bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

std::string text_of(const SocketFacts& facts) {
  struct Ends {
    std::string operator()(const InternetSocket& ends) const {
      return fmt::format("I {} {}", ends.local, ends.remote);
    }
    std::string operator()(const UnixSocket& ends) const {
      return ends.path ? fmt::format("U {} {}", ends.peer, *ends.path)
                       : fmt::format("U {}", ends.peer);
    }
    std::string operator()(const NetlinkSocket& ends) const {
      return fmt::format("N {} {}", ends.protocol, ends.port);
    }
  };
  return fmt::format("{} {}", facts.protocol, std::visit(Ends{}, facts.ends));
}

std::optional<SocketFacts> parse_facts(const std::string& text) {
  std::istringstream words(text);
  std::string name, kind;
  if (!(words >> name >> kind)) return std::nullopt;
  const Protocol* protocol = find_protocol(name);
  if (protocol == nullptr) return std::nullopt;
  if (kind == "I") {
    InternetSocket ends;
    words >> ends.local >> ends.remote;
    return SocketFacts{protocol->name, ends};
  }
  if (kind == "N") {
    NetlinkSocket ends{};
    words >> ends.protocol >> ends.port;
    return SocketFacts{protocol->name, ends};
  }
  UnixSocket ends;
  words >> ends.peer;
  if (words.get() == ' ') ends.path = text.substr(static_cast<std::size_t>(words.tellg()));
  return SocketFacts{protocol->name, ends};
}

}  // namespace

std::optional<InternetSocket> internet_socket(Bytes message, std::uint64_t inode) {
  const auto about = front_of<inet_diag_msg>(message);
  if (!about || about->idiag_inode != inode) return std::nullopt;
  const inet_diag_sockid& id = about->id;
  const auto endpoint = [&](const auto& address, std::uint16_t port) {
    return endpoint_text(about->idiag_family, &address, ntohs(port));
  };
  InternetSocket ends{endpoint(id.idiag_src, id.idiag_sport), {}};
  if (id.idiag_dport != 0) ends.remote = endpoint(id.idiag_dst, id.idiag_dport);
  return ends;
}

std::optional<UnixSocket> unix_socket(Bytes message, std::uint64_t inode) {
  const auto about = front_of<unix_diag_msg>(message);
  if (!about || about->udiag_ino != inode) return std::nullopt;
  UnixSocket ends;
  for_each_attribute(message.subspan(sizeof *about), [&](unsigned type, Bytes contents) {
    if (type == UNIX_DIAG_PEER) ends.peer = front_of<std::uint32_t>(contents).value_or(0);
    if (type == UNIX_DIAG_NAME && !contents.empty()) ends.path = text_of(contents);
  });
  return ends;
}

std::optional<NetlinkSocket> netlink_socket(Bytes message, std::uint64_t inode) {
  const auto about = front_of<netlink_diag_msg>(message);
  if (!about || about->ndiag_ino != inode) return std::nullopt;
  return NetlinkSocket{about->ndiag_protocol, about->ndiag_portid};
}

// A text of facts: the protocol, a letter for its kind, and the ends. What may hold blanks is last.

std::optional<std::string> kernel_socket(const Question& question) {
  const UniqueFd connection = diagnosis_socket(question.thread);
  std::istringstream words(question.detail);
  std::uint64_t inode = 0;
  std::string name;
  words >> inode >> name;
  std::optional<SocketFacts> found;
  if (const Protocol* known = find_protocol(name)) {
    found = ask_for(connection, *known, inode);
  } else {
    for (const Protocol& protocol : protocols) {
      if ((found = ask_for(connection, protocol, inode))) break;
    }
  }
  return found ? std::optional(text_of(*found)) : std::nullopt;
}

std::optional<SocketFacts> diagnose_socket(Tid holder, std::uint64_t inode,
                                           std::string_view kernel_name, const Source& source) {
  const auto text =
      source.answer({Question::Kind::socket, holder, fmt::format("{} {}", inode, kernel_name)});
  return text ? parse_facts(*text) : std::nullopt;
}

std::string protocol_of_socket(Tid thread, int descriptor, const Source& source) {
  return source.answer({Question::Kind::protocol, thread, fmt::format("fd/{}", descriptor)})
      .value_or("");
}

std::string kernel_protocol_of_socket(const std::string& link) {
  std::array<char, 32> name{};
  const ssize_t length =
      getxattr(link.c_str(), "system.sockprotoname", name.data(), name.size() - 1);
  return length <= 0 ? std::string{} : std::string(name.data());
}

bool is_known_protocol(std::string_view kernel_name) {
  return find_protocol(kernel_name) != nullptr;
}

}  // namespace spyglass::proc
