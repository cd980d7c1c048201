#include "core/capture/text.hpp"

#include <fmt/format.h>
#include <netinet/in.h>

#include <algorithm>
#include <ctime>

#include "core/capture/reader.hpp"

namespace spyglass::capture {

namespace {

std::string clock_text(Time time) {
  const auto whole = std::chrono::floor<std::chrono::seconds>(time);
  const std::time_t seconds = std::chrono::system_clock::to_time_t(whole);
  std::tm local{};
  localtime_r(&seconds, &local);
  return fmt::format("{:02}:{:02}:{:02}.{:06}", local.tm_hour, local.tm_min, local.tm_sec,
                     std::chrono::floor<std::chrono::microseconds>(time - whole).count());
}

std::string flags_text(const Tcp& tcp) {
  constexpr std::string_view signs = "FSRP.UEW";  // by their bits, from the lowest
  std::string text;
  for (std::size_t bit = 0; bit < signs.size(); ++bit) {
    if (tcp.has(static_cast<std::uint8_t>(1U << bit))) text += signs[bit];
  }
  return text.empty() ? "none" : text;
}

/// An option's name and what stands in it.
std::string option_text(std::uint8_t kind, Bytes data, const Tcp& tcp) {
  Reader reader(data);
  const std::uint32_t start = tcp.relative ? tcp.other_start : 0;
  switch (kind) {
    case 2: return fmt::format("mss {}", reader.word());
    case 3: return fmt::format("wscale {}", reader.byte());
    case 4: return "sackOK";
    case 5: {
      std::string text = fmt::format("sack {} ", data.size() / 8);
      while (!reader.at_end()) {
        const std::uint32_t from = reader.number() - start;
        text += fmt::format("{{{}:{}}}", from, reader.number() - start);
      }
      return text;
    }
    case 8: {
      const std::uint32_t value = reader.number();
      return fmt::format("TS val {} ecr {}", value, reader.number());
    }
    default: return fmt::format("unknown-{}", kind);
  }
}

std::string options_text(const Tcp& tcp) {
  constexpr std::uint8_t end = 0, padding = 1;
  Reader reader{Bytes(tcp.options)};
  std::string text;
  while (!reader.at_end()) {
    const std::uint8_t kind = reader.byte();
    text += text.empty() ? "" : ",";
    if (kind == end) return text + "eol";
    if (kind == padding) {
      text += "nop";
      continue;
    }
    const std::uint8_t length = reader.byte();
    if (length < 2) return text + "[bad opt]";
    text += option_text(kind, reader.take(length - 2U), tcp);
  }
  return text;
}

/// The first line of a message of HTTP, where it is one.
std::string http_text(const Packet& packet) {
  constexpr std::uint16_t ports[] = {80, 8080, 3128};
  if (std::ranges::find(ports, packet.to.port) == std::end(ports) &&
      std::ranges::find(ports, packet.from.port) == std::end(ports)) {
    return {};
  }
  const std::string_view text(reinterpret_cast<const char*>(packet.payload.data()),
                              packet.payload.size());
  constexpr std::string_view beginnings[] = {"GET ",     "POST ",  "PUT ",     "HEAD ",  "DELETE ",
                                             "OPTIONS ", "TRACE ", "CONNECT ", "PATCH ", "HTTP/"};
  const bool is_first = std::ranges::any_of(
      beginnings, [&](std::string_view beginning) { return text.starts_with(beginning); });
  if (!is_first) return ": HTTP";
  return fmt::format(": HTTP: {}", text.substr(0, text.find_first_of("\r\n")));
}

std::string tcp_text(const Packet& packet) {
  const Tcp& tcp = packet.tcp;
  std::string text = fmt::format("Flags [{}]", flags_text(tcp));
  constexpr std::uint8_t counted = tcp_flag::syn | tcp_flag::fin | tcp_flag::rst;
  if (packet.length > 0 || tcp.has(counted)) {
    const std::uint32_t from = tcp.sequence - (tcp.relative ? tcp.own_start : 0);
    text += fmt::format(", seq {}", from);
    if (packet.length > 0) {
      text += fmt::format(":{}", static_cast<std::uint32_t>(from + packet.length));
    }
  }
  if (tcp.has(tcp_flag::ack)) {
    text += fmt::format(", ack {}", tcp.acknowledged - (tcp.relative ? tcp.other_start : 0));
  }
  text += fmt::format(", win {}", tcp.window);
  if (tcp.has(tcp_flag::urg)) text += fmt::format(", urg {}", tcp.urgent);
  if (!tcp.options.empty()) text += fmt::format(", options [{}]", options_text(tcp));
  text += fmt::format(", length {}", packet.length);
  return packet.length > 0 ? text + http_text(packet) : text;
}

std::string udp_text(const Packet& packet) {
  constexpr std::uint16_t ports[] = {53, 5353};
  for (const std::uint16_t port : ports) {
    if (packet.from.port != port && packet.to.port != port) continue;
    if (std::string text = dns_text(packet.payload, packet.length); !text.empty()) return text;
  }
  return fmt::format("UDP, length {}", packet.length);
}

/// The address and port that a packet was for which came back: it begins behind eight bytes of
/// ICMP.
struct Returned {
  std::string to;
  std::uint8_t protocol = 0;
  std::uint16_t port = 0;
};
Returned returned(Reader& reader, int version) {
  (void)reader.number();
  Returned about;
  if (version == 4) {
    const std::size_t header = static_cast<std::size_t>(reader.byte() & 15) * 4;
    (void)reader.take(8);
    about.protocol = reader.byte();
    (void)reader.take(6);
    about.to = address_in(4, reader.take(4)).host();
    if (header > 20) (void)reader.take(header - 20);
  } else {
    (void)reader.take(6);
    about.protocol = reader.byte();
    (void)reader.take(17);
    about.to = address_in(6, reader.take(16)).host();
  }
  (void)reader.word();
  about.port = reader.word();
  return about;
}

std::string_view protocol_name(std::uint8_t number) {
  return number == IPPROTO_TCP ? "tcp" : number == IPPROTO_UDP ? "udp" : "";
}

std::string echo_text(std::string_view name, std::string_view way, Reader& reader) {
  const std::uint16_t id = reader.word();
  return fmt::format("{} echo {}, id {}, seq {}", name, way, id, reader.word());
}

std::string icmp_text(const Packet& packet) {
  Reader reader{Bytes(packet.payload)};
  const std::uint8_t type = reader.byte(), code = reader.byte();
  (void)reader.word();
  const bool six = packet.protocol == Protocol::icmp6;
  const std::string_view name = six ? "ICMP6," : "ICMP";
  const auto with_length = [&](std::string_view text) {
    return fmt::format("{}, length {}", text, packet.size);
  };
  const bool asks = packet.asks_for_echo(), answers = type == (six ? 129 : 0);
  if (asks || answers) return with_length(echo_text(name, asks ? "request" : "reply", reader));
  constexpr int port_unreachable_4 = 3, port_unreachable_6 = 4;
  const bool unreachable = type == (six ? 1 : 3);
  const Returned about = returned(reader, packet.version);
  const std::string_view protocol = protocol_name(about.protocol);
  if (!unreachable || protocol.empty() || reader.ended() ||
      code != (six ? port_unreachable_6 : port_unreachable_4)) {
    return with_length(fmt::format("{} type {} code {}", name, type, code));
  }
  if (six) {
    return with_length(fmt::format("{} destination unreachable, unreachable port, {} {} port {}",
                                   name, about.to, protocol, about.port));
  }
  return with_length(
      fmt::format("{} {} {} port {} unreachable", name, about.to, protocol, about.port));
}

std::string body_text(const Packet& packet) {
  switch (packet.protocol) {
    case Protocol::tcp: return tcp_text(packet);
    case Protocol::udp: return udp_text(packet);
    case Protocol::icmp:
    case Protocol::icmp6: return icmp_text(packet);
    case Protocol::other: break;
  }
  return fmt::format("ip-proto-{} {}", packet.number, packet.length);
}

std::string end_text(const Packet& packet, const Endpoint& end) {
  const bool has_port = packet.protocol == Protocol::tcp || packet.protocol == Protocol::udp;
  return has_port ? fmt::format("{}.{}", end.host(), end.port) : end.host();
}

}  // namespace

std::string packet_text(const Packet& packet) {
  const std::string time = clock_text(packet.time);
  if (packet.version == 0) {
    return fmt::format("{} ethertype {:#06x}, length {}", time, packet.type, packet.length);
  }
  const std::string_view name = packet.version == 4 ? "IP" : "IP6";
  if (packet.cut) return fmt::format("{} {} [|{}]", time, name, packet.size);
  return fmt::format("{} {} {} > {}: {}", time, name, end_text(packet, packet.from),
                     end_text(packet, packet.to), body_text(packet));
}

}  // namespace spyglass::capture
