// Which call sent a packet, by what is heard of conversations.

#include <catch2/catch.hpp>

#include "core/capture/senders.hpp"
#include "tests/pure/made_call.hpp"

namespace spyglass {
namespace {

using namespace capture;
using Happened = WireEvent::Kind;
using std::chrono::milliseconds;

constexpr std::string_view client = "127.0.0.1:41000", server = "127.0.0.1:80";

/// Far enough from each other that no clock is to blame.
Time moment(int number) { return Time(milliseconds(100 * number)); }
Call::Clock::time_point clock(int number) {
  return Call::Clock::time_point(milliseconds(100 * number));
}

std::shared_ptr<Call> call_of(std::string_view name, int descriptor, int from,
                              std::optional<int> until, int thread = 7) {
  auto call = std::make_shared<Call>(
      made_call(name, {static_cast<std::uint64_t>(descriptor)}, until ? std::optional(0) : until));
  call->thread = Tid(thread);
  call->process = Pid(thread);
  call->entered = clock(from);
  if (until) call->left = clock(*until);
  return call;
}

std::shared_ptr<const Conversation> talk(std::string_view local, std::string_view peer,
                                         std::string_view protocol = "TCP",
                                         std::vector<Pid> processes = {Pid(7)}) {
  Conversation made;
  made.protocol = protocol;
  made.local = local;
  made.peer = peer;
  made.processes = std::move(processes);
  made.command = "clerk";
  return std::make_shared<Conversation>(std::move(made));
}

struct Network {
  Senders senders;

  /// A call that was made at a moment, and was back at the next one.
  void happened(Happened kind, const std::shared_ptr<const Conversation>& conversation,
                std::string_view name, int descriptor, int at, std::uint64_t offset = 0,
                std::uint64_t length = 0, int thread = 7) {
    const auto call = call_of(name, descriptor, at, at + 1, thread);
    senders.heard({.kind = kind,
                   .conversation = conversation,
                   .time = call->entered,
                   .wall_time = moment(at),
                   .call = call,
                   .length = length,
                   .offset = offset},
                  call);
  }
  void sent(const std::shared_ptr<const Conversation>& conversation, int descriptor, int at,
            std::uint64_t offset, std::uint64_t length, int thread = 7) {
    happened(Happened::moved, conversation, "write", descriptor, at, offset, length, thread);
  }
  /// A thread is in a call.
  std::shared_ptr<Call> enter(std::string_view name, int descriptor, int at, int thread = 7) {
    auto call = call_of(name, descriptor, at, std::nullopt, thread);
    senders.entered(call, moment(at));
    return call;
  }
  /// "write(4)", "write(4) and 1 more", "the kernel", …
  std::string of(const Packet& packet) {
    const Sender sender = senders.of(packet);
    using Kind = Sender::Kind;
    if (sender.kind == Kind::nobody) return "nobody";
    if (sender.kind == Kind::kernel) return "the kernel";
    if (sender.kind == Kind::end) return "the end of " + sender.conversation->command;
    std::string text = sender.kind == Kind::under_way ? "under way: " : "";
    text += std::string(std::string_view(sender.call->name)) + "(" +
            std::to_string(sender.call->raw.arguments[0]) + ")";
    if (sender.more_calls > 0) text += " and " + std::to_string(sender.more_calls) + " more";
    return text;
  }
};

/// Streams of these tests begin behind this number, shortly before the numbers come round.
constexpr std::uint32_t start = 0xffffff00;

Packet packet_of(Protocol protocol, int at, std::string_view from, std::string_view to,
                 std::size_t length) {
  Packet packet{.time = moment(at) + milliseconds(50), .version = 4, .protocol = protocol};
  packet.from = *parse_endpoint(from);
  packet.to = *parse_endpoint(to);
  packet.length = length;
  return packet;
}

Packet segment(int at, std::uint8_t flags, std::uint32_t offset, std::size_t length,
               std::string_view from = client, std::string_view to = server) {
  Packet packet = packet_of(Protocol::tcp, at, from, to, length);
  packet.tcp.flags = flags;
  packet.tcp.sequence = start + 1 + offset;
  packet.tcp.own_start = start;
  packet.tcp.whole = true;
  return packet;
}

constexpr std::uint8_t syn = tcp_flag::syn, ack = tcp_flag::ack, fin = tcp_flag::fin | ack,
                       rst = tcp_flag::rst | ack, data = tcp_flag::psh | ack;

}  // namespace

TEST_CASE("packets of one end of a connection have the calls that sent them") {
  Network net;
  const auto one = talk(client, server);
  net.happened(Happened::called, one, "connect", 4, 1);
  net.sent(one, 4, 3, 0, 100);
  net.sent(one, 5, 5, 100, 10);
  net.sent(one, 6, 6, 110, 1000);
  net.happened(Happened::shut, one, "shutdown", 4, 8);
  net.happened(Happened::closed, one, "close", 4, 9);
  const struct {
    const char* about;
    Packet packet;
    const char* sender;
  } cases[] = {
      {"it begins", segment(1, syn, 0xffffffff, 0), "connect(4)"},
      {"the same once more", segment(2, syn, 0xffffffff, 0), "connect(4)"},
      {"the answer to that", segment(1, syn | ack, 0, 0, server, client), "the kernel"},
      {"an acknowledgement", segment(1, ack, 0, 0), "the kernel"},
      {"all of a write", segment(3, data, 0, 100), "write(4)"},
      {"a write in two packets", segment(6, data, 110, 500), "write(6)"},
      {"the second one, late", segment(7, data, 610, 510), "write(6)"},
      {"two writes in one packet", segment(5, data, 0, 110), "write(4) and 1 more"},
      {"parts of three", segment(6, data, 99, 12), "write(4) and 2 more"},
      {"a retransmission", segment(9, data, 0, 100), "write(4)"},
      {"what nobody has sent", segment(9, data, 2000, 5), "nobody"},
      {"what the other end sends", segment(9, data, 0, 100, server, client), "nobody"},
      {"it ends, by the first call that ends it", segment(8, fin, 1110, 0), "shutdown(4)"},
      {"a reset long before that", segment(3, rst, 0, 0), "the kernel"},
      {"another port", segment(3, data, 0, 100, "127.0.0.1:41001"), "nobody"},
      {"another address", segment(3, data, 0, 100, "127.0.0.2:41000"), "nobody"},
  };
  for (const auto& row : cases) {
    INFO(row.about);
    CHECK(net.of(row.packet) == row.sender);
  }
}

TEST_CASE("both ends of a connection are traced, and say the same") {
  Network net;
  const auto caller = talk(client, server), called = talk(server, client, "TCP", {Pid(8)});
  net.happened(Happened::called, caller, "connect", 4, 1);
  net.happened(Happened::taken, called, "accept", 3, 1, 0, 0, 8);
  net.sent(caller, 4, 2, 0, 5);
  net.sent(called, 9, 2, 0, 5, 8);
  CHECK(net.of(segment(2, data, 0, 5)) == "write(4)");
  CHECK(net.of(segment(2, data, 0, 5, server, client)) == "write(9)");
}

TEST_CASE("two sockets of one process send the same bytes to the same server") {
  Network net;
  const auto one = talk(client, server), other = talk("127.0.0.1:41001", server);
  net.sent(one, 4, 2, 0, 5);
  net.sent(other, 5, 2, 0, 5);
  CHECK(net.of(segment(2, data, 0, 5)) == "write(4)");
  CHECK(net.of(segment(2, data, 0, 5, "127.0.0.1:41001")) == "write(5)");
}

TEST_CASE("a descriptor that a child inherited sends behind what its parent has sent") {
  Network net;
  const auto one = talk(server, client, "TCP", {Pid(7), Pid(8)});
  net.sent(one, 4, 2, 0, 5, 7);
  net.sent(one, 9, 4, 5, 5, 8);
  CHECK(net.of(segment(2, data, 0, 5, server, client)) == "write(4)");
  CHECK(net.of(segment(4, data, 5, 5, server, client)) == "write(9)");
}

TEST_CASE("the same ends are used again, and numbers count anew") {
  Network net;
  const auto before = talk(client, server), after = talk(client, server);
  net.sent(before, 4, 1, 0, 5);
  net.happened(Happened::closed, before, "close", 4, 3);
  net.happened(Happened::called, after, "connect", 5, 10);
  net.sent(after, 5, 12, 0, 5);
  CHECK(net.of(segment(1, data, 0, 5)) == "write(4)");
  CHECK(net.of(segment(12, data, 0, 5)) == "write(5)");
}

TEST_CASE("a connection that was refused has no port any more, but a time") {
  Network net;
  net.happened(Happened::called, talk("", server), "connect", 4, 1);
  net.happened(Happened::called, talk("", server), "connect", 5, 3);
  CHECK(net.of(segment(1, syn, 0xffffffff, 0)) == "connect(4)");
  CHECK(net.of(segment(3, syn, 0xffffffff, 0, "127.0.0.1:41001")) == "connect(5)");
  CHECK(net.of(segment(6, syn, 0xffffffff, 0, "127.0.0.1:41002")) == "nobody");
  CHECK(net.of(segment(1, rst, 0xffffffff, 0, server, client)) == "the kernel");
}

TEST_CASE("a connection that was not seen from its beginning is counted from a call's time") {
  Network net;
  const auto one = talk(client, server);
  net.sent(one, 4, 1, 0, 100);
  net.sent(one, 5, 3, 100, 10);
  Packet second = segment(3, data, 100, 10), first = segment(4, data, 0, 100);
  second.tcp.whole = first.tcp.whole = false;
  second.tcp.own_start = first.tcp.own_start = second.tcp.sequence;
  CHECK(net.of(first) == "nobody");  // no call sent anything at that time
  CHECK(net.of(second) == "write(5)");
  CHECK(net.of(first) == "write(4)");
}

TEST_CASE("datagrams are a call's by their ends, their length and the order") {
  Network net;
  // A socket that is bound to no address of its own sends from the one that leads there.
  const auto one = talk("0.0.0.0:5000", "127.0.0.1:53", "UDP");
  const auto message = [](int at, std::size_t length, std::string_view to = "127.0.0.1:53") {
    return packet_of(Protocol::udp, at, "127.0.0.1:5000", to, length);
  };
  net.sent(one, 4, 1, 0, 5);
  net.sent(one, 5, 1, 5, 5);
  net.sent(one, 6, 1, 10, 7);
  net.sent(one, 7, 4, 17, 5);
  CHECK(net.of(message(1, 7)) == "write(6)");
  CHECK(net.of(message(1, 5)) == "write(4)");
  CHECK(net.of(message(1, 5)) == "write(5)");
  CHECK(net.of(message(1, 5)) == "nobody");
  CHECK(net.of(message(4, 5)) == "write(7)");
  CHECK(net.of(message(4, 5, "127.0.0.1:54")) == "nobody");
}

TEST_CASE("what is sent by a call that is not back yet is under way, and then its own") {
  Network net;
  const auto one = talk(client, server);
  net.happened(Happened::called, one, "connect", 4, 1);
  const auto write = net.enter("write", 4, 2);
  net.enter("read", 9, 2, 8);
  CHECK(net.of(segment(2, data, 0, 5)) == "under way: write(4)");
  CHECK(net.of(segment(2, syn, 0, 0, server, "127.0.0.1:9")) == "nobody");  // no call connects
  net.enter("write", 5, 2, 6);  // a process that has no part in it
  CHECK(net.of(segment(2, data, 0, 5)) == "under way: write(4)");
  net.sent(one, 4, 2, 0, 5);
  net.senders.left(write, moment(3));
  CHECK(net.of(segment(2, data, 0, 5)) == "write(4)");
  CHECK(net.of(segment(2, data, 5, 5)) == "under way: write(5)");
  net.senders.gone(Tid(6));
  CHECK(net.of(segment(2, data, 5, 5)) == "nobody");
}

TEST_CASE("what a call has closed is heard of at the next step") {
  Network net;
  const auto one = talk(client, server);
  net.happened(Happened::called, one, "connect", 4, 1);
  const auto close = net.enter("close", 4, 3);
  close->result = 0;
  net.senders.left(close, moment(4));
  CHECK(net.of(segment(3, fin, 0, 0)) == "under way: close(4)");
  CHECK(net.of(segment(6, fin, 0, 0)) == "nobody");
  net.happened(Happened::closed, one, "close", 4, 3);
  net.enter("getpid", 0, 5);
  CHECK(net.of(segment(3, fin, 0, 0)) == "close(4)");
}

TEST_CASE("the end of a process ends its connections, by a call or without one") {
  const auto is_ended = [](std::string_view last) {
    Network net;
    const auto one = talk(client, server);
    net.happened(Happened::called, one, "connect", 4, 1);
    net.senders.heard({.kind = Happened::closed, .conversation = one, .wall_time = moment(5)},
                      call_of(last, 0, 4, std::nullopt));
    return net.of(segment(4, fin, 0, 0));
  };
  CHECK(is_ended("exit_group") == "exit_group(0)");
  CHECK(is_ended("execve") == "execve(0)");
  CHECK(is_ended("read") == "the end of clerk");  // it was killed in there
}

TEST_CASE("a reset is the call's that closed without reading all, else the kernel's") {
  Network net;
  const auto one = talk(client, server);
  net.happened(Happened::called, one, "connect", 4, 1);
  net.happened(Happened::closed, one, "close", 4, 3);
  CHECK(net.of(segment(3, rst, 0, 0)) == "close(4)");
  CHECK(net.of(segment(8, rst, 0, 0)) == "the kernel");
}

TEST_CASE("errors of ICMP are the kernel's, an echo is somebody's") {
  Network net;
  Packet packet = packet_of(Protocol::icmp, 1, client, server, 8);
  packet.payload = {3, 3};
  CHECK(net.of(packet) == "the kernel");
  packet.payload = {8, 0};
  CHECK(net.of(packet) == "nobody");
}

}  // namespace spyglass
