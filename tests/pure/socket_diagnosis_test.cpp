// What the kernel's socket diagnosis says, taken apart; and the diagnosis of sockets of our own.

#include <fcntl.h>
#include <linux/inet_diag.h>
#include <linux/netlink.h>
#include <linux/netlink_diag.h>
#include <linux/rtnetlink.h>
#include <linux/unix_diag.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <cstring>

#include "core/base/unique_fd.hpp"
#include "core/proc/socket_diagnosis.hpp"
#include "tests/pure/guarded_buffer.hpp"

namespace spyglass::proc {
namespace {

constexpr std::uint64_t inode = 71;

inet_diag_msg loopback_message(std::uint16_t to_port) {
  inet_diag_msg message{};
  message.idiag_family = AF_INET;
  message.id.idiag_src[0] = message.id.idiag_dst[0] = htonl(INADDR_LOOPBACK);
  message.id.idiag_sport = htons(5000);
  message.id.idiag_dport = htons(to_port);
  message.idiag_inode = inode;
  return message;
}

/// A message of Unix sockets, with attributes behind it, each of which says how long it is.
struct UnixMessage {
  std::string bytes;

  UnixMessage() {
    unix_diag_msg about{};
    about.udiag_family = AF_UNIX;
    about.udiag_ino = inode;
    bytes.assign(reinterpret_cast<const char*>(&about), sizeof about);
  }
  UnixMessage& add(unsigned short type, std::string_view contents, int too_long = 0) {
    const rtattr header{static_cast<unsigned short>(sizeof header + contents.size() +
                                                    static_cast<unsigned>(too_long)),
                        type};
    bytes.append(reinterpret_cast<const char*>(&header), sizeof header);
    bytes += contents;
    bytes.resize((bytes.size() + 3) / 4 * 4);
    return *this;
  }
  [[nodiscard]] std::optional<UnixSocket> read(std::uint64_t about = inode) const {
    const GuardedBuffer buffer(std::as_bytes(std::span(bytes)));
    return unix_socket(buffer.bytes(), about);
  }
};

std::string peer_bytes(std::uint32_t peer) {
  return {reinterpret_cast<const char*>(&peer), sizeof peer};
}

std::uint64_t inode_of(const UniqueFd& fd) {
  struct stat about {};
  REQUIRE(fstat(fd.get(), &about) == 0);
  return about.st_ino;
}

std::string protocol_of(const UniqueFd& fd) { return protocol_of_socket(Tid(getpid()), fd.get()); }

template <class Ends>
std::optional<Ends> diagnosed(const UniqueFd& fd) {
  const auto facts = diagnose_socket(Tid(getpid()), inode_of(fd), protocol_of(fd));
  const Ends* ends = facts ? std::get_if<Ends>(&facts->ends) : nullptr;
  return ends == nullptr ? std::nullopt : std::optional(*ends);
}

}  // namespace

TEST_CASE("an internet socket's ends") {
  const auto read = [](const inet_diag_msg& message, std::uint64_t about = inode) {
    const GuardedBuffer buffer(std::as_bytes(std::span(&message, 1)));
    return internet_socket(buffer.bytes(), about);
  };
  CHECK(read(loopback_message(80))->local == "127.0.0.1:5000");
  CHECK(read(loopback_message(80))->remote == "127.0.0.1:80");
  CHECK(read(loopback_message(0))->remote.empty());
  CHECK_FALSE(read(loopback_message(80), inode + 1));

  inet_diag_msg v6 = loopback_message(80);
  v6.idiag_family = AF_INET6;
  std::memcpy(v6.id.idiag_src, &in6addr_loopback, sizeof in6addr_loopback);
  std::memcpy(v6.id.idiag_dst, &in6addr_any, sizeof in6addr_any);
  CHECK(read(v6)->local == "[::1]:5000");
  CHECK(read(v6)->remote == "[::]:80");

  const inet_diag_msg whole = loopback_message(80);
  const GuardedBuffer cut(std::as_bytes(std::span(&whole, 1)).first(sizeof whole - 1));
  CHECK_FALSE(internet_socket(cut.bytes(), inode));
}

TEST_CASE("a Unix socket's other end and name") {
  CHECK(UnixMessage().read()->peer == 0);
  CHECK_FALSE(UnixMessage().read()->path);
  CHECK_FALSE(UnixMessage().read(inode + 1));
  const auto both =
      UnixMessage().add(UNIX_DIAG_NAME, "/run/x").add(UNIX_DIAG_PEER, peer_bytes(72)).read();
  CHECK(both->peer == 72);
  CHECK(both->path == "/run/x");
  CHECK(UnixMessage().add(UNIX_DIAG_NAME, std::string("\0x", 2)).read()->path ==
        std::string("\0x", 2));
  CHECK_FALSE(UnixMessage().add(UNIX_DIAG_NAME, "").read()->path);
  // Attributes that say they are longer than the message, or shorter than themselves.
  CHECK_FALSE(UnixMessage().add(UNIX_DIAG_NAME, "/run/x", 64).read()->path);
  CHECK_FALSE(UnixMessage().add(UNIX_DIAG_NAME, "", -4).add(UNIX_DIAG_NAME, "x").read()->path);
  CHECK(UnixMessage().add(UNIX_DIAG_PEER, "ab").read()->peer == 0);
}

TEST_CASE("a netlink socket's protocol and port") {
  netlink_diag_msg message{};
  message.ndiag_protocol = NETLINK_AUDIT;
  message.ndiag_portid = 4711;
  message.ndiag_ino = inode;
  const GuardedBuffer buffer(std::as_bytes(std::span(&message, 1)));
  CHECK(netlink_socket(buffer.bytes(), inode)->protocol == NETLINK_AUDIT);
  CHECK(netlink_socket(buffer.bytes(), inode)->port == 4711);
  CHECK_FALSE(netlink_socket(buffer.bytes(), inode + 1));
  CHECK_FALSE(netlink_socket(buffer.bytes().first(8), inode));
}

TEST_CASE("the kernel names a socket's protocol") {
  const UniqueFd tcp(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  CHECK(protocol_of(tcp) == "TCP");
  CHECK(is_known_protocol("TCP"));
  CHECK_FALSE(is_known_protocol("PACKET"));
  CHECK(protocol_of(UniqueFd(open("/dev/null", O_RDONLY))).empty());
}

TEST_CASE("the kernel tells of our own sockets") {
  std::array<int, 2> ends{};
  REQUIRE(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()) == 0);
  const UniqueFd first(ends[0]);
  const UniqueFd second(ends[1]);
  const auto one = diagnosed<UnixSocket>(first);
  if (!one) {
    puts("SKIPPED: this kernel has no diagnosis of sockets");
    return;
  }
  CHECK(one->peer == inode_of(second));
  CHECK(diagnosed<UnixSocket>(second)->peer == inode_of(first));

  const UniqueFd udp(socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0));
  // Neither bound nor connected.
  CHECK_FALSE(diagnosed<InternetSocket>(udp));
  sockaddr_in here{};
  here.sin_family = AF_INET;
  here.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  REQUIRE(bind(udp.get(), reinterpret_cast<sockaddr*>(&here), sizeof here) == 0);
  socklen_t length = sizeof here;
  REQUIRE(getsockname(udp.get(), reinterpret_cast<sockaddr*>(&here), &length) == 0);
  const std::string address = "127.0.0.1:" + std::to_string(ntohs(here.sin_port));
  CHECK(diagnosed<InternetSocket>(udp)->local == address);
  CHECK(diagnosed<InternetSocket>(udp)->remote.empty());
  REQUIRE(connect(udp.get(), reinterpret_cast<sockaddr*>(&here), sizeof here) == 0);
  CHECK(diagnosed<InternetSocket>(udp)->remote == address);
  // All protocols are asked when the name is none of the known ones.
  CHECK(diagnose_socket(Tid(getpid()), inode_of(udp), "")->protocol == "UDP");
}

}  // namespace spyglass::proc
