#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace spyglass {

/// One end of a connection of ip(7) or ipv6(7).
struct Endpoint {
  bool is_v6 = false;
  std::array<std::uint8_t, 16> address{};  ///< as on the wire; of IPv4 the first four
  std::uint16_t port = 0;

  auto operator<=>(const Endpoint&) const = default;
  /// 0.0.0.0 and [::]: any address of this machine, bind(2).
  [[nodiscard]] bool is_anywhere() const;
  [[nodiscard]] bool is_loopback() const;
  /// "127.0.0.1", "::1".
  [[nodiscard]] std::string host() const;
  /// "127.0.0.1:80", "[::1]:80".
  [[nodiscard]] std::string text() const;
};

/// An end as OpenFile tells it; nothing for one of unix(7). IPv4 inside of IPv6
/// ([::ffff:127.0.0.1]:80) is what it is on the wire, IPv4.
std::optional<Endpoint> parse_endpoint(std::string_view text);

/// Whether two ends are the same, one of them being named as a socket is that listens: 0.0.0.0.
bool is_same_end(std::string_view one, std::string_view other);

}  // namespace spyglass
