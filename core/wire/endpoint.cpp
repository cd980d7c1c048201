#include "core/wire/endpoint.hpp"

#include <arpa/inet.h>
#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cstring>
#include <span>

namespace spyglass {

namespace {

constexpr std::size_t v4_bytes = 4;
/// rfc 4291, 2.5.5.2: in front of an IPv4 address inside of an IPv6 one.
constexpr std::array<std::uint8_t, 12> mapped = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};

void unmap(Endpoint& end) {
  if (!end.is_v6 || !std::ranges::equal(mapped, std::span(end.address).first<mapped.size()>())) {
    return;
  }
  std::array<std::uint8_t, 16> plain{};
  std::copy_n(end.address.begin() + mapped.size(), v4_bytes, plain.begin());
  end.address = plain;
  end.is_v6 = false;
}

}  // namespace

bool Endpoint::is_anywhere() const {
  return std::ranges::all_of(address, [](std::uint8_t byte) { return byte == 0; });
}

bool Endpoint::is_loopback() const {
  constexpr std::uint8_t loopback_net = 127;
  if (!is_v6) return address[0] == loopback_net;
  return std::memcmp(address.data(), &in6addr_loopback, address.size()) == 0;
}

std::string Endpoint::host() const {
  std::array<char, INET6_ADDRSTRLEN> name{};
  inet_ntop(is_v6 ? AF_INET6 : AF_INET, address.data(), name.data(), name.size());
  return name.data();
}

std::string Endpoint::text() const {
  return is_v6 ? fmt::format("[{}]:{}", host(), port) : fmt::format("{}:{}", host(), port);
}

std::optional<Endpoint> parse_endpoint(std::string_view text) {
  const std::size_t colon = text.rfind(':');
  if (colon == std::string_view::npos || colon == 0) return std::nullopt;
  Endpoint end;
  const std::string_view digits = text.substr(colon + 1);
  const auto parsed = std::from_chars(digits.data(), digits.data() + digits.size(), end.port);
  if (parsed.ec != std::errc{} || parsed.ptr != digits.data() + digits.size()) return std::nullopt;
  std::string_view host = text.substr(0, colon);
  end.is_v6 = host.front() == '[' && host.back() == ']';
  if (end.is_v6) host = host.substr(1, host.size() - 2);
  // An interface may stand behind it: fe80::1%eth0.
  const std::string name(host.substr(0, host.find('%')));
  const int family = end.is_v6 ? AF_INET6 : AF_INET;
  if (inet_pton(family, name.c_str(), end.address.data()) != 1) return std::nullopt;
  unmap(end);
  return end;
}

bool is_same_end(std::string_view one, std::string_view other) {
  if (one.empty() || other.empty()) return false;
  if (one == other) return true;
  const auto first = parse_endpoint(one), second = parse_endpoint(other);
  if (!first || !second || first->port != second->port) return false;
  return *first == *second || first->is_anywhere() || second->is_anywhere();
}

}  // namespace spyglass
