// What sockets are connected to, and what comes through them, as calls tell it.

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/un.h>

#include <catch2/catch.hpp>
#include <cerrno>

#include "tests/pure/made_steps.hpp"

namespace spyglass {
namespace {

sockaddr_in loopback(std::uint16_t port) {
  return {.sin_family = AF_INET,
          .sin_port = htons(port),
          .sin_addr = {htonl(INADDR_LOOPBACK)},
          .sin_zero = {}};
}

}  // namespace

TEST_CASE("sockets have ends as far as calls tell them") {
  Steps steps;
  const std::uint64_t server = steps.memory.put_value(loopback(80));
  const std::uint64_t anywhere = steps.memory.put_value(loopback(0));
  const std::uint64_t client = steps.memory.put_value(loopback(41000));
  const std::uint64_t size = steps.memory.put_value(static_cast<std::int32_t>(sizeof(sockaddr_in)));
  steps.call("socket", {AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0}, 3);
  CHECK(steps.at(3) == "TCP");
  steps.call("bind", {3, server, sizeof(sockaddr_in)}, 0);
  CHECK(steps.at(3) == "TCP 127.0.0.1:80");
  steps.call("accept4", {3, client, size, 0}, 4);
  CHECK(steps.at(4) == "TCP 127.0.0.1:80 -> 127.0.0.1:41000");

  steps.call("socket", {AF_INET, SOCK_STREAM, IPPROTO_TCP}, 5);
  steps.call("bind", {5, anywhere, sizeof(sockaddr_in)}, 0);
  CHECK(steps.at(5) == "TCP");
  steps.call("connect", {5, server, sizeof(sockaddr_in)}, -ECONNREFUSED);
  CHECK(steps.at(5) == "TCP");
  steps.call("dup", {5}, 6);
  steps.call("connect", {5, server, sizeof(sockaddr_in)}, -EINPROGRESS);
  CHECK(steps.at(6) == "TCP -> 127.0.0.1:80");
  steps.call("getsockname", {6, client, size}, 0);
  CHECK(steps.at(5) == "TCP 127.0.0.1:41000 -> 127.0.0.1:80");

  sockaddr_un path{.sun_family = AF_UNIX, .sun_path = "/run/x.sock"};
  steps.call("socket", {AF_UNIX, SOCK_STREAM, 0}, 7);
  steps.call("connect", {7, steps.memory.put_value(path), sizeof path}, 0);
  CHECK(steps.at(7) == "unix -> /run/x.sock");
  sockaddr_in6 local{};
  local.sin6_family = AF_INET6;
  local.sin6_port = htons(53);
  local.sin6_addr = in6addr_loopback;
  steps.call("socket", {AF_INET6, SOCK_DGRAM, 0}, 8);
  steps.call("connect", {8, steps.memory.put_value(local), sizeof local}, 0);
  CHECK(steps.at(8) == "UDP -> [::1]:53");
  steps.call("socket", {AF_NETLINK, SOCK_RAW, 0}, 9);
  CHECK(steps.at(9) == "netlink");
}

TEST_CASE("a descriptor that comes in a message is asked about until it is known") {
  Steps steps;
  steps.call("socket", {AF_UNIX, SOCK_DGRAM, 0}, 3);
  // struct cmsghdr, cmsg(3), and the descriptor behind it.
  struct {
    std::size_t length = CMSG_LEN(sizeof(int));
    int level = SOL_SOCKET;
    int type = SCM_RIGHTS;
    int descriptor = 5;
  } const control;
  msghdr message{};
  message.msg_control = reinterpret_cast<void*>(steps.memory.put_value(control));
  message.msg_controllen = sizeof control;
  steps.call("recvmsg", {3, steps.memory.put_value(message), 0}, 1);
  CHECK(steps.at(5) == "nothing");
  steps.source.link(7, "fd/5", "/var/passed");
  CHECK(steps.at(5) == "/var/passed");
  steps.source.known.clear();
  steps.pass();
  CHECK(steps.at(5) == "/var/passed");
  steps.call("close", {5}, 0);
  steps.pass();
  CHECK(steps.at(5) == "nothing");
  // Of calls whose descriptors nobody describes, the same.
  steps.source.link(7, "fd/6", "anon_inode:[fscontext]");
  steps.call("fsopen", {steps.memory.put("ext4"), 0}, 6);
  CHECK(steps.at(6) == "fscontext");
}

}  // namespace spyglass
