// netdevice(7): what the ioctls about network interfaces take.

#include <fmt/format.h>
#include <net/if.h>
#include <net/if_arp.h>

#include <algorithm>

#include "core/decode/constants/rare_tables.hpp"
#include "core/decode/constants/tables.hpp"
#include "core/decode/kinds/names.hpp"
#include "core/decode/kinds/strings.hpp"
#include "core/decode/layout.hpp"
#include "core/decode/structs/interfaces.hpp"
#include "core/decode/structs/sockaddr.hpp"
#include "core/syscalls/kinds.hpp"
#include "core/syscalls/rare_kinds.hpp"

namespace spyglass::kinds {

namespace {

constexpr std::size_t name_room = IFNAMSIZ;
constexpr std::size_t address_room = sizeof(sockaddr);

constexpr Kind interface_flags = any_of("interface_flags", "how it is", constants::link_flags);
constexpr Kind hardware_type = one_of("hardware_type", "what hardware", constants::hardware_types);

Value decode_name(const Question& q) { return text_at(q, q.place, name_room - 1); }
constexpr Kind interface_name{
    .name = "interface_name", .words = "an interface's name", .decode = decode_name};

Value decode_address(const Question& q) { return socket_address_at(q, q.place, address_room); }
constexpr Kind interface_address{
    .name = "interface_address", .words = "an address", .decode = decode_address};

/// How many bytes addresses have; of rarer hardware, as many as there is room for.
std::size_t address_length(std::uint64_t hardware) {
  switch (hardware) {
    case ARPHRD_NETROM:
    case ARPHRD_AX25: return 7;
    case ARPHRD_ETHER:
    case ARPHRD_IEEE802:
    case ARPHRD_LOOPBACK: return 6;
    default: return sizeof(sockaddr::sa_data);
  }
}

/// 02:fc:00:00:00:01
Value decode_hardware_bytes(const Question& q) {
  const Chars bytes = q.memory.bytes(q.place, static_cast<std::size_t>(q.raw));
  std::string said;
  for (const char c : std::string_view(bytes).substr(0, address_length(q.siblings[0]))) {
    said += fmt::format("{}{:02x}", said.empty() ? "" : ":", static_cast<unsigned char>(c));
  }
  return Value{value::Expression{std::move(said)}}.with_plain(
      {value::Text{.bytes = bytes, .hexadecimal = true}});
}
constexpr Kind hardware_bytes{
    .name = "hardware_bytes", .words = "a device's address", .decode = decode_hardware_bytes};
constexpr Member hardware_members[] = {
    {"sa_family", CType::u16, &hardware_type},
    {"sa_data", CType::bytes, &hardware_bytes, 14},
};
constexpr Layout hardware_layout{"struct sockaddr", hardware_members};
constexpr Kind hardware_address{.name = "hardware_address",
                                .words = "a device's address",
                                .decode = decode_struct_in_place,
                                .layout = &hardware_layout};

constexpr Member map_members[] = {
    {"mem_start", CType::ulong, &hex}, {"mem_end", CType::ulong, &hex},
    {"base_addr", CType::u16, &hex},   {"irq", CType::u8, &hex},
    {"dma", CType::u8, &hex},          {"port", CType::u8, &hex},
};
constexpr Layout map_layout{"struct ifmap", map_members};
constexpr Kind map{.name = "interface_map",
                   .words = "what of the machine it uses",
                   .decode = decode_struct_in_place,
                   .layout = &map_layout};

// What of the union in a struct ifreq a request is about.
constexpr Member flags[] = {{"ifr_flags", CType::u16, &interface_flags}};
constexpr Member address_member[] = {{"ifr_addr", CType::bytes, &interface_address, 16}};
constexpr Member peer[] = {{"ifr_dstaddr", CType::bytes, &interface_address, 16}};
constexpr Member broadcast[] = {{"ifr_broadaddr", CType::bytes, &interface_address, 16}};
constexpr Member netmask[] = {{"ifr_netmask", CType::bytes, &interface_address, 16}};
constexpr Member metric[] = {{"ifr_metric", CType::s32, &int_number}};
constexpr Member mtu[] = {{"ifr_mtu", CType::s32, &int_number}};
constexpr Member queue[] = {{"ifr_qlen", CType::s32, &int_number}};
constexpr Member number[] = {{"ifr_ifindex", CType::s32, &int_number}};
constexpr Member new_name[] = {{"ifr_newname", CType::bytes, &interface_name, 16}};
constexpr Member slave[] = {{"ifr_slave", CType::bytes, &interface_name, 16}};
constexpr Member hardware[] = {{"ifr_hwaddr", CType::structure, &hardware_address}};
constexpr Member machine[] = {{"ifr_map", CType::structure, &map}};

std::size_t request_size(const Abi& abi) { return name_room + extent(map_layout, abi).size; }

bool is_readable(const Question& q, std::size_t size) {
  return q.raw != 0 && q.memory.bytes(q.pointer(), size).size() == size;
}

/// The struct's name, or the member of its union.
void add_name(const Question& q, Addr at, value::Struct& to) {
  to.fields.push_back({"ifr_name", decode_name(q.about(interface_name, 0, at))});
}
template <const auto& members>
void add_member(const Question& q, Addr at, value::Struct& to) {
  static constexpr Layout layout{"struct ifreq", members};
  auto found = decode_struct(layout, at + name_room, q);
  if (!found) return;
  auto& fields = std::get<value::Struct>(found->is).fields;
  std::ranges::move(fields, std::back_inserter(to.fields));
}

/// By its name, an interface is asked about, or changed. Of a question that failed, the name.
template <const auto& members>
Value decode_request(const Question& q) {
  if (!is_readable(q, request_size(q.abi))) return address_value(q.pointer());
  value::Struct request;
  add_name(q, q.pointer(), request);
  if (!q.failed()) add_member<members>(q, q.pointer(), request);
  return {std::move(request)};
}

template <const auto& members>
constexpr Kind asked{.name = "interface_asked",
                     .words = "which interface; where the answer goes",
                     .when = When::exit,
                     .decode = decode_request<members>};
template <const auto& members>
constexpr Kind changed{.name = "interface_changed",
                       .words = "which interface, and what to set",
                       .decode = decode_request<members>};

/// SIOCGIFNAME: by its number, the name.
Value decode_name_of(const Question& q) {
  if (!is_readable(q, request_size(q.abi))) return address_value(q.pointer());
  value::Struct request;
  add_member<number>(q, q.pointer(), request);
  if (!q.failed()) add_name(q, q.pointer(), request);
  return {std::move(request)};
}
constexpr Kind name_of{.name = "interface_number",
                       .words = "which interface; where its name goes",
                       .when = When::exit,
                       .decode = decode_name_of};

Value length_value(std::int32_t length, std::size_t each) {
  Value value{value::Number{static_cast<std::uint64_t>(std::int64_t{length})}};
  const auto whole = static_cast<std::int64_t>(each);
  if (length > 0 && length % whole == 0) {
    value.comment = fmt::format("{} * sizeof(struct ifreq)", length / whole);
  }
  return value;
}

Value interfaces_at(const Question& q, Addr at, std::int32_t length) {
  const std::size_t each = request_size(q.abi);
  const std::size_t count = static_cast<std::size_t>(std::max(length, 0)) / each;
  value::Array list;
  for (std::size_t i = 0; i < count; ++i) {
    if (i >= q.options.string_limit && !q.options.verbose) {
      list.cut = true;
      break;
    }
    const Addr place = at + i * each;
    value::Struct one;
    if (q.memory.bytes(place, each).size() < each) return address_value(at);
    add_name(q, place, one);
    add_member<address_member>(q, place, one);
    list.elements.push_back({std::move(one)});
  }
  return {std::move(list)};
}

/// SIOCGIFCONF: room for a list, and, without room, how much of it would be needed.
Value decode_list(const Question& q) {
  const auto length = q.memory.get<std::int32_t>(q.pointer());
  const auto room = q.memory.get_word(q.pointer() + q.abi.word_size, q.abi.word_size);
  if (q.raw == 0 || !length || !room) return address_value(q.pointer());
  Value now = length_value(*length, request_size(q.abi));
  value::Struct list;
  if (!q.result) {
    list.fields.push_back({"ifc_len", std::move(now)});
    return {std::move(list)};
  }
  const auto* before = q.before == nullptr ? nullptr : q.before->as<value::Struct>();
  const auto* given =
      before == nullptr ? nullptr : before->fields.front().value.as<value::Number>();
  const bool same = given == nullptr || given->bits == now.as<value::Number>()->bits;
  const bool is_list = !q.failed() && *room != 0;
  if (is_list && !same) {
    now = {value::Changed{{before->fields.front().value, std::move(now)}}};
  }
  list.fields.push_back({"ifc_len", std::move(now)});
  list.fields.push_back(
      {"ifc_buf", is_list ? interfaces_at(q, Addr(*room), *length) : address_value(Addr(*room))});
  return {std::move(list)};
}
constexpr Kind list{.name = "interface_list",
                    .words = "where the interfaces and their addresses go",
                    .when = When::both,
                    .decode = decode_list,
                    .settled = is_unreadable};

/// SIOC…, which are the same numbers on every ABI.
struct Request {
  std::uint64_t number;
  const Kind* argument;
};
constexpr Request requests[] = {
    {0x8910, &name_of},
    {0x8912, &list},
    {0x8913, &asked<flags>},
    {0x8914, &changed<flags>},
    {0x8915, &asked<address_member>},
    {0x8916, &changed<address_member>},
    {0x8917, &asked<peer>},
    {0x8918, &changed<peer>},
    {0x8919, &asked<broadcast>},
    {0x891a, &changed<broadcast>},
    {0x891b, &asked<netmask>},
    {0x891c, &changed<netmask>},
    {0x891d, &asked<metric>},
    {0x891e, &changed<metric>},
    {0x8921, &asked<mtu>},
    {0x8922, &changed<mtu>},
    {0x8923, &changed<new_name>},
    {0x8924, &changed<hardware>},
    {0x8927, &asked<hardware>},
    {0x8929, &asked<slave>},
    {0x8930, &changed<slave>},
    {0x8931, &changed<hardware>},
    {0x8932, &changed<hardware>},
    {0x8933, &asked<number>},
    {0x8937, &changed<hardware>},
    {0x8942, &asked<queue>},
    {0x8943, &changed<queue>},
    {0x8970, &asked<machine>},
    {0x8971, &changed<machine>},
    // What of these is a struct is not looked into.
    {0x891f, &address},
    {0x8920, &address},
    {0x8925, &address},
    {0x8926, &address},
    {0x8934, &address},
    {0x8935, &address},
    {0x8936, &address},
    {0x8938, &address},
    {0x8940, &address},
    {0x8941, &address},
    {0x8946, &address},
    {0x8982, &address},
    {0x8983, &address},
    {0x8990, &address},
    {0x89a0, &string},
    {0x89a1, &string},
};

}  // namespace

const Kind* interface_argument(std::uint64_t request) {
  const auto found = std::ranges::find(requests, request, &Request::number);
  return found == std::end(requests) ? nullptr : found->argument;
}

}  // namespace spyglass::kinds
