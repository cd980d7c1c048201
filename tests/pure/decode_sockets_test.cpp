#include <arpa/inet.h>
#include <linux/if_packet.h>
#include <linux/netlink.h>
#include <sys/socket.h>
#include <sys/un.h>

#include <array>
#include <catch2/catch.hpp>

#include "core/decode/call.hpp"
#include "core/syscalls/catalogue.hpp"
#include "core/syscalls/kinds.hpp"
#include "tests/pure/decode_bench.hpp"

namespace spyglass {
namespace {

template <class T>
std::string address_of(const T& address, std::size_t length = sizeof(T)) {
  DecodeBench bench(address);
  bench.size_from = 2;
  bench.siblings[2] = length;
  return bench.text(kinds::socket_address_in);
}

TEST_CASE("socket addresses are shown by their family") {
  sockaddr_in inet{};
  inet.sin_family = AF_INET;
  inet.sin_port = htons(80);
  inet.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  CHECK(address_of(inet) ==
        "{sa_family=AF_INET, sin_port=htons(80), sin_addr=inet_addr(\"127.0.0.1\")}");

  sockaddr_in6 inet6{};
  inet6.sin6_family = AF_INET6;
  inet6.sin6_addr = in6addr_loopback;
  CHECK(address_of(inet6) ==
        "{sa_family=AF_INET6, sin6_port=htons(0), sin6_flowinfo=htonl(0), "
        "inet_pton(AF_INET6, \"::1\", &sin6_addr), sin6_scope_id=0}");

  sockaddr_nl netlink{};
  netlink.nl_family = AF_NETLINK;
  netlink.nl_groups = 5;
  CHECK(address_of(netlink) == "{sa_family=AF_NETLINK, nl_pid=0, nl_groups=0x000005}");

  sockaddr_ll packet{};
  packet.sll_family = AF_PACKET;
  packet.sll_protocol = htons(3);
  packet.sll_hatype = 1;
  packet.sll_halen = 2;
  packet.sll_addr[1] = 0xab;
  CHECK(address_of(packet) ==
        "{sa_family=AF_PACKET, sll_protocol=htons(ETH_P_ALL), sll_ifindex=0, "
        "sll_hatype=ARPHRD_ETHER, sll_pkttype=PACKET_HOST, sll_halen=2, sll_addr=[00, 0xab]}");
}

TEST_CASE("unix addresses are paths, or names that begin with a NUL") {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  std::strcpy(address.sun_path, "/tmp/x");
  CHECK(address_of(address) == "{sa_family=AF_UNIX, sun_path=\"/tmp/x\"}");
  CHECK(address_of(address, 8) == "{sa_family=AF_UNIX, sun_path=\"/tmp/x\"}");
  CHECK(address_of(address, 6) == "{sa_family=AF_UNIX, sun_path=\"/tmp\"}");
  CHECK(address_of(address, 2) == "{sa_family=AF_UNIX}");
  address.sun_path[0] = '\0';
  CHECK(address_of(address, 8) == "{sa_family=AF_UNIX, sun_path=@\"tmp/x\"}");
  CHECK(address_of(address, 9) == "{sa_family=AF_UNIX, sun_path=@\"tmp/x\\0\"}");
}

TEST_CASE("short and unknown socket addresses are bytes") {
  sockaddr_in inet{};
  inet.sin_family = AF_INET;
  CHECK(address_of(inet, 4) == "{sa_family=AF_INET, sa_data=\"\\0\\0\"}");
  inet.sin_family = 200;
  CHECK(address_of(inet, 3) == "{sa_family=0xc8 /* AF_??? */, sa_data=\"\\0\"}");
  CHECK(address_of(inet, 1) == address_text(DecodeBench::base));
  CHECK(address_of(inet, static_cast<std::size_t>(-1)) == address_text(DecodeBench::base));
}

TEST_CASE("socket addresses stay inside memory, whatever their length says") {
  for (const int number : {AF_UNIX, AF_INET, AF_INET6, AF_NETLINK, AF_PACKET, 99}) {
    const auto family = static_cast<sa_family_t>(number);
    DecodeBench bench(Room{160});
    for (std::size_t i = 0; i < bench.size(); i += 2) bench.put(i, family);
    bench.size_from = 2;
    for (const std::uint64_t length : {std::uint64_t{2}, std::uint64_t{16}, std::uint64_t{20},
                                       std::uint64_t{28}, std::uint64_t{110}, std::uint64_t{128}}) {
      bench.siblings[2] = length;
      CHECK(wild_answers(kinds::socket_address_in, bench, length).empty());
    }
    bench.siblings[2] = 0x7fffffff;
    CHECK(wild_answers(kinds::socket_address_in, bench, 128).empty());
  }
}

TEST_CASE("a length shows what it was and what it is") {
  DecodeBench bench(std::int32_t{128});
  CHECK(bench.text(kinds::socket_length) == "[128]");
  const Value before = bench.ask(kinds::socket_length, DecodeBench::base);
  bench.put(0, std::int32_t{16});
  bench.result = 3;
  CHECK(value_text(bench.ask(kinds::socket_length, DecodeBench::base, &before)) == "[128 => 16]");
  bench.result = -EBADF;
  CHECK(value_text(bench.ask(kinds::socket_length, DecodeBench::base, &before)) == "[128]");
  bench.result.reset();
  CHECK(wild_answers(kinds::socket_length, bench, 4).empty());
  bench.size_from = 1;
  CHECK(bench.text(kinds::socket_length) == address_text(DecodeBench::base));
}

TEST_CASE("an address that comes back is as long as there was room, and as it is") {
  struct {
    sockaddr_in address{};
    std::int32_t length = 16;
  } memory;
  memory.address.sin_family = AF_INET;
  DecodeBench bench(memory);
  const std::uint64_t length_at = DecodeBench::base + sizeof(sockaddr_in);
  bench.siblings = {3, DecodeBench::base, length_at, 0, 0, 0};
  bench.size_from = 2;
  bench.answers.resize(3);
  bench.answers[2] = bench.ask(kinds::socket_length, length_at);
  bench.result = 0;
  CHECK(bench.text(kinds::socket_address_out) ==
        "{sa_family=AF_INET, sin_port=htons(0), sin_addr=inet_addr(\"0.0.0.0\")}");
  bench.put(sizeof(sockaddr_in), std::int32_t{2});
  CHECK(bench.text(kinds::socket_address_out) == "{sa_family=AF_INET}");
  bench.put(sizeof(sockaddr_in), std::int32_t{-1});
  CHECK(bench.text(kinds::socket_address_out) == address_text(DecodeBench::base));
  bench.result = -ENOTCONN;
  CHECK(bench.text(kinds::socket_address_out) == address_text(DecodeBench::base));
}

TEST_CASE("a socket's protocol is named by its family") {
  DecodeBench bench(Room{1});
  const auto protocol = [&](std::uint64_t family, std::uint64_t number) {
    bench.siblings[0] = family;
    return bench.text(kinds::socket_protocol, number);
  };
  CHECK(protocol(AF_INET, 0) == "IPPROTO_IP");
  CHECK(protocol(AF_INET6, 6) == "IPPROTO_TCP");
  CHECK(protocol(AF_NETLINK, 0) == "NETLINK_ROUTE");
  CHECK(protocol(AF_PACKET, htons(3)) == "htons(ETH_P_ALL)");
  CHECK(protocol(AF_UNIX, 0) == "0");
  CHECK(bench.text(kinds::socket_type, 02000001) == "SOCK_STREAM|SOCK_CLOEXEC");
}

TEST_CASE("a socket option's value is shown by its length and its name") {
  DecodeBench bench(std::array<std::int32_t, 4>{1, 30, 2, 0});
  bench.size_from = 4;
  bench.siblings = {3, SOL_SOCKET, SO_REUSEADDR, 0, 4, 0};
  CHECK(bench.text(kinds::socket_option, SO_REUSEADDR) == "SO_REUSEADDR");
  CHECK(bench.text(kinds::option_in) == "[1]");
  // Of this one the kernel takes an int, whatever comes behind it.
  bench.siblings[4] = 5;
  CHECK(bench.text(kinds::option_in) == "[1]");
  bench.siblings[4] = 2;
  CHECK(bench.text(kinds::option_in) == address_text(DecodeBench::base));
  bench.siblings[2] = SO_BINDTODEVICE;
  CHECK(bench.text(kinds::option_in) == "\"\\1\\0\"");
  bench.siblings[2] = SO_LINGER;
  CHECK(bench.text(kinds::option_in) == address_text(DecodeBench::base));
  bench.siblings[4] = 8;
  CHECK(bench.text(kinds::option_in) == "{l_onoff=1, l_linger=30}");
  bench.siblings[2] = SO_BINDTODEVICE;
  for (const std::uint64_t length :
       {std::uint64_t{1}, std::uint64_t{4}, std::uint64_t{8}, std::uint64_t{16}}) {
    bench.siblings[4] = length;
    CHECK(wild_answers(kinds::option_in, bench, length).empty());
  }
  bench.siblings[4] = 0x7fffffff;
  CHECK(wild_answers(kinds::option_in, bench, 17).empty());
}

TEST_CASE("the level of a socket option says which names count") {
  DecodeBench bench(Room{1});
  bench.siblings[1] = 6;
  CHECK(bench.text(kinds::socket_option, 1) == "TCP_NODELAY");
  bench.siblings[1] = 41;
  CHECK(bench.text(kinds::socket_option, 26) == "IPV6_V6ONLY");
  bench.siblings[1] = 12345;
  CHECK(bench.text(kinds::socket_option, 1) == "1");
}

TEST_CASE("getsockopt names an error and a peer") {
  struct {
    std::int32_t length = 4;
    std::array<std::int32_t, 3> value = {ECONNREFUSED, 1000, 1000};
  } memory;
  DecodeBench bench(memory);
  const std::uint64_t value_at = DecodeBench::base + 4;
  bench.siblings = {3, SOL_SOCKET, SO_ERROR, value_at, DecodeBench::base, 0};
  bench.size_from = 4;
  bench.result = 0;
  CHECK(bench.text(kinds::option_out, value_at) == "[ECONNREFUSED]");
  bench.put(4, 0);
  CHECK(bench.text(kinds::option_out, value_at) == "[0]");
  bench.put(0, 12);
  bench.siblings[2] = SO_PEERCRED;
  CHECK(bench.text(kinds::option_out, value_at) == "{pid=0, uid=1000, gid=1000}");
  bench.put(0, 0x7fffffff);
  bench.siblings[2] = SO_SNDBUF;
  CHECK(bench.text(kinds::option_out, value_at) == address_text(value_at));
}

/// A message with one piece and two descriptors, all behind each other.
struct Message {
  msghdr header{};
  iovec piece{};
  std::array<char, 8> bytes = {'p', 'i', 'n', 'g', 0, 0, 0, 0};
  struct {
    std::uint64_t length = 24;
    std::int32_t level = SOL_SOCKET;
    std::int32_t type = SCM_RIGHTS;
    std::array<std::int32_t, 2> descriptors = {4, 5};
  } control{};

  static void* at(std::size_t offset) {
    return reinterpret_cast<void*>(DecodeBench::base + offset);
  }
  Message() {
    header.msg_iov = static_cast<iovec*>(at(sizeof header));
    header.msg_iovlen = 1;
    header.msg_control = at(sizeof header + sizeof piece + sizeof bytes);
    header.msg_controllen = sizeof control;
    piece = {at(sizeof header + sizeof piece), 4};
  }
};

constexpr std::string_view message_text =
    "{msg_name=NULL, msg_namelen=0, msg_iov=[{iov_base=\"ping\", iov_len=4}], msg_iovlen=1, "
    "msg_control=[{cmsg_len=24, cmsg_level=SOL_SOCKET, cmsg_type=SCM_RIGHTS, cmsg_data=[4, 5]}], "
    "msg_controllen=24, msg_flags=0}";

TEST_CASE("a message shows its pieces and what goes with it") {
  DecodeBench bench(Message{});
  CHECK(bench.text(kinds::message_in) == message_text);
  CHECK(wild_answers(kinds::message_in, bench, sizeof(msghdr)).empty());
}

TEST_CASE("a message that came shows as many bytes as came") {
  Message message;
  message.header.msg_controllen = 0;
  DecodeBench bench(message);
  CHECK(bench.text(kinds::message_out) == "{msg_namelen=0}");
  CHECK(bench.text_after(kinds::message_out, 2) ==
        "{msg_name=NULL, msg_namelen=0, msg_iov=[{iov_base=\"pi\", iov_len=4}], msg_iovlen=1, "
        "msg_controllen=0, msg_flags=0}");
  bench.result.reset();
  CHECK(bench.text_after(kinds::message_out, -EAGAIN) == "{msg_namelen=0}");
  bench.result.reset();
  const Value before = bench.ask(kinds::message_out, DecodeBench::base);
  bench.put(offsetof(msghdr, msg_namelen), std::int32_t{16});
  bench.result = 0;
  CHECK(value_text(bench.ask(kinds::message_out, DecodeBench::base, &before))
            .starts_with("{msg_name=NULL, msg_namelen=0 => 16, msg_iov=[{iov_base=\"\""));
  bench.result.reset();
  CHECK(wild_answers(kinds::message_out, bench, sizeof(msghdr)).empty());
}

TEST_CASE("wild lengths inside a message do no harm") {
  for (const std::uint64_t wild : {std::uint64_t{0}, std::uint64_t{1}, std::uint64_t{15},
                                   std::uint64_t{25}, std::uint64_t{1} << 63, ~std::uint64_t{0}}) {
    Message message;
    message.header.msg_controllen = wild;
    message.header.msg_iovlen = wild;
    message.piece.iov_len = wild;
    message.control.length = wild;
    DecodeBench bench(message);
    CHECK(bench.text(kinds::message_in).starts_with("{msg_name=NULL"));
    message = Message();
    message.control.length = wild;
    DecodeBench other(message);
    CHECK(other.text(kinds::message_in).ends_with("msg_controllen=24, msg_flags=0}"));
  }
}

TEST_CASE("arrays of messages end where memory does") {
  struct {
    Message first{};
    std::array<std::byte, 200> room{};
  } memory;
  DecodeBench bench(memory);
  bench.size_from = 2;
  for (const std::uint64_t count : {std::uint64_t{1}, std::uint64_t{3}, std::uint64_t{0x7fffffff},
                                    std::uint64_t{1} << 63, ~std::uint64_t{0}}) {
    bench.siblings[2] = count;
    for (std::uint64_t left = 0; left <= bench.size(); ++left) {
      bench.result.reset();
      (void)bench.text_after(kinds::messages_received, 1, bench.end() - left);
      (void)bench.text(kinds::messages_sent, bench.end() - left);
    }
  }
  bench.siblings[2] = 1;
  CHECK(wild_answers(kinds::messages_sent, bench, sizeof(msghdr) + 4).empty());
}

TEST_CASE("pieces of another program's memory are not followed") {
  DecodeBench bench(iovec{Message::at(0), 4});
  bench.size_from = 2;
  bench.siblings[2] = 1;
  CHECK(bench.text(kinds::remote_vector) == "[{iov_base=0x70000000, iov_len=4}]");
  bench.siblings[2] = ~std::uint64_t{0};
  CHECK(wild_answers(kinds::remote_vector, bench, sizeof(iovec)).empty());
  CHECK(wild_answers(kinds::local_vector_in, bench, sizeof(iovec)).empty());
}

TEST_CASE("socketcall is shown as the call that is meant") {
  const std::array<std::uint32_t, 3> words = {AF_INET, SOCK_STREAM, 0};
  const GuardedBuffer buffer(std::as_bytes(std::span(words)));
  const BufferMemory memory(Addr(DecodeBench::base), buffer.bytes());
  const auto line = [&](std::uint64_t which, std::uint64_t at) {
    Call call = decode_entry({.abi = AbiId::i386,
                              .number = call_number(AbiId::i386, "socketcall").value(),
                              .arguments = {which, at}},
                             memory, {});
    decode_exit(call, 3, memory, {});
    return call_text(call, {.result_column = 0});
  };
  CHECK(line(1, DecodeBench::base) == "socket(AF_INET, SOCK_STREAM, IPPROTO_IP) = 3");
  CHECK(line(1, DecodeBench::base + 4) == "socketcall(SYS_SOCKET, 0x70000004) = 3");
  CHECK(line(99, DecodeBench::base) == "socketcall(99, 0x70000000) = 3");
  CHECK(line(0, DecodeBench::base) == "socketcall(0, 0x70000000) = 3");
}

}  // namespace
}  // namespace spyglass
