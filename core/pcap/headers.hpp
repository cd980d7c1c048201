#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "core/wire/endpoint.hpp"

namespace spyglass::pcap {

/// Control bits of a segment, rfc 9293 3.1.
struct TcpFlags {
  bool fin = false, syn = false, reset = false, push = false, acknowledges = false;
};

struct Segment {
  TcpFlags flags;
  std::uint32_t sequence = 0;
  std::uint32_t acknowledged = 0;
};

/// A packet from the IP header on, with its checksums. Of a payload of `length` bytes `payload` are
/// the first ones; where some are missing, its checksum is left 0, since nobody can know it.
struct Payload {
  std::string_view bytes = {};
  std::size_t length = 0;
};
std::string tcp_packet(const Endpoint& from, const Endpoint& to, const Segment& segment,
                       Payload payload, std::uint16_t id);
std::string udp_packet(const Endpoint& from, const Endpoint& to, Payload payload, std::uint16_t id);

/// The largest payload of one segment: what fits into a packet of IPv4 or IPv6, as the loopback
/// device sends them.
constexpr std::size_t largest_segment = 65495;

/// The Internet checksum, rfc 1071, of a sum so far and more bytes.
std::uint32_t add_to_checksum(std::uint32_t sum, std::string_view bytes);
std::uint16_t finish_checksum(std::uint32_t sum);

}  // namespace spyglass::pcap
