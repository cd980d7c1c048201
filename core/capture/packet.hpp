#pragma once

#include <chrono>
#include <cstdint>
#include <span>
#include <vector>

#include "core/wire/endpoint.hpp"

namespace spyglass::capture {

using Bytes = std::span<const std::uint8_t>;
using Time = std::chrono::time_point<std::chrono::system_clock, std::chrono::nanoseconds>;

/// An address of IP (version 4) or IPv6; missing bytes count as 0.
Endpoint address_in(int version, Bytes bytes);

enum class Protocol : std::uint8_t { other, tcp, udp, icmp, icmp6 };

/// Bits of TCP's flags, as they are in the header.
namespace tcp_flag {
constexpr std::uint8_t fin = 1, syn = 2, rst = 4, psh = 8, ack = 16, urg = 32;
}  // namespace tcp_flag

struct Tcp {
  std::uint8_t flags = 0;
  std::uint32_t sequence = 0, acknowledged = 0;  ///< as they are in the packet
  std::uint16_t window = 0, urgent = 0;
  std::vector<std::uint8_t> options;
  /// What is added to the two numbers above to have them count from the start of their streams;
  /// told by Sequences::take().
  std::uint32_t own_start = 0, other_start = 0;
  bool relative = false;  ///< whether tcpdump would write them so
  bool whole = false;     ///< the connection was seen from its beginning: offset() holds

  [[nodiscard]] bool has(std::uint8_t flag) const { return (flags & flag) != 0; }
  /// Where its data lies in the stream of its sender: 0 is the first byte.
  [[nodiscard]] std::uint32_t offset() const { return sequence - own_start - 1; }
};

/// A packet as it went over a wire, taken apart. It keeps no bytes but those that are shown.
struct Packet {
  Time time{};
  int version = 0;  ///< of IP; 0: something else, in `type`
  std::uint16_t type = 0;
  std::uint8_t number = 0;  ///< of the protocol, as IP has it
  Protocol protocol = Protocol::other;
  Endpoint from, to;       ///< without ports where the protocol has none
  std::size_t length = 0;  ///< of what the protocol carries for programs, whatever was cut off
  std::size_t size = 0;    ///< of the whole packet behind its IP header
  Tcp tcp;
  std::vector<std::uint8_t> payload;  ///< the beginning of it; of ICMP with its header
  bool cut = false;                   ///< a header is not there as a whole

  /// As ping(8) does.
  [[nodiscard]] bool asks_for_echo() const;
  /// A request to begin a connection, and not the answer to one.
  [[nodiscard]] bool begins_connection() const {
    return protocol == Protocol::tcp && tcp.has(tcp_flag::syn) && !tcp.has(tcp_flag::ack);
  }
};

/// Takes a frame of Ethernet apart, as the loopback has them, too. Any bytes will do.
Packet parse_frame(Bytes frame, Time time);

}  // namespace spyglass::capture
