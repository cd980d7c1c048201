#include "core/decode/structs/sockaddr.hpp"

#include <arpa/inet.h>
#include <linux/if_packet.h>
#include <linux/netlink.h>
#include <net/if.h>
#include <sys/socket.h>
#include <sys/un.h>

#include <algorithm>
#include <array>
#include <cstddef>

#include "core/decode/constants/tables.hpp"
#include "core/syscalls/kinds.hpp"

// socket(7), ip(7), ipv6(7), unix(7), netlink(7), packet(7). Socket addresses are laid out alike on
// every ABI.

namespace spyglass::kinds {

namespace {

using Base = value::Number::Base;

/// What was read, with zeros behind it.
struct Bytes {
  std::array<std::byte, sizeof(sockaddr_storage) + 1> area{};
  std::size_t length = 0;
  const Names* names = nullptr;  ///< the id in a netlink address is often a process's

  template <class T>
  [[nodiscard]] T as() const {
    static_assert(sizeof(T) <= sizeof(sockaddr_storage));
    T value;
    std::memcpy(&value, area.data(), sizeof value);
    return value;
  }
  [[nodiscard]] Chars text(std::size_t from, std::size_t to) const {
    return {reinterpret_cast<const char*>(area.data()) + from, to > from ? to - from : 0};
  }
};

Value number(std::uint64_t bits, Base base = Base::unsigned_decimal) {
  return {value::Number{bits, base}};
}

Value applied(std::string_view function, Value argument) {
  value::Applied result{function, {}};
  result.arguments.push_back(std::move(argument));
  return {std::move(result)};
}

/// The bytes as they stand in memory, which is how numbers in network order are written plainly.
template <class T>
Value bytes_of(const T& object) {
  value::Text text{Chars(reinterpret_cast<const char*>(&object), sizeof object)};
  text.hexadecimal = true;
  return {std::move(text)};
}

Value port(in_port_t network_order) {
  return applied("htons", number(ntohs(network_order))).with_plain(bytes_of(network_order));
}

void add_inet(value::Struct& to, const Bytes& bytes) {
  const auto address = bytes.as<sockaddr_in>();
  to.fields.push_back({"sin_port", port(address.sin_port)});
  to.fields.push_back({"sin_addr", inet_address(address.sin_addr)});
}

constexpr std::size_t inet6_least = offsetof(sockaddr_in6, sin6_scope_id);

void add_inet6(value::Struct& to, const Bytes& bytes) {
  const auto address = bytes.as<sockaddr_in6>();
  to.fields.push_back({"sin6_port", port(address.sin6_port)});
  to.fields.push_back({"sin6_flowinfo", applied("htonl", number(ntohl(address.sin6_flowinfo)))
                                            .with_plain(bytes_of(address.sin6_flowinfo))});
  to.fields.push_back(inet6_field("sin6_addr", "&sin6_addr", address.sin6_addr));
  if (bytes.length <= inet6_least) return;
  // The scope of an address that is valid on one link only is that link.
  const bool local =
      IN6_IS_ADDR_LINKLOCAL(&address.sin6_addr) || IN6_IS_ADDR_MC_LINKLOCAL(&address.sin6_addr);
  to.fields.push_back({"sin6_scope_id", local ? device_index(address.sin6_scope_id)
                                              : number(address.sin6_scope_id)});
}

constexpr std::size_t unix_path = offsetof(sockaddr_un, sun_path);

void add_unix(value::Struct& to, const Bytes& bytes) {
  const std::size_t end = std::min(bytes.length, sizeof(sockaddr_un));
  value::Text path;
  // unix(7): a path ends at a NUL or with the address; an abstract name begins with a NUL and is as
  // long as the address says.
  if (bytes.area[unix_path] == std::byte{0}) {
    path = {bytes.text(unix_path + 1, end), false, {}};
    path.mark = "@";
  } else {
    path.bytes = bytes.text(unix_path, end);
    path.bytes.resize(std::min(path.bytes.size(), path.bytes.find('\0')));
  }
  to.fields.push_back({"sun_path", {std::move(path)}});
}

void add_netlink(value::Struct& to, const Bytes& bytes) {
  const auto address = bytes.as<sockaddr_nl>();
  if (address.nl_pad != 0)
    to.fields.push_back({"nl_pad", number(address.nl_pad, Base::hexadecimal)});
  const auto port = static_cast<int>(address.nl_pid);
  Value process = process_value(bytes.names, port, IdOf::process);
  to.fields.push_back({"nl_pid", port > 0 ? std::move(process) : number(address.nl_pid)});
  to.fields.push_back({"nl_groups", {value::Number{address.nl_groups, Base::hexadecimal, 8}}});
}

void add_packet(value::Struct& to, const Bytes& bytes) {
  const auto address = bytes.as<sockaddr_ll>();
  const auto protocol = name_constant(constants::ethernet_protocols, ntohs(address.sll_protocol));
  to.fields.push_back(
      {"sll_protocol", applied("htons", {protocol}).with_plain(bytes_of(address.sll_protocol))});
  to.fields.push_back({"sll_ifindex", device_index(static_cast<unsigned>(address.sll_ifindex))});
  to.fields.push_back(
      {"sll_hatype", {name_constant(constants::hardware_types, address.sll_hatype)}});
  to.fields.push_back(
      {"sll_pkttype", {name_constant(constants::packet_types, address.sll_pkttype)}});
  to.fields.push_back({"sll_halen", number(address.sll_halen)});
  if (address.sll_halen == 0) return;
  value::Array hardware;
  const std::size_t room = bytes.length - offsetof(sockaddr_ll, sll_addr);
  for (std::size_t i = 0; i < address.sll_halen; ++i) {
    if (i >= room || i >= sizeof address.sll_addr) {
      hardware.cut = true;
      break;
    }
    hardware.elements.push_back({value::Number{address.sll_addr[i], Base::hexadecimal, 2}});
  }
  to.fields.push_back({"sll_addr", {std::move(hardware)}});
}

struct Family {
  sa_family_t family;
  std::size_t least;  ///< bytes without which it is not shown as one of the family
  void (*add)(value::Struct&, const Bytes&);
};
constexpr std::array families = {
    Family{AF_UNIX, unix_path + 1, add_unix},
    Family{AF_INET, sizeof(sockaddr_in), add_inet},
    Family{AF_INET6, inet6_least, add_inet6},
    Family{AF_NETLINK, sizeof(sockaddr_nl), add_netlink},
    Family{AF_PACKET, sizeof(sockaddr_ll), add_packet},
};

/// socklen_t is unsigned, but the kernel takes it for an int.
std::int64_t as_length(std::uint64_t raw) { return static_cast<std::int32_t>(raw); }

Value decode_socket_address(const Question& q) {
  return socket_address_at(q, q.pointer(), as_length(q.sibling_size()));
}

/// The room that the program gave, as the length's own kind found it at entry.
std::optional<std::int64_t> length_before(const Question& q) {
  const auto index = static_cast<std::size_t>(q.size_from);
  if (q.size_from < 0 || index >= q.answers.size()) return std::nullopt;
  const auto* array = q.answers[index].as<value::Array>();
  if (array == nullptr || array->elements.empty()) return std::nullopt;
  const auto* length = array->elements.front().as<value::Number>();
  return length == nullptr ? std::nullopt : std::optional(static_cast<std::int64_t>(length->bits));
}

/// The kernel writes none without a place for it and a length.
bool wants_no_address(const Question& q) {
  return q.raw == 0 || !q.memory.get<std::int32_t>(Addr(q.sibling_size()));
}

Value decode_socket_address_out(const Question& q) {
  const auto before = length_before(q);
  const auto after = q.memory.get<std::int32_t>(Addr(q.sibling_size()));
  if (q.failed() || !before || !after) return address_value(q.pointer());
  return socket_address_at(q, q.pointer(), std::min<std::int64_t>(*before, *after));
}

}  // namespace

Value inet_address(const in_addr& address) {
  std::array<char, INET_ADDRSTRLEN> text{};
  inet_ntop(AF_INET, &address, text.data(), text.size());
  return applied("inet_addr", {value::Text{text.data()}}).with_plain(bytes_of(address));
}

value::Field inet6_field(std::string_view name, std::string_view reference,
                         const in6_addr& address) {
  std::array<char, INET6_ADDRSTRLEN> text{};
  inet_ntop(AF_INET6, &address, text.data(), text.size());
  value::Applied call{"inet_pton", {}};
  call.arguments.push_back({value::Constant{AF_INET6, "AF_INET6"}});
  call.arguments.push_back({value::Text{text.data()}});
  call.arguments.push_back({value::Expression{std::string(reference)}});
  return {name, Value{std::move(call)}.with_plain(bytes_of(address)), true};
}

Value device_index(unsigned index) {
  std::array<char, IF_NAMESIZE> name{};
  if (if_indextoname(index, name.data()) == nullptr) return number(index);
  return applied("if_nametoindex", {value::Text{name.data()}}).with_plain(number(index));
}

Value socket_address_at(const Question& question, Addr at, std::int64_t length) {
  constexpr std::int64_t least = sizeof(sa_family_t);
  Bytes bytes;
  if (at.is_null() || length < least) return address_value(at);
  bytes.names = question.options.names;
  bytes.length = std::min(static_cast<std::size_t>(length), sizeof(sockaddr_storage));
  if (question.memory.read(at, std::span(bytes.area).first(bytes.length)) != bytes.length) {
    return address_value(at);
  }
  const auto family = bytes.as<sa_family_t>();
  value::Struct result;
  result.fields.push_back({"sa_family", {name_constant(constants::address_families, family)}});
  if (length > least) {
    const auto known = std::ranges::find(families, family, &Family::family);
    if (known != families.end() && bytes.length >= known->least) {
      known->add(result, bytes);
    } else {
      result.fields.push_back(
          {"sa_data", {value::Text{bytes.text(sizeof(sa_family_t), bytes.length)}}});
    }
  }
  return {std::move(result)};
}

constexpr Kind socket_address_in{
    .name = "socket_address_in", .words = "an address", .decode = decode_socket_address};
constexpr Kind socket_address_out{.name = "socket_address_out",
                                  .words = "where the address goes",
                                  .when = When::exit,
                                  .decode = decode_socket_address_out,
                                  .settled = wants_no_address};

}  // namespace spyglass::kinds
