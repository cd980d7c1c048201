#include "core/wire/dialects.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <optional>

namespace spyglass {

namespace {

using Dialect = Saying::Dialect;

/// Takes bytes from the front, until there are none left.
class Bytes {
 public:
  explicit Bytes(std::string_view bytes) : left_(bytes) {}

  /// Of `width` bytes, the first one the highest; nothing where they are missing.
  std::optional<unsigned> number(std::size_t width) {
    const auto bytes = take(width);
    if (!bytes) return std::nullopt;
    unsigned number = 0;
    for (const char byte : *bytes) number = number << 8U | static_cast<unsigned char>(byte);
    return number;
  }
  std::optional<std::string_view> take(std::size_t size) {
    if (left_.size() < size) return std::nullopt;
    const auto bytes = left_.substr(0, size);
    left_.remove_prefix(size);
    return bytes;
  }
  /// Steps over something that has its length in front.
  bool skip(std::size_t width_of_length) {
    const auto length = number(width_of_length);
    return length && take(*length);
  }

 private:
  std::string_view left_;
};

// --- HTTP ---

std::string_view first_line(std::string_view bytes) {
  const std::size_t end = bytes.find_first_of("\r\n");
  return bytes.substr(0, end);
}

bool is_letter_of_field(char a, char b) {
  return std::tolower(static_cast<unsigned char>(a)) == std::tolower(static_cast<unsigned char>(b));
}

/// The value of a header field; rfc 9110 5.1: its name in any case.
std::string_view field(std::string_view message, std::string_view name) {
  for (std::size_t at = message.find('\n'); at != std::string_view::npos;
       at = message.find('\n', at + 1)) {
    const std::string_view line = first_line(message.substr(at + 1));
    if (line.empty()) break;
    const std::size_t colon = line.find(':');
    if (colon != name.size()) continue;
    if (!std::ranges::equal(line.substr(0, colon), name, is_letter_of_field)) continue;
    const std::size_t value = line.find_first_not_of(" \t", colon + 1);
    return value == std::string_view::npos ? std::string_view{} : line.substr(value);
  }
  return {};
}

std::optional<Saying> http(std::string_view bytes) {
  const std::string_view line = first_line(bytes);
  if (line.starts_with("HTTP/1.")) {
    const std::size_t space = line.find(' ');
    if (space == std::string_view::npos) return std::nullopt;
    return Saying{Dialect::http, std::string(line.substr(space + 1))};
  }
  const std::size_t version = line.rfind(" HTTP/1.");
  if (version == std::string_view::npos) return std::nullopt;
  const std::string_view method = line.substr(0, line.find(' '));
  if (method.empty() || !std::ranges::all_of(method, [](char c) { return c >= 'A' && c <= 'Z'; })) {
    return std::nullopt;
  }
  const std::string_view host = field(bytes, "host");
  return Saying{Dialect::http, fmt::format("{}{}{}", line.substr(0, version),
                                           host.empty() ? "" : ", host ", host)};
}

// --- TLS ---

constexpr unsigned tls_alert = 0x15, tls_handshake = 0x16, tls_data = 0x17;
constexpr unsigned client_hello = 1, server_hello = 2, extension_name = 0;

/// The host that a client asks for, rfc 6066 3; empty: it does not say, or not in these bytes.
std::string host_in_hello(Bytes hello) {
  constexpr std::size_t length_version_random = 3 + 2 + 32;
  if (!hello.take(length_version_random) || !hello.skip(1) || !hello.skip(2) || !hello.skip(1) ||
      !hello.number(2)) {
    return {};
  }
  for (;;) {
    const auto kind = hello.number(2), length = hello.number(2);
    if (!kind || !length) return {};
    const auto body = hello.take(*length);
    if (!body) return {};
    if (*kind != extension_name) continue;
    Bytes names(*body);
    if (!names.number(2) || !names.number(1)) return {};
    const auto size = names.number(2);
    const auto name = size ? names.take(*size) : std::nullopt;
    return name ? std::string(*name) : std::string{};
  }
}

std::optional<Saying> tls(std::string_view bytes) {
  Bytes record(bytes);
  const auto kind = record.number(1), major = record.number(1);
  constexpr unsigned major_of_all = 3;
  if (!kind || major != major_of_all || !record.take(1)) return std::nullopt;
  const auto length = record.number(2);
  if (!length) return std::nullopt;
  if (*kind == tls_data) return Saying{Dialect::tls, "TLS: encrypted"};
  if (*kind == tls_alert) return Saying{Dialect::tls, "TLS: a warning, or the end"};
  if (*kind != tls_handshake) return std::nullopt;
  const auto step = record.number(1);
  if (step == client_hello) {
    const std::string host = host_in_hello(record);
    return Saying{Dialect::tls,
                  host.empty() ? "TLS: hello" : fmt::format("TLS: hello, to {}", host)};
  }
  return Saying{Dialect::tls, step == server_hello ? "TLS: hello back" : "TLS: handshake"};
}

// --- DNS ---

struct Named {
  unsigned number;
  std::string_view name;
};
constexpr std::array record_types = {
    Named{1, "A"},    Named{2, "NS"},    Named{5, "CNAME"},  Named{6, "SOA"},
    Named{12, "PTR"}, Named{15, "MX"},   Named{16, "TXT"},   Named{28, "AAAA"},
    Named{33, "SRV"}, Named{64, "SVCB"}, Named{65, "HTTPS"}, Named{255, "ANY"},
};
constexpr std::array response_codes = {
    Named{1, "FORMERR"}, Named{2, "SERVFAIL"}, Named{3, "NXDOMAIN"},
    Named{4, "NOTIMP"},  Named{5, "REFUSED"},
};

template <std::size_t count>
std::string name_in(const std::array<Named, count>& table, unsigned number) {
  const auto found = std::ranges::find(table, number, &Named::number);
  return found == table.end() ? fmt::format("type {}", number) : std::string(found->name);
}

std::optional<std::string> question_name(Bytes& message) {
  constexpr unsigned longest_label = 63, most_labels = 128;
  std::string name;
  for (unsigned labels = 0; labels < most_labels; ++labels) {
    const auto length = message.number(1);
    if (!length || *length > longest_label) return std::nullopt;
    if (*length == 0) return name.empty() ? "." : name;
    const auto label = message.take(*length);
    if (!label) return std::nullopt;
    name.append(name.empty() ? "" : ".").append(*label);
  }
  return std::nullopt;
}

std::optional<Saying> dns(std::string_view bytes) {
  Bytes message(bytes);
  constexpr unsigned is_answer = 0x8000, code_bits = 0xf;
  const auto id = message.number(2), flags = message.number(2), questions = message.number(2),
             answers = message.number(2), others = message.number(4);
  if (!id || !flags || !questions || !answers || !others || *questions != 1) return std::nullopt;
  const auto name = question_name(message);
  const auto type = name ? message.number(2) : std::nullopt;
  if (!type) return std::nullopt;
  const std::string asked = fmt::format("DNS {} {}", name_in(record_types, *type), *name);
  if ((*flags & is_answer) == 0) return Saying{Dialect::dns, asked + "?"};
  if ((*flags & code_bits) != 0) {
    return Saying{Dialect::dns,
                  fmt::format("{}: {}", asked, name_in(response_codes, *flags & code_bits))};
  }
  return Saying{Dialect::dns,
                fmt::format("{}: {} answer{}", asked, *answers, *answers == 1 ? "" : "s")};
}

}  // namespace

Saying recognise(std::string_view bytes, bool name_service, bool stream) {
  if (name_service) {
    constexpr std::size_t length_in_front = 2;
    const std::size_t skip = stream ? std::min(length_in_front, bytes.size()) : 0;
    if (auto found = dns(bytes.substr(skip))) return *found;
  }
  if (!stream) return {};
  if (auto found = http(bytes)) return *found;
  if (auto found = tls(bytes)) return *found;
  return {};
}

}  // namespace spyglass
