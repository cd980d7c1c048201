// Packets from their bytes: what is in them, how they are written, and that any bytes will do.

#include <catch2/catch.hpp>

#include "core/capture/sequences.hpp"
#include "core/capture/text.hpp"

using namespace spyglass;
using namespace spyglass::capture;
using Catch::Matchers::Contains;
using Catch::Matchers::EndsWith;

namespace {

using Octets = std::vector<std::uint8_t>;

Octets joined(std::initializer_list<Octets> parts) {
  Octets all;
  for (const Octets& part : parts) all.insert(all.end(), part.begin(), part.end());
  return all;
}

/// A frame of IPv4 from 127.0.0.1 to 127.0.0.2.
Octets frame_of(std::uint8_t protocol, const Octets& body) {
  const auto total = static_cast<std::uint8_t>(20 + body.size());
  return joined({Octets(12),
                 {8, 0, 0x45, 0, 0, total, 0, 0, 0, 0, 64, protocol, 0, 0},
                 {127, 0, 0, 1, 127, 0, 0, 2},
                 body});
}

Octets tcp(std::uint8_t flags, std::uint8_t sequence, std::uint8_t ack, const Octets& data = {}) {
  return joined({{0x10, 0, 0x1f, 0x90, 0, 0, 0, sequence, 0, 0, 0, ack, 0x50, flags, 0, 9},
                 {0, 0, 0, 0},
                 data});
}

std::string text_of_frame(const Octets& frame) {
  return packet_text(parse_frame(frame, Time(std::chrono::microseconds(1))));
}

const Octets question = {0x12, 0x34, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 1, 'a', 1, 'b', 0, 0, 1, 0, 1};

}  // namespace

TEST_CASE("a packet of TCP is taken apart and written") {
  const Octets frame = frame_of(6, tcp(0x18, 5, 7, {'G', 'E', 'T', ' ', '/', '\r', '\n'}));
  const Packet packet = parse_frame(frame, {});
  CHECK(packet.from == parse_endpoint("127.0.0.1:4096"));
  CHECK(packet.to == parse_endpoint("127.0.0.2:8080"));
  CHECK(packet.length == 7);
  CHECK(packet.tcp.window == 9);
  CHECK_THAT(text_of_frame(frame),
             EndsWith(".000001 IP 127.0.0.1.4096 > 127.0.0.2.8080: Flags [P.], seq 5:12, ack 7, "
                      "win 9, length 7: HTTP: GET /"));
}

TEST_CASE("numbers of TCP count from the start of a connection") {
  Sequences sequences;
  const auto taken = [&](const Octets& body, bool back = false) {
    Packet packet = parse_frame(frame_of(6, body), {});
    if (back) std::swap(packet.from, packet.to);
    sequences.take(packet);
    return packet;
  };
  CHECK_THAT(packet_text(taken(tcp(2, 100, 0))), Contains("seq 100, win"));
  CHECK_THAT(packet_text(taken(tcp(0x12, 200, 101), true)), Contains("seq 200, ack 101"));
  CHECK_THAT(packet_text(taken(tcp(0x10, 101, 201))), Contains("Flags [.], ack 1,"));
  const Packet data = taken(tcp(0x18, 101, 201, {1, 2, 3}));
  CHECK_THAT(packet_text(data), Contains("seq 1:4, ack 1"));
  CHECK(data.tcp.offset() == 0);
  CHECK_THAT(packet_text(taken(tcp(0x11, 201, 104), true)), Contains("seq 1, ack 4"));
}

TEST_CASE("questions and answers of DNS are written") {
  CHECK(dns_text(question, 21) == "4660+ A? a.b. (21)");
  Octets answer = question;
  answer[2] = 0x81;
  answer[3] = 0x80;
  answer[7] = 1;
  const Octets record = {0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 9, 0, 4, 10, 0, 0, 1};
  CHECK(dns_text(joined({answer, record}), 37) == "4660 1/0/0 A 10.0.0.1 (37)");
  answer[3] = 0x83;
  answer[7] = 0;
  CHECK(dns_text(answer, 21) == "4660 NXDomain 0/0/0 (21)");
  // A name that points to itself.
  CHECK_THAT(dns_text({{0, 1, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0xc0, 12, 0, 1, 0, 1}}, 18),
             Contains("1 A? ."));
  CHECK(dns_text({{1, 2, 3}}, 3).empty());
}

TEST_CASE("frames that end anywhere are written without a look behind their end") {
  const Octets whole[] = {frame_of(6, tcp(0x18, 5, 7, {1, 2, 3})),
                          frame_of(17, joined({{0, 53, 0, 53, 0, 29, 0, 0}, question})),
                          frame_of(1, {3, 3, 0, 0, 0, 0, 0, 0, 0x45})};
  for (const Octets& frame : whole) {
    for (std::size_t length = 0; length < frame.size(); ++length) {
      const Octets part(frame.begin(), frame.begin() + static_cast<std::ptrdiff_t>(length));
      CHECK_FALSE(text_of_frame(part).empty());
    }
  }
}
