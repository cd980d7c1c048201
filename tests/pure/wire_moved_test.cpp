// Which bytes a call moved through which descriptor.

#include <sys/socket.h>
#include <sys/uio.h>

#include <catch2/catch.hpp>

#include "core/wire/moved.hpp"
#include "tests/pure/wire_harness.hpp"

namespace spyglass {
namespace {

struct Shown {
  std::string text;
  explicit Shown(const std::vector<Moved>& all) {
    for (const Moved& one : all) {
      text += text.empty() ? "" : "; ";
      text += one.way == Way::sent ? "sent" : "received";
      text +=
          " " + std::to_string(one.descriptor) + " " + std::to_string(one.length) + " " + one.bytes;
      if (!one.peer.empty()) text += " @ " + one.peer;
    }
  }
};

std::string moved(const Call& call) { return Shown(moved_by(call)).text; }

}  // namespace

TEST_CASE("what plain calls move") {
  ProgramMemory memory;
  const auto text = memory.put("Bonjour");
  const auto address = memory.put_value(loopback(53));
  const auto size = memory.put_value(std::int32_t{sizeof(sockaddr_in)});
  CHECK(moved(made_call("write", {4, text, 7}, 7, memory)) == "sent 4 7 Bonjour");
  CHECK(moved(made_call("write", {4, text, 7}, 3, memory)) == "sent 4 3 Bon");
  CHECK(moved(made_call("read", {4, text, 100}, 7, memory)) == "received 4 7 Bonjour");
  CHECK(moved(made_call("read", {4, text, 100}, 0, memory)) == "received 4 0 ");
  CHECK(moved(made_call("read", {4, text, 0}, 0, memory)).empty());
  CHECK(moved(made_call("write", {4, text, 7}, -EPIPE, memory)).empty());
  CHECK(moved(made_call("write", {4, text, 7}, std::nullopt, memory)).empty());
  CHECK(moved(made_call("getpid", {}, 7, memory)).empty());
  CHECK(moved(made_call("sendto", {5, text, 7, 0, address, sizeof(sockaddr_in)}, 7, memory)) ==
        "sent 5 7 Bonjour @ 127.0.0.1:53");
  CHECK(moved(made_call("recvfrom", {5, text, 100, 0, address, size}, 7, memory)) ==
        "received 5 7 Bonjour @ 127.0.0.1:53");
  CHECK(moved(made_call("recvfrom", {5, text, 100, MSG_PEEK, 0, 0}, 7, memory)).empty());
  CHECK(moved(made_call("sendfile", {5, 6, 0, 100}, 90, memory)) == "sent 5 90 ");
  CHECK(moved(made_call("splice", {5, 0, 6, 0, 100, 0}, 90, memory)) ==
        "received 5 90 ; sent 6 90 ");
}

TEST_CASE("what calls with several pieces move, as far as the result says") {
  ProgramMemory memory;
  const auto at = [](std::uint64_t place) { return reinterpret_cast<void*>(place); };
  const iovec pieces[] = {{at(memory.put("Bon")), 3}, {at(memory.put("jour")), 4}};
  const auto vector = memory.put_value(pieces);
  CHECK(moved(made_call("writev", {4, vector, 2}, 7, memory)) == "sent 4 7 Bonjour");
  CHECK(moved(made_call("writev", {4, vector, 2}, 5, memory)) == "sent 4 5 Bonjo");
  CHECK(moved(made_call("readv", {4, vector, 2}, 5, memory)) == "received 4 5 Bonjo");
  const auto address = memory.put_value(loopback(53));
  msghdr header{};
  header.msg_name = at(address);
  header.msg_namelen = sizeof(sockaddr_in);
  header.msg_iov = static_cast<iovec*>(at(vector));
  header.msg_iovlen = 2;
  const auto message = memory.put_value(header);
  CHECK(moved(made_call("sendmsg", {4, message, 0}, 7, memory)) ==
        "sent 4 7 Bonjour @ 127.0.0.1:53");
  CHECK(moved(made_call("recvmsg", {4, message, 0}, 4, memory)) ==
        "received 4 4 Bonj @ 127.0.0.1:53");
  struct {
    msghdr header;
    unsigned length;
    unsigned filling = 0;
  } both[] = {{header, 7}, {header, 2}};
  const auto messages = memory.put_value(both);
  CHECK(moved(made_call("sendmmsg", {4, messages, 2, 0}, 2, memory)) ==
        "sent 4 7 Bonjour @ 127.0.0.1:53; sent 4 2 Bo @ 127.0.0.1:53");
  CHECK(moved(made_call("recvmmsg", {4, messages, 2, 0, 0}, 1, memory)) ==
        "received 4 7 Bonjour @ 127.0.0.1:53");
}

TEST_CASE("what was not captured leaves a hole, and nothing behind it is taken for it") {
  ProgramMemory memory;
  const auto at = [](std::uint64_t place) { return reinterpret_cast<void*>(place); };
  const iovec pieces[] = {{at(memory.put("0123456789")), 10}, {at(memory.put("abc")), 3}};
  const auto vector = memory.put_value(pieces);
  DecodeRules rules;
  rules.all.string_limit = 4;
  CHECK(moved(made_call("writev", {4, vector, 2}, 13, memory, AbiId::x86_64, rules)) ==
        "sent 4 13 0123");
  CHECK(moved(made_call("write", {4, 16, 13}, 13, memory)) == "sent 4 13 ");  // no memory there
}

}  // namespace spyglass
