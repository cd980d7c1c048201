// Who talks to whom, as calls tell it: beginnings, ends, what was said, and who waited.

#include <sys/un.h>

#include <catch2/catch.hpp>

#include "core/wire/turns.hpp"
#include "tests/pure/wire_harness.hpp"

namespace spyglass {
namespace {

using namespace std::chrono_literals;

std::string ends(const Conversation& one) {
  return one.protocol + " " + one.local + " -> " + one.peer;
}

}  // namespace

TEST_CASE("a caller's conversation, from connect to close") {
  Talk talk;
  talk.connect(3, 80);
  talk.send(3, "GET");
  talk.receive(3, "200 ");
  talk.receive(3, "OK");
  talk.receive(3, "");
  talk.close(3);
  CHECK(talk.conversations.all().size() == 1);
  CHECK_FALSE(talk.at(1).ended);  // shows when the next step comes
  talk.pass();
  CHECK(talk.story() ==
        "called 1, connected 1, sent 1 GET, received 1 200 , received 1 OK, shut 1, closed 1");
  const Conversation& one = talk.at(1);
  CHECK(ends(one) == "TCP  -> 127.0.0.1:80");
  CHECK(one.origin == Conversation::Origin::called);
  CHECK(one.sent.bytes == 3);
  CHECK(one.received.bytes == 6);
  CHECK(one.received.messages == 2);
  CHECK(one.received.ended);
  CHECK_FALSE(one.sent.ended);
  CHECK(one.first_way == Way::sent);
  CHECK(one.ended);
  CHECK(talk.heard[3].offset == 0);
  CHECK(talk.heard[4].offset == 4);
}

TEST_CASE("the other end, taken by accept, and both of one process") {
  Talk talk;
  talk.accept(3, 4, 80, 41000);
  talk.receive(4, "GET");
  talk.send(4, "200");
  talk.call("shutdown", {4, SHUT_WR}, 0);
  talk.call("dup", {4}, 5);
  talk.close(4);
  talk.send(5, "too late");
  talk.close(5);
  talk.pass();
  CHECK(talk.story() == "taken 1, received 1 GET, sent 1 200, shut 1, sent 1 too late, closed 1");
  CHECK(ends(talk.at(1)) == "TCP 127.0.0.1:80 -> 127.0.0.1:41000");
  CHECK(talk.at(1).origin == Conversation::Origin::taken);
}

TEST_CASE("connections that come to nothing, and the next try") {
  Talk talk;
  talk.connect(3, 80, -ECONNREFUSED);
  CHECK(talk.at(1).refused == Errno(ECONNREFUSED));
  CHECK(talk.at(1).ended);
  talk.call("connect", {3, talk.memory.put_value(loopback(81)), sizeof(sockaddr_in)}, 0);
  CHECK(talk.conversations.all().size() == 2);
  CHECK(talk.at(2).connected);
  CHECK(talk.story() == "called 1, refused 1, called 2, connected 2");
}

TEST_CASE("a connect that does not wait is connected when somebody finds out") {
  Talk talk;
  talk.connect(3, 80, -EINPROGRESS);
  CHECK_FALSE(talk.at(1).connected);
  const auto size = talk.memory.put_value(std::int32_t{4});
  SECTION("by asking, and it is") {
    talk.call("getsockopt", {3, SOL_SOCKET, SO_ERROR, talk.memory.put_value(0), size}, 0);
    CHECK(talk.at(1).connected);
  }
  SECTION("by asking, and it is not") {
    talk.call("getsockopt", {3, SOL_SOCKET, SO_ERROR, talk.memory.put_value(ECONNREFUSED), size},
              0);
    CHECK_FALSE(talk.at(1).connected);
    CHECK(talk.at(1).refused == Errno(ECONNREFUSED));
  }
  SECTION("by sending") {
    talk.send(3, "GET");
    CHECK(talk.at(1).connected);
    CHECK(talk.story() == "called 1, connected 1, sent 1 GET");
  }
}

TEST_CASE("messages that carry their addresses are conversations by those") {
  Talk talk;
  talk.call("socket", {AF_INET, SOCK_DGRAM, 0}, 3);
  const auto text = talk.memory.put("?");
  const auto one = talk.memory.put_value(loopback(53)), two = talk.memory.put_value(loopback(54));
  for (const auto& address : {one, two, one}) {
    talk.call("sendto", {3, text, 1, 0, address, sizeof(sockaddr_in)}, 1);
  }
  CHECK(talk.story() == "sent 1 ?, sent 2 ?, sent 1 ?");
  CHECK(ends(talk.at(2)) == "UDP  -> 127.0.0.1:54");
  talk.close(3);
  talk.pass();
  CHECK(talk.at(1).ended);
  CHECK(talk.at(2).ended);
}

TEST_CASE("a message that nobody has asked the sender of is from the only one there is") {
  Talk talk;
  talk.call("socket", {AF_INET, SOCK_DGRAM, 0}, 3);
  const auto text = talk.memory.put("?");
  const auto one = talk.memory.put_value(loopback(53)), two = talk.memory.put_value(loopback(54));
  const bool has_two = GENERATE(false, true);
  talk.call("sendto", {3, text, 1, 0, one, sizeof(sockaddr_in)}, 1);
  if (has_two) talk.call("sendto", {3, text, 1, 0, two, sizeof(sockaddr_in)}, 1);
  talk.call("recvfrom", {3, talk.memory.put("!"), 10, 0, 0, 0}, 1);
  CHECK(talk.story() == (has_two ? "sent 1 ?, sent 2 ?, received 3 !" : "sent 1 ?, received 1 !"));
}

TEST_CASE("sockets that were open before, and those that only the source knows") {
  Talk talk;
  talk.source.link(9, "cwd", "/");
  talk.source.numbers(9, "3");
  talk.source.link(9, "fd/3", "socket:[71]");
  talk.source.known[{proc::Question::Kind::protocol, Tid(9), "fd/3"}] = "TCP";
  talk.send(3, "hello", 9);
  REQUIRE(talk.conversations.all().size() == 1);
  CHECK(talk.at(1).origin == Conversation::Origin::found);
  CHECK(talk.at(1).processes.front() == Pid(9));
  CHECK(talk.story() == "sent 1 hello");
}

TEST_CASE("a connection that a child has, too, is over when the last of them is") {
  Talk talk;
  talk.connect(3, 80);
  talk.enter("fork", {});
  talk.event(event::NewThread{.child = Tid(8)});
  talk.event(event::Started{}, 8, 8);
  talk.leave("fork", {}, 8);
  talk.close(3);
  talk.pass();
  CHECK_FALSE(talk.at(1).ended);
  talk.send(3, "from the child", 8);
  CHECK(talk.at(1).processes == std::vector<Pid>{Pid(7), Pid(8)});
  SECTION("it closes it") {
    talk.close(3, 8);
    talk.pass();
  }
  SECTION("it ends") { talk.event(event::Gone{}, 8, 8); }
  CHECK(talk.at(1).ended);
}

TEST_CASE("a connection that was handed over by another process, beside a byte (SCM_RIGHTS)") {
  Talk talk;
  talk.source.link(9, "cwd", "/");
  talk.source.numbers(9, "3");
  talk.source.link(9, "fd/3", "socket:[71]");
  talk.source.known[{proc::Question::Kind::protocol, Tid(9), "fd/3"}] = "UNIX";
  for (const char* visit : {"first", "second"}) {
    // What comes is a socket of the same number each time, and another one.
    talk.source.link(9, "fd/4", std::string("socket:[72") + visit[0] + "]");
    talk.source.known[{proc::Question::Kind::protocol, Tid(9), "fd/4"}] = "TCP";
    talk.receive_descriptor(3, 4, 9);
    talk.receive(4, visit, 9);
    talk.send(4, "page", 9);
    talk.close(4, 9);
  }
  talk.pass();
  REQUIRE(talk.conversations.all().size() == 3);
  CHECK(talk.at(2).protocol == "TCP");
  CHECK(talk.at(2).origin == Conversation::Origin::found);
  CHECK(talk.at(2).ended);
  CHECK(talk.at(3).received.bytes == 6);
  CHECK(talk.at(3).ended);
  CHECK_FALSE(talk.at(1).ended);
  CHECK(talk.story() ==
        "received 1 v, received 2 first, sent 2 page, closed 2, received 1 v, received 3 second, "
        "sent 3 page, closed 3");
}

TEST_CASE("who waited for whom") {
  Talk talk;
  talk.connect(3, 80);
  talk.now += 1000;  // it thinks
  talk.send(3, "GET");
  talk.enter("poll", {0, 0, 0});
  talk.now += 5000;  // it waits
  talk.leave("poll", {0, 0, 0}, 0);
  talk.now += 200;  // and does something else, while the answer is there
  talk.receive(3, "200");
  const Conversation& one = talk.at(1);
  CHECK(one.waited >= 5000ns);
  CHECK(one.waited < 5100ns);
  CHECK(one.hesitated >= 1200ns);
  CHECK(one.hesitated < 1300ns);
  REQUIRE(one.first_answer);
  CHECK(*one.first_answer > 5200ns);
}

TEST_CASE("what is sent by a call that is not back yet is not heard of") {
  Talk talk;
  talk.connect(3, 80);
  CHECK_FALSE(talk.conversations.oldest_unheard());
  talk.enter("write", {3, talk.memory.put("x"), 1});
  const auto since = talk.conversations.oldest_unheard();
  REQUIRE(since);
  talk.leave("write", {3, talk.memory.put("x"), 1}, 1);
  CHECK_FALSE(talk.conversations.oldest_unheard());
  CHECK(talk.heard.back().time == *since);
}

TEST_CASE("turns are what one end says before the other one does") {
  Talk talk;
  talk.connect(3, 80);
  for (const char* piece : {"GET / HTTP/1.1\r\n", "Host: shop\r\n", "\r\n"}) talk.send(3, piece);
  talk.receive(3, "HTTP/1.1 200 OK\r\n\r\n");
  talk.send(3, "\x01\x02");
  WireLog log;
  for (WireEvent event : talk.heard) log.add(std::move(event));
  const auto turns = turns_of(talk.at(1), log);
  REQUIRE(turns.size() == 3);
  CHECK(turns[0].pieces.size() == 3);
  CHECK(turns[0].saying.what == "GET /, host shop");
  CHECK(turns[1].saying.what == "200 OK");
  CHECK(turns[2].saying.what.empty());
  CHECK(turns[2].length == 2);
}

TEST_CASE("what was said is kept within bounds, the newest first") {
  WireLog log;
  const auto conversation = std::make_shared<Conversation>();
  const std::string large(1 << 20, 'x');
  for (int i = 0; i < 20; ++i) {
    log.add({.kind = WireEvent::Kind::moved, .conversation = conversation, .bytes = large});
  }
  CHECK(log.events().size() == 16);
  CHECK(log.dropped() == 4);
}

}  // namespace spyglass
