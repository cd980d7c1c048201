#include "core/pcap/headers.hpp"

#include <netinet/in.h>

#include <array>

namespace spyglass::pcap {

namespace {

constexpr std::uint8_t hops = 64;
constexpr std::size_t v4_header = 20, v6_header = 40, tcp_header = 20, udp_header = 8;

/// Numbers as they go over the wire, the highest byte first.
class Writer {
 public:
  Writer& byte(unsigned number) {
    bytes_ += static_cast<char>(number);
    return *this;
  }
  Writer& two(unsigned number) { return byte(number >> 8U).byte(number); }
  Writer& four(std::uint32_t number) { return two(number >> 16U).two(number & 0xffff); }
  Writer& address(const Endpoint& end) {
    const std::size_t size = end.is_v6 ? 16 : 4;
    bytes_.append(reinterpret_cast<const char*>(end.address.data()), size);
    return *this;
  }
  Writer& text(std::string_view bytes) {
    bytes_ += bytes;
    return *this;
  }
  [[nodiscard]] std::string take() { return std::move(bytes_); }

 private:
  std::string bytes_;
};

void put_two(std::string& bytes, std::size_t at, std::uint16_t number) {
  bytes[at] = static_cast<char>(number >> 8U);
  bytes[at + 1] = static_cast<char>(number & 0xffU);
}

std::string ip_header(const Endpoint& from, const Endpoint& to, unsigned protocol,
                      std::size_t length, std::uint16_t id) {
  Writer header;
  const auto size = static_cast<unsigned>(length);
  if (from.is_v6) {
    constexpr std::uint32_t version = 6U << 28U;
    header.four(version).two(size).byte(protocol).byte(hops).address(from).address(to);
    return header.take();
  }
  constexpr unsigned version_and_words = 0x45, never_fragment = 0x4000, checksum_at = 10;
  header.byte(version_and_words).byte(0).two(size + v4_header).two(id).two(never_fragment);
  header.byte(hops).byte(protocol).two(0).address(from).address(to);
  std::string bytes = header.take();
  put_two(bytes, checksum_at, finish_checksum(add_to_checksum(0, bytes)));
  return bytes;
}

/// Puts a header of TCP or UDP and its payload behind the one of IP. The checksum is also about the
/// pseudo header in front, rfc 9293 3.1 and rfc 8200 8.1.
std::string packet(const Endpoint& from, const Endpoint& to, unsigned protocol, std::string header,
                   std::size_t checksum_at, Payload payload, std::uint16_t id) {
  const std::size_t length = header.size() + payload.length;
  if (payload.bytes.size() == payload.length) {
    Writer pseudo;
    pseudo.address(from).address(to).four(static_cast<std::uint32_t>(length)).four(protocol);
    std::uint32_t sum = add_to_checksum(0, pseudo.take());
    sum = add_to_checksum(add_to_checksum(sum, header), payload.bytes);
    const std::uint16_t checksum = finish_checksum(sum);
    // Of UDP, 0 would mean that there is none.
    put_two(header, checksum_at, checksum == 0 && protocol == IPPROTO_UDP ? 0xffff : checksum);
  }
  return ip_header(from, to, protocol, length, id) + header + std::string(payload.bytes);
}

}  // namespace

std::uint32_t add_to_checksum(std::uint32_t sum, std::string_view bytes) {
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    const auto byte = static_cast<unsigned char>(bytes[i]);
    sum += i % 2 == 0 ? static_cast<std::uint32_t>(byte << 8U) : byte;
    sum = (sum & 0xffff) + (sum >> 16U);
  }
  return sum;
}

std::uint16_t finish_checksum(std::uint32_t sum) {
  sum = (sum & 0xffff) + (sum >> 16U);
  return static_cast<std::uint16_t>(~(sum + (sum >> 16U)));
}

std::string tcp_packet(const Endpoint& from, const Endpoint& to, const Segment& segment,
                       Payload payload, std::uint16_t id) {
  const TcpFlags& set = segment.flags;
  const unsigned flags = (set.fin ? 1U : 0U) | (set.syn ? 2U : 0U) | (set.reset ? 4U : 0U) |
                         (set.push ? 8U : 0U) | (set.acknowledges ? 16U : 0U);
  // rfc 7323: the window is told in units of 2^7 bytes, once both ends have said so.
  constexpr unsigned window = 0xffff, scale = 7, checksum_at = 16;
  constexpr std::size_t options = 8;
  Writer header;
  header.two(from.port).two(to.port).four(segment.sequence).four(segment.acknowledged);
  const std::size_t words = (tcp_header + (set.syn ? options : 0)) / 4;
  header.byte(static_cast<unsigned>(words) << 4U).byte(flags).two(window).two(0).two(0);
  if (set.syn) {
    header.byte(2).byte(4).two(largest_segment);  // its largest segment
    header.byte(1).byte(3).byte(3).byte(scale);   // nothing, and the window's unit
  }
  return packet(from, to, IPPROTO_TCP, header.take(), checksum_at, payload, id);
}

std::string udp_packet(const Endpoint& from, const Endpoint& to, Payload payload,
                       std::uint16_t id) {
  constexpr unsigned checksum_at = 6;
  Writer header;
  header.two(from.port).two(to.port).two(static_cast<unsigned>(payload.length + udp_header)).two(0);
  return packet(from, to, IPPROTO_UDP, header.take(), checksum_at, payload, id);
}

}  // namespace spyglass::pcap
