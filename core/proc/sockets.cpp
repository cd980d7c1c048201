#include "core/proc/sockets.hpp"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <netinet/tcp.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstring>
#include <optional>
#include <sstream>
#include <vector>

#include "core/proc/files.hpp"

namespace spyglass::proc {

namespace {

std::optional<std::uint64_t> number(std::string_view text, int base) {
  std::uint64_t value = 0;
  const char* end = text.data() + text.size();
  const auto [rest, error] = std::from_chars(text.data(), end, value, base);
  if (error != std::errc{} || rest != end) return std::nullopt;
  return value;
}

/// The words of a line; the last of at most `limit` is all the rest, blanks included.
std::vector<std::string_view> words_of(std::string_view line, std::size_t limit) {
  std::vector<std::string_view> result;
  while (true) {
    line.remove_prefix(std::min(line.find_first_not_of(' '), line.size()));
    if (line.empty()) return result;
    if (result.size() + 1 == limit) {
      result.push_back(line);
      return result;
    }
    const std::size_t end = std::min(line.find(' '), line.size());
    result.push_back(line.substr(0, end));
    line.remove_prefix(end);
  }
}

template <class Use>
void for_each_line(std::string_view text, Use use) {
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    use(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
}

struct Endpoint {
  std::string text;
  bool nowhere = false;  ///< port 0: nobody is there
};

/// "0100007F:1F90" is 127.0.0.1:8080: words of the address as they lie in memory, and a number.
std::optional<Endpoint> parse_endpoint(std::string_view text) {
  constexpr std::size_t digits = 8;  // of a word
  const std::size_t colon = text.find(':');
  if (colon != digits && colon != 4 * digits) return std::nullopt;
  std::array<std::uint32_t, 4> address{};
  for (std::size_t index = 0; index * digits < colon; ++index) {
    const auto word = number(text.substr(index * digits, digits), 16);
    if (!word) return std::nullopt;
    address[index] = static_cast<std::uint32_t>(*word);
  }
  const auto port = number(text.substr(colon + 1), 16);
  if (!port) return std::nullopt;
  const int family = colon == digits ? AF_INET : AF_INET6;
  return Endpoint{endpoint_text(family, address.data(), static_cast<unsigned>(*port)), *port == 0};
}

/// A word about a connection that isn't simply open; tcp(7), RFC 9293.
std::string_view note_on(std::uint64_t state) {
  switch (state) {
    case TCP_SYN_SENT:
    case TCP_SYN_RECV: return " (connecting)";
    case TCP_FIN_WAIT1:
    case TCP_FIN_WAIT2:
    case TCP_CLOSING:
    case TCP_LAST_ACK:
    case TCP_TIME_WAIT: return " (closing)";
    case TCP_CLOSE_WAIT: return " (closed by the other side)";
    default: return "";
  }
}

std::string describe(std::string_view protocol, const Endpoint& local, const Endpoint& remote,
                     std::uint64_t state) {
  if (!remote.nowhere) {
    // Only TCP has states; the others' connected sockets say "established" too.
    return fmt::format("{} {} → {}{}", protocol, local.text, remote.text, note_on(state));
  }
  if (state == TCP_LISTEN) return fmt::format("{} listening on {}", protocol, local.text);
  if (local.nowhere) return fmt::format("{}, not connected", protocol);
  return fmt::format("{} {}", protocol, local.text);
}

std::string_view unix_type(std::uint64_t type) {
  switch (type) {
    case SOCK_STREAM: return "UNIX stream";
    case SOCK_DGRAM: return "UNIX datagrams";
    case SOCK_SEQPACKET: return "UNIX packets in sequence";
    default: return "UNIX";
  }
}

}  // namespace

std::string endpoint_text(int family, const void* address, unsigned port) {
  std::array<char, INET6_ADDRSTRLEN> name{};
  inet_ntop(family, address, name.data(), name.size());
  const bool is_v4 = family == AF_INET;
  return fmt::format("{}{}{}:{}", is_v4 ? "" : "[", name.data(), is_v4 ? "" : "]", port);
}

Sockets parse_internet_sockets(std::string_view text, std::string_view protocol) {
  // sl local remote state queues timer retransmits uid timeout inode …
  constexpr std::size_t columns_to_inode = 10;
  Sockets result;
  for_each_line(text, [&](std::string_view line) {
    const auto words = words_of(line, columns_to_inode + 1);
    if (words.size() < columns_to_inode) return;
    const auto local = parse_endpoint(words[1]);
    const auto remote = parse_endpoint(words[2]);
    const auto state = number(words[3], 16);
    const auto inode = number(words[9], 10);
    // A connection that no process owns any more has inode 0.
    if (!local || !remote || !state || !inode || *inode == 0) return;
    result[*inode] = describe(protocol, *local, *remote, *state);
  });
  return result;
}

Sockets parse_unix_sockets(std::string_view text) {
  // address: references protocol flags type state inode [path]
  constexpr std::size_t columns = 8;
  constexpr std::uint64_t accepts = 1 << 16;  // __SO_ACCEPTCON of the kernel's linux/net.h
  constexpr std::uint64_t connected = 3;      // SS_CONNECTED of linux/net.h
  Sockets result;
  for_each_line(text, [&](std::string_view line) {
    const auto words = words_of(line, columns);
    if (words.size() + 1 < columns) return;
    const auto flags = number(words[3], 16);
    const auto type = number(words[4], 16);
    const auto state = number(words[5], 16);
    const auto inode = number(words[6], 10);
    if (!flags || !type || !state || !inode) return;
    std::string& words_for_it = result[*inode];
    words_for_it = unix_type(*type);
    const bool named = words.size() == columns;
    if ((*flags & accepts) != 0) {
      words_for_it += named ? ", listening on" : ", listening";
    } else if (*state == connected) {
      words_for_it += named ? ", connected," : ", connected";
    }
    if (named) words_for_it.append(" ").append(words[7]);
  });
  return result;
}

namespace {

/// All that the thread's network namespace knows of.
Sockets sockets_seen_by(Tid thread) {
  struct Table {
    const char* file;
    std::string_view protocol;
  };
  constexpr Table tables[] = {
      {"net/tcp", "TCP"},  {"net/tcp6", "TCP"},   {"net/udp", "UDP"},
      {"net/udp6", "UDP"}, {"net/raw", "raw IP"}, {"net/raw6", "raw IP"},
  };
  Sockets result;
  for (const Table& table : tables) {
    if (const auto text = read_file(thread, table.file)) {
      result.merge(parse_internet_sockets(*text, table.protocol));
    }
  }
  if (const auto text = read_file(thread, "net/unix")) result.merge(parse_unix_sockets(*text));
  return result;
}

}  // namespace

std::optional<std::string> kernel_socket_words(const Question& question) {
  const Sockets all = sockets_seen_by(question.thread);
  std::string text;
  std::istringstream inodes(question.detail);
  for (std::uint64_t inode = 0; inodes >> inode;) {
    const auto known = all.find(inode);
    if (known != all.end()) text += fmt::format("{} {}\n", inode, known->second);
  }
  return text;
}

Sockets known_sockets(Tid thread, const std::vector<std::uint64_t>& inodes, const Source& source) {
  Sockets result;
  if (inodes.empty()) return result;
  std::istringstream lines(
      source
          .answer({Question::Kind::socket_words, thread, fmt::format("{}", fmt::join(inodes, " "))})
          .value_or(""));
  std::uint64_t inode = 0;
  for (std::string words; lines >> inode && std::getline(lines.ignore(1), words);) {
    result.emplace(inode, words);
  }
  return result;
}

}  // namespace spyglass::proc
