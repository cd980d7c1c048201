// Packets that are made of what was said: their order, numbers, checksums, and the file's blocks.

#include <algorithm>
#include <catch2/catch.hpp>
#include <map>

#include "core/pcap/in_order.hpp"
#include "core/pcap/pcapng.hpp"
#include "tests/pure/wire_harness.hpp"

namespace spyglass {
namespace {

using pcap::Packet;

std::uint32_t number_at(std::string_view bytes, std::size_t at, std::size_t width) {
  std::uint32_t number = 0;
  for (std::size_t i = 0; i < width; ++i) {
    number = number << 8U | static_cast<unsigned char>(bytes.at(at + i));
  }
  return number;
}

/// A packet of IPv4, read back.
struct Read {
  std::string text;  ///< "80 > 41000 [SA] +0 ack 1 len 5"
  std::string payload;
  std::uint32_t sequence = 0, acknowledged = 0;
  bool checksums_are_right = false;
};

Read read_packet(const Packet& packet) {
  const std::string& bytes = packet.bytes;
  constexpr std::size_t ip = 20;
  Read read;
  REQUIRE(number_at(bytes, 0, 1) == 0x45);
  REQUIRE(number_at(bytes, 2, 2) == packet.length);
  const auto protocol = number_at(bytes, 9, 1);
  const std::size_t header = protocol == IPPROTO_TCP ? number_at(bytes, ip + 12, 1) / 16 * 4 : 8;
  read.payload = bytes.substr(ip + header);
  const auto flags = protocol == IPPROTO_TCP ? number_at(bytes, ip + 13, 1) : 0;
  std::string set;
  constexpr struct {
    unsigned bit;
    char letter;
  } letters[] = {{2, 'S'}, {1, 'F'}, {4, 'R'}, {8, 'P'}, {16, '.'}};
  for (const auto& one : letters) {
    if ((flags & one.bit) != 0) set += one.letter;
  }
  if (protocol == IPPROTO_TCP) {
    read.sequence = number_at(bytes, ip + 4, 4);
    read.acknowledged = number_at(bytes, ip + 8, 4);
  }
  read.text = std::to_string(number_at(bytes, ip, 2)) + " > " +
              std::to_string(number_at(bytes, ip + 2, 2)) +
              (protocol == IPPROTO_TCP ? " " + set : "") + " " +
              std::to_string(packet.length - ip - header);
  // A checksum over itself is 0, rfc 1071.
  const auto whole = pcap::finish_checksum(pcap::add_to_checksum(0, bytes.substr(0, ip)));
  std::string pseudo = bytes.substr(12, 8) + std::string(1, '\0') + bytes.substr(9, 1);
  const auto length = static_cast<std::uint16_t>(bytes.size() - ip);
  pseudo += {static_cast<char>(length >> 8U), static_cast<char>(length & 0xffU)};
  const auto sum = pcap::add_to_checksum(pcap::add_to_checksum(0, pseudo), bytes.substr(ip));
  read.checksums_are_right = whole == 0 && pcap::finish_checksum(sum) == 0;
  return read;
}

struct Capture {
  std::vector<Packet> packets;
  pcap::PacketMaker maker{[this](const Packet& packet) { packets.push_back(packet); }};

  explicit Capture(const Talk& talk) {
    pcap::InOrder in_order([this](const WireEvent& event) { maker.take(event); });
    for (const WireEvent& event : talk.heard) in_order.take(event);
    in_order.release(std::nullopt);
  }
  [[nodiscard]] std::string text() const {
    std::string text;
    for (const Packet& packet : packets) text += read_packet(packet).text + "\n";
    return text;
  }
};

}  // namespace

TEST_CASE("a connection of which one end is told: handshake, both ways, the end") {
  Talk talk;
  talk.accept(3, 4, 80, 41000);
  talk.receive(4, "GET");
  talk.send(4, "200 OK");
  talk.receive(4, "");
  talk.close(4);
  talk.pass();
  const Capture capture(talk);
  CHECK(capture.text() ==
        "41000 > 80 S 0\n"
        "80 > 41000 S. 0\n"
        "41000 > 80 . 0\n"
        "41000 > 80 P. 3\n"
        "80 > 41000 P. 6\n"
        "41000 > 80 F. 0\n"
        "80 > 41000 . 0\n"
        "80 > 41000 F. 0\n"
        "41000 > 80 . 0\n");
  std::vector<Read> all;
  for (const Packet& packet : capture.packets) all.push_back(read_packet(packet));
  for (const Read& one : all) CHECK(one.checksums_are_right);
  CHECK(all[3].payload == "GET");
  CHECK(all[4].payload == "200 OK");
  // Each number goes on where the last one of that end has stopped, and answers the other's.
  CHECK(all[1].acknowledged == all[0].sequence + 1);
  CHECK(all[3].sequence == all[0].sequence + 1);
  CHECK(all[4].acknowledged == all[3].sequence + 3);
  CHECK(all[5].sequence == all[3].sequence + 3);
  CHECK(all[8].acknowledged == all[7].sequence + 1);
  CHECK(capture.packets[3].comment == "read by ?[7] read");
  CHECK(capture.packets[4].comment == "?[7] write");
}

TEST_CASE("a connection both of whose ends are told of is one, and nothing is in it twice") {
  Talk talk;
  const auto size = talk.memory.put_value(std::int32_t{sizeof(sockaddr_in)});
  talk.source.link(9, "cwd", "/");
  talk.source.numbers(9, "");
  talk.call("socket", {AF_INET, SOCK_STREAM, 0}, 3, 9, 9);
  talk.call("bind", {3, talk.memory.put_value(loopback(41000)), sizeof(sockaddr_in)}, 0, 9, 9);
  talk.call("connect", {3, talk.memory.put_value(loopback(80)), sizeof(sockaddr_in)}, 0, 9, 9);
  talk.send(3, "GET", 9);
  talk.accept(3, 4, 80, 41000);
  talk.receive(4, "GET");
  // Its answer is read before the call that sends it is back.
  const auto answer = talk.memory.put("200");
  talk.enter("write", {4, answer, 3});
  talk.receive(3, "200", 9);
  auto late = talk.leave("write", {4, answer, 3}, 3);
  (void)late;
  (void)size;
  const Capture capture(talk);
  CHECK(capture.text() ==
        "41000 > 80 S 0\n80 > 41000 S. 0\n41000 > 80 . 0\n41000 > 80 P. 3\n80 > 41000 P. 3\n");
  CHECK(capture.maker.account().flows == 1);
  CHECK(capture.maker.account().of_guessed_ends.empty());
}

TEST_CASE("who could not be asked what it is called is found by the order of calls at a door") {
  Talk talk;
  for (const int caller : {9, 10}) {
    talk.source.link(caller, "cwd", "/");
    talk.source.numbers(caller, "");
  }
  talk.connect(3, 80, 0, 9);
  talk.send(3, "first", 9);
  talk.connect(3, 80, 0, 10);
  talk.send(3, "second", 10);
  const bool says_who = GENERATE(false, true);
  talk.accept(3, 4, 80, 41000);
  if (!says_who) talk.call("accept4", {3, 0, 0, 0}, 5);
  if (says_who) talk.take(3, 5, 41001);
  talk.receive(4, "first");
  talk.receive(5, "second");
  talk.send(5, "2");
  talk.send(4, "1");
  talk.receive(3, "1", 9);
  talk.receive(3, "2", 10);
  const Capture capture(talk);
  CHECK(capture.maker.account().flows == 2);
  std::string said;
  std::map<std::string, std::string> by_port;
  for (const Packet& packet : capture.packets) {
    const Read read = read_packet(packet);
    CHECK(read.checksums_are_right);
    const bool to_server = read.text.find(" > 80 ") != std::string::npos;
    const std::string port = to_server ? read.text.substr(0, read.text.find(' '))
                                       : read.text.substr(5, read.text.find(' ', 5) - 5);
    by_port[port] += read.payload;
  }
  std::vector<std::string> talks;
  for (const auto& [port, text] : by_port) talks.push_back(text);
  std::ranges::sort(talks);
  CHECK(talks == std::vector<std::string>{"first1", "second2"});
}

TEST_CASE("what was there before has no handshake; what is refused is reset") {
  Talk talk;
  talk.connect(3, 80, -ECONNREFUSED);
  Capture refused(talk);
  CHECK(refused.packets.size() == 2);
  CHECK(read_packet(refused.packets[1]).text.find("80 > ") == 0);
  CHECK(read_packet(refused.packets[1]).text.find(" R. 0") != std::string::npos);
  CHECK(refused.maker.account().of_guessed_ends.size() == 1);  // the caller's port
}

TEST_CASE("messages are packets; unix sockets have none") {
  Talk talk;
  talk.call("socket", {AF_INET, SOCK_DGRAM, 0}, 3);
  talk.call("bind", {3, talk.memory.put_value(loopback(41000)), sizeof(sockaddr_in)}, 0);
  talk.call(
      "sendto",
      {3, talk.memory.put("?"), 1, 0, talk.memory.put_value(loopback(53)), sizeof(sockaddr_in)}, 1);
  const auto both = talk.memory.put_value(std::array<int, 2>{5, 6});
  talk.call("socketpair", {AF_UNIX, SOCK_STREAM, 0, both}, 0);
  talk.send(5, "inside");
  const Capture capture(talk);
  CHECK(capture.text() == "41000 > 53 1\n");
  CHECK(read_packet(capture.packets[0]).checksums_are_right);
  CHECK(capture.maker.account().without_packets.size() == 1);
}

TEST_CASE("long pieces are several segments, and what was not captured is cut off") {
  Talk talk;
  talk.accept(3, 4, 80, 41000);
  WireEvent event{.kind = WireEvent::Kind::moved,
                  .conversation = talk.conversations.all().front(),
                  .time = talk.heard.back().time + std::chrono::seconds(1),
                  .way = Way::sent,
                  .length = 200'000,
                  .bytes = std::string(100'000, 'x')};
  talk.heard.push_back(event);
  const Capture capture(talk);
  REQUIRE(capture.packets.size() == 3 + 4);
  CHECK(capture.packets[3].length == capture.packets[3].bytes.size());
  CHECK(capture.packets[4].length > capture.packets[4].bytes.size());
  std::size_t captured = 0, length = 0;
  for (std::size_t i = 3; i < capture.packets.size(); ++i) {
    captured += capture.packets[i].bytes.size() - 40;
    length += capture.packets[i].length - 40;
  }
  CHECK(captured == 100'000);
  CHECK(length == 200'000);
  CHECK(capture.maker.account().unseen_bytes == 100'000);
}

TEST_CASE("packets of IPv6 have their checksums, too") {
  const Endpoint from = *parse_endpoint("[::1]:41000"), to = *parse_endpoint("[::1]:53");
  const std::string bytes = pcap::udp_packet(from, to, {"question", 8}, 1);
  REQUIRE(bytes.size() == 40 + 8 + 8);
  CHECK(number_at(bytes, 0, 1) == 0x60);
  CHECK(number_at(bytes, 4, 2) == 16);
  std::string pseudo = bytes.substr(8, 32);
  pseudo += std::string("\0\0\0\x10\0\0\0\x11", 8);
  const auto sum = pcap::add_to_checksum(pcap::add_to_checksum(0, pseudo), bytes.substr(40));
  CHECK(pcap::finish_checksum(sum) == 0);
}

TEST_CASE("the blocks of a capture file") {
  std::string file;
  const pcap::Write write = [&](std::string_view bytes) { file += bytes; };
  pcap::write_beginning(write, "a test");
  pcap::write_packet(write, {std::chrono::system_clock::time_point(std::chrono::seconds(5)),
                             "abcde", 9, std::string(70'000, 'c')});
  const auto word = [&](std::size_t at) {
    std::uint32_t number = 0;
    std::memcpy(&number, file.data() + at, sizeof number);
    return number;
  };
  std::vector<std::uint32_t> types;
  std::size_t at = 0;
  while (at < file.size()) {
    const std::uint32_t length = word(at + 4);
    REQUIRE(length % 4 == 0);
    REQUIRE(at + length <= file.size());
    CHECK(word(at + length - 4) == length);
    types.push_back(word(at));
    if (types.size() == 3) {
      const std::uint64_t time = std::uint64_t{word(at + 12)} << 32U | word(at + 16);
      CHECK(time == 5'000'000'000);
      CHECK(word(at + 20) == 5);
      CHECK(word(at + 24) == 9);
      CHECK(file.substr(at + 28, 5) == "abcde");
    }
    at += length;
  }
  CHECK(types == std::vector<std::uint32_t>{0x0a0d0d0a, 1, 6});
}

TEST_CASE(
    "events are passed on by their times, and a call that sends for ever holds up only so much") {
  std::vector<int> passed;
  pcap::InOrder in_order(
      [&](const WireEvent& event) { passed.push_back(static_cast<int>(event.length)); });
  const auto at = [](int time) { return Call::Clock::time_point(std::chrono::nanoseconds(time)); };
  const auto conversation = std::make_shared<Conversation>();
  const auto event = [&](int time, std::size_t size = 0) {
    return WireEvent{.kind = WireEvent::Kind::moved,
                     .conversation = conversation,
                     .time = at(time),
                     .length = static_cast<std::uint64_t>(time),
                     .bytes = std::string(size, 'x')};
  };
  in_order.take(event(3));
  in_order.take(event(1));
  in_order.release(at(2));
  CHECK(passed == std::vector{1});
  in_order.take(event(2));
  in_order.release(std::nullopt);
  CHECK(passed == std::vector{1, 2, 3});
  for (int i = 0; i < 20; ++i) in_order.take(event(10 + i, 1 << 20));
  CHECK(passed.size() > 3);
}

}  // namespace spyglass
