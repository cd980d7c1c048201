#include "core/capture/packet.hpp"

#include <net/ethernet.h>
#include <netinet/in.h>

#include <algorithm>

#include "core/capture/reader.hpp"

namespace spyglass::capture {

namespace {

/// More is never shown of what programs say to each other.
constexpr std::size_t payload_kept = 2048;

std::vector<std::uint8_t> kept(Bytes bytes) {
  bytes = bytes.subspan(0, std::min(bytes.size(), payload_kept));
  return {bytes.begin(), bytes.end()};
}

void parse_tcp(Reader& reader, Packet& packet) {
  packet.from.port = reader.word();
  packet.to.port = reader.word();
  packet.tcp.sequence = reader.number();
  packet.tcp.acknowledged = reader.number();
  const std::size_t header = static_cast<std::size_t>(reader.byte() >> 4) * 4;
  packet.tcp.flags = reader.byte();
  packet.tcp.window = reader.word();
  (void)reader.word();  // the checksum, which the loopback leaves to nobody
  packet.tcp.urgent = reader.word();
  constexpr std::size_t fixed = 20;
  if (header < fixed || header > packet.size) {
    packet.cut = true;
    return;
  }
  const Bytes options = reader.take(header - fixed);
  packet.tcp.options.assign(options.begin(), options.end());
  packet.length = packet.size - header;
  packet.payload = kept(reader.rest());
}

void parse_udp(Reader& reader, Packet& packet) {
  packet.from.port = reader.word();
  packet.to.port = reader.word();
  const std::size_t length = reader.word();
  (void)reader.word();
  constexpr std::size_t header = 8;
  packet.cut = length < header;
  if (!packet.cut) packet.length = length - header;
  packet.payload = kept(reader.rest());
}

void parse_protocol(Reader& reader, Packet& packet) {
  switch (packet.number) {
    case IPPROTO_TCP: packet.protocol = Protocol::tcp; return parse_tcp(reader, packet);
    case IPPROTO_UDP: packet.protocol = Protocol::udp; return parse_udp(reader, packet);
    case IPPROTO_ICMP: packet.protocol = Protocol::icmp; break;
    case IPPROTO_ICMPV6: packet.protocol = Protocol::icmp6; break;
    default: break;
  }
  packet.length = packet.size;
  packet.payload = kept(reader.rest());
}

void parse_ip4(Reader& reader, Packet& packet) {
  const std::size_t header = static_cast<std::size_t>(reader.byte() & 15) * 4;
  (void)reader.byte();
  const std::size_t total = reader.word();
  (void)reader.number();  // fragments, which the loopback does not make
  (void)reader.byte();
  packet.number = reader.byte();
  (void)reader.word();
  packet.from = address_in(4, reader.take(4));
  packet.to = address_in(4, reader.take(4));
  constexpr std::size_t fixed = 20;
  packet.cut = header < fixed || total < header;
  if (packet.cut) return;
  (void)reader.take(header - fixed);
  packet.size = total - header;
  parse_protocol(reader, packet);
}

void parse_ip6(Reader& reader, Packet& packet) {
  (void)reader.number();
  packet.size = reader.word();
  packet.number = reader.byte();
  (void)reader.byte();
  packet.from = address_in(6, reader.take(16));
  packet.to = address_in(6, reader.take(16));
  parse_protocol(reader, packet);
}

}  // namespace

Endpoint address_in(int version, Bytes bytes) {
  Endpoint end{.is_v6 = version == 6};
  std::copy_n(bytes.begin(), std::min(bytes.size(), end.address.size()), end.address.begin());
  return end;
}

bool Packet::asks_for_echo() const {
  if (payload.empty()) return false;
  return (protocol == Protocol::icmp && payload[0] == 8) ||
         (protocol == Protocol::icmp6 && payload[0] == 128);
}

Packet parse_frame(Bytes frame, Time time) {
  Packet packet{.time = time};
  Reader reader(frame);
  (void)reader.take(2 * ETH_ALEN);
  packet.type = reader.word();
  if (packet.type == ETHERTYPE_IP) {
    packet.version = 4;
    parse_ip4(reader, packet);
  } else if (packet.type == ETHERTYPE_IPV6) {
    packet.version = 6;
    parse_ip6(reader, packet);
  } else {
    packet.length = packet.size = reader.rest().size();
  }
  packet.cut |= reader.ended();
  return packet;
}

}  // namespace spyglass::capture
