#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>

#include "core/decode/constants/rare_tables.hpp"
#include "core/decode/constants/tables.hpp"
#include "core/decode/kinds/names.hpp"
#include "core/decode/layout.hpp"
#include "core/decode/structs/sockaddr.hpp"
#include "core/syscalls/errors.hpp"
#include "core/syscalls/kinds.hpp"

namespace spyglass::kinds {

namespace {

using Base = value::Number::Base;

struct FamilyProtocols {
  std::uint32_t family;
  const ConstantTable* names;
};
constexpr std::array family_protocols = {
    FamilyProtocols{AF_INET, &constants::inet_protocols},
    FamilyProtocols{AF_INET6, &constants::inet_protocols},
    FamilyProtocols{AF_NETLINK, &constants::netlink_protocols},
    FamilyProtocols{AF_BLUETOOTH, &constants::bluetooth_protocols},
    FamilyProtocols{AF_CAN, &constants::can_protocols},
    FamilyProtocols{AF_CAIF, &constants::caif_protocols},
    FamilyProtocols{AF_PHONET, &constants::phonet_protocols},
    FamilyProtocols{AF_KCM, &constants::kcm_protocols},
    FamilyProtocols{43, &constants::smc_protocols},  // AF_SMC
};

/// The protocol's names depend on the address family, socket's first argument.
Value decode_protocol(const Question& q) {
  const std::uint64_t protocol = q.raw & 0xffffffff;
  const auto family = static_cast<std::uint32_t>(q.siblings[0]);
  const auto known = std::ranges::find(family_protocols, family, &FamilyProtocols::family);
  if (known != family_protocols.end()) return {name_constant(*known->names, protocol)};
  if (family != AF_PACKET) return unsigned_number.decode(q);
  const auto host_order = ntohs(static_cast<std::uint16_t>(protocol));
  value::Applied call{"htons", {}};
  call.arguments.push_back({name_constant(constants::ethernet_protocols, host_order)});
  return {std::move(call)};
}

/// A type and flags beside it. Of a type that is none, only flags are looked for.
Value decode_type(const Question& q) {
  constexpr std::uint64_t type_bits = 0xf;
  const std::uint64_t bits = q.raw & 0xffffffff;
  const bool has_type = !name_flags(constants::socket_types, bits & type_bits).names.empty();
  return {name_flags(has_type ? constants::socket_types : constants::socket_type_flags, bits)};
}

Value decode_socket_call(const Question& q) {
  const auto named = name_constant(constants::socket_calls, q.raw & 0xffffffff);
  return named.name.empty() ? int_number.decode(q) : Value{named};
}

Value decode_pair(const Question& q) {
  value::Array pair;
  for (std::size_t i = 0; i < 2 && !q.failed(); ++i) {
    const auto number = q.memory.get<std::int32_t>(q.pointer() + i * sizeof(std::int32_t));
    if (!number) return address_value(q.pointer());
    pair.elements.push_back(descriptor_value(q, *number));
  }
  return q.failed() || q.raw == 0 ? address_value(q.pointer()) : Value{std::move(pair)};
}

Value bracketed(Value value) {
  value::Array array;
  array.elements.push_back(std::move(value));
  return {std::move(array)};
}

Value signed_number(std::int64_t number) {
  return {value::Number{static_cast<std::uint64_t>(number)}};
}

/// A length that the program sets and the kernel changes: [128 => 16]. Where the row names the
/// pointer that it belongs to, that one must not be NULL, or the length does not count.
bool has_no_length(const Question& q) {
  const bool alone = q.size_from >= 0 && q.sibling_size() == 0;
  return alone || !q.memory.get<std::int32_t>(q.pointer());
}

Value decode_length(const Question& q) {
  const auto now = q.memory.get<std::int32_t>(q.pointer());
  if (!q.result)
    return has_no_length(q) ? address_value(q.pointer()) : bracketed(signed_number(*now));
  const auto* before = q.before->as<value::Array>();
  if (before == nullptr || q.failed() || !now) return *q.before;
  const Value& was = before->elements.front();
  if (static_cast<std::int64_t>(was.as<value::Number>()->bits) == *now) return *q.before;
  return bracketed({value::Changed{{was, signed_number(*now)}}});
}

struct OptionTable {
  std::uint32_t level;
  const ConstantTable* names;
};
constexpr std::array option_tables = {
    OptionTable{SOL_SOCKET, &constants::socket_options},
    OptionTable{0, &constants::ip_options},
    OptionTable{41, &constants::ipv6_options},
    OptionTable{6, &constants::tcp_options},
    OptionTable{17, &constants::udp_options},
    OptionTable{255, &constants::raw_options},
    OptionTable{263, &constants::packet_options},
    OptionTable{270, &constants::netlink_options},
};

constexpr std::size_t level_place = 1;
constexpr std::size_t name_place = 2;

Value decode_option(const Question& q) {
  const auto level = static_cast<std::uint32_t>(q.siblings[level_place]);
  const auto table = std::ranges::find(option_tables, level, &OptionTable::level);
  if (table == option_tables.end()) return unsigned_number.decode(q);
  return {name_constant(*table->names, q.raw & 0xffffffff)};
}

bool is_option(const Question& q, std::uint32_t level, std::uint32_t name) {
  return static_cast<std::uint32_t>(q.siblings[level_place]) == level &&
         static_cast<std::uint32_t>(q.siblings[name_place]) == name;
}

constexpr Member linger_members[] = {
    {"l_onoff", CType::s32, &int_number},
    {"l_linger", CType::s32, &int_number},
};
constexpr Layout linger_layout{"struct linger", linger_members};

constexpr Member credentials_members[] = {
    {"pid", CType::s32, &process_id},
    {"uid", CType::u32, &user_id},
    {"gid", CType::u32, &user_id},
};
constexpr Layout credentials_layout{"struct ucred", credentials_members};

/// Of these structs of 32-bit members the kernel hands out a part, if there is no room for more.
Value struct_value(const Question& q, const Layout& layout, std::size_t length) {
  const std::size_t count = std::min(layout.members.size(), length / sizeof(std::int32_t));
  const Layout part{layout.name, layout.members.first(count)};
  auto found = decode_struct(part, q.pointer(), q);
  return found ? std::move(*found) : address_value(q.pointer());
}

/// A group to join, and the device to reach it by.
Value decode_group(const Question& q, std::size_t length) {
  const auto group = q.memory.get<ip_mreq>(q.pointer());
  if (length < sizeof(ip_mreq) || !group) return address_value(q.pointer());
  value::Struct result;
  result.fields.push_back({"imr_multiaddr", inet_address(group->imr_multiaddr)});
  result.fields.push_back({"imr_interface", inet_address(group->imr_interface)});
  return {std::move(result)};
}

Value decode_group6(const Question& q, std::size_t length) {
  const auto group = q.memory.get<ipv6_mreq>(q.pointer());
  if (length < sizeof(ipv6_mreq) || !group) return address_value(q.pointer());
  value::Struct result;
  result.fields.push_back(
      inet6_field("ipv6mr_multiaddr", "&ipv6mr_multiaddr", group->ipv6mr_multiaddr));
  result.fields.push_back({"ipv6mr_interface", device_index(group->ipv6mr_interface)});
  return {std::move(result)};
}

/// The options of SOL_SOCKET that the kernel sets from an int: of longer values it takes the first
/// four bytes, and it refuses shorter ones.
bool is_set_by_int(std::uint32_t option) {
  struct Range {
    std::uint32_t first, last;
  };
  constexpr std::array ranges = {
      Range{SO_DEBUG, SO_REUSEADDR},
      Range{SO_DONTROUTE, SO_PRIORITY},
      Range{SO_BSDCOMPAT, SO_PASSCRED},
      Range{SO_RCVLOWAT, SO_SNDLOWAT},
      Range{SO_DETACH_FILTER, SO_DETACH_FILTER},
      Range{SO_TIMESTAMP, SO_ACCEPTCONN},
      Range{SO_SNDBUFFORCE, SO_TIMESTAMPING},
      Range{SO_RXQ_OVFL, SO_BUSY_POLL},
      Range{SO_INCOMING_CPU, SO_INCOMING_CPU},
      Range{SO_CNX_ADVICE, SO_CNX_ADVICE},
      Range{SO_INCOMING_NAPI_ID, SO_INCOMING_NAPI_ID},
      Range{SO_ZEROCOPY, SO_ZEROCOPY},
      Range{63, 65},  // SO_TIMESTAMP_NEW, SO_TIMESTAMPNS_NEW, SO_TIMESTAMPING_NEW
      Range{68, 70},  // SO_DETACH_REUSEPORT_BPF, SO_PREFER_BUSY_POLL, SO_BUSY_POLL_BUDGET
      Range{73, 75},  // SO_RESERVE_MEM, SO_TXREHASH, SO_RCVMARK
  };
  return std::ranges::any_of(
      ranges, [&](const Range& range) { return option >= range.first && option <= range.last; });
}

/// An int, or just bytes: the length tells them apart.
Value plain_option_value(const Question& q, std::int64_t length) {
  if (length == sizeof(std::int32_t)) {
    const auto number = q.memory.get<std::int32_t>(q.pointer());
    return number ? bracketed(signed_number(*number)) : address_value(q.pointer());
  }
  const auto whole = static_cast<std::uint64_t>(length);
  const std::uint64_t shown = std::min<std::uint64_t>(whole, q.options.string_limit);
  Chars bytes = q.memory.bytes(q.pointer(), static_cast<std::size_t>(shown));
  if (bytes.size() < shown) return address_value(q.pointer());
  return {value::Text{std::move(bytes), whole > shown}};
}

Value error_value(const Question& q, std::int64_t length) {
  const auto number = q.memory.get<std::int32_t>(q.pointer());
  if (length < static_cast<std::int64_t>(sizeof *number) || !number) {
    return plain_option_value(q, length);
  }
  const ErrorRow* row = find_error(Errno(*number));
  if (row == nullptr) return bracketed(signed_number(*number));
  return bracketed({value::Constant{static_cast<std::uint64_t>(*number), row->name}});
}

Value decode_option_in(const Question& q) {
  const auto length = static_cast<std::int32_t>(q.sibling_size());
  if (q.raw == 0 || length < 0) return address_value(q.pointer());
  if (is_option(q, SOL_SOCKET, SO_LINGER)) {
    const bool whole = length >= static_cast<std::int32_t>(sizeof(linger));
    return whole ? struct_value(q, linger_layout, sizeof(linger)) : address_value(q.pointer());
  }
  if (static_cast<std::uint32_t>(q.siblings[level_place]) == SOL_SOCKET &&
      is_set_by_int(static_cast<std::uint32_t>(q.siblings[name_place]))) {
    constexpr std::int32_t whole = sizeof(std::int32_t);
    return length < whole ? address_value(q.pointer()) : plain_option_value(q, whole);
  }
  const auto size = static_cast<std::size_t>(length);
  if (is_option(q, IPPROTO_IP, IP_ADD_MEMBERSHIP) || is_option(q, IPPROTO_IP, IP_DROP_MEMBERSHIP)) {
    return decode_group(q, size);
  }
  if (is_option(q, IPPROTO_IPV6, IPV6_JOIN_GROUP) || is_option(q, IPPROTO_IPV6, IPV6_LEAVE_GROUP)) {
    return decode_group6(q, size);
  }
  return plain_option_value(q, length);
}

bool length_is_unreadable(const Question& q) {
  return !q.memory.get<std::int32_t>(Addr(q.sibling_size()));
}

Value decode_option_out(const Question& q) {
  const auto length = q.memory.get<std::int32_t>(Addr(q.sibling_size()));
  if (q.raw == 0 || q.failed() || !length || *length <= 0) return address_value(q.pointer());
  const auto whole = static_cast<std::size_t>(*length);
  if (whole >= sizeof(std::int32_t)) {
    if (is_option(q, SOL_SOCKET, SO_LINGER)) return struct_value(q, linger_layout, whole);
    if (is_option(q, SOL_SOCKET, SO_PEERCRED)) return struct_value(q, credentials_layout, whole);
  }
  if (is_option(q, SOL_SOCKET, SO_ERROR)) return error_value(q, *length);
  Value value = plain_option_value(q, *length);
  // A part of a number is no text.
  if (auto* part = std::get_if<value::Text>(&value.is); part != nullptr && whole < sizeof(int)) {
    part->hexadecimal = true;
  }
  return value;
}

}  // namespace

constexpr Kind address_family =
    one_of("address_family", "a family of addresses", constants::address_families);
constexpr Kind socket_type{.name = "socket_type",
                           .words = "what kind of socket",
                           .decode = decode_type,
                           .constants = &constants::socket_types};
constexpr Kind socket_type_flags = any_of("socket_type_flags", "how", constants::socket_type_flags);
constexpr Kind socket_protocol{
    .name = "socket_protocol", .words = "a protocol of the family", .decode = decode_protocol};
constexpr Kind socket_pair_out{.name = "socket_pair_out",
                               .words = "where the two descriptors go",
                               .when = When::exit,
                               .decode = decode_pair};
constexpr Kind shutdown_way = one_of("shutdown_way", "which direction", constants::shutdown_ways);
constexpr Kind message_flags = any_of("message_flags", "how", constants::message_flags);
constexpr Kind socket_length{.name = "socket_length",
                             .words = "the room for it, and then its length",
                             .when = When::both,
                             .decode = decode_length,
                             .settled = has_no_length};
constexpr Kind socket_call{
    .name = "socket_call", .words = "which call is meant", .decode = decode_socket_call};
constexpr Kind socket_level =
    one_of("socket_level", "to what it applies", constants::socket_levels);
constexpr Kind socket_option{
    .name = "socket_option", .words = "an option", .decode = decode_option};
constexpr Kind option_in{
    .name = "option_in", .words = "the option's value", .decode = decode_option_in};
constexpr Kind option_out{.name = "option_out",
                          .words = "where the option's value goes",
                          .when = When::exit,
                          .decode = decode_option_out,
                          .settled = length_is_unreadable};
constexpr Kind credentials{.name = "credentials",
                           .words = "a process and its user",
                           .decode = decode_struct_pointer,
                           .layout = &credentials_layout};

}  // namespace spyglass::kinds
