// Bodies of rtnetlink(7) messages: links, addresses, routes, neighbours.

#include <arpa/inet.h>
#include <fmt/format.h>
#include <linux/if_addr.h>
#include <linux/if_link.h>
#include <linux/neighbour.h>
#include <linux/rtnetlink.h>

#include <algorithm>

#include "core/decode/constants/rare_tables.hpp"
#include "core/decode/constants/tables.hpp"
#include "core/decode/kinds/names.hpp"
#include "core/decode/structs/netlink.hpp"
#include "core/decode/structs/sockaddr.hpp"
#include "core/syscalls/kinds.hpp"

namespace spyglass::kinds {

namespace {

// --- members ---

Value decode_device_index(const Question& q) {
  return device_index(static_cast<std::uint32_t>(q.raw));
}
constexpr Kind device_number{
    .name = "device_index", .words = "a network device", .decode = decode_device_index};
constexpr Kind link_type = one_of("link_type", "what hardware", constants::hardware_types);
constexpr Kind link_flags = any_of("link_flags", "its state", constants::link_flags);
constexpr Kind address_flags = any_of("address_flags", "its state", constants::address_flags);
constexpr Kind scope = one_of("scope", "how far it is valid", constants::route_scopes);
constexpr Kind table = one_of("route_table", "which table", constants::route_tables);
constexpr Kind origin = one_of("route_origin", "who made it", constants::route_origins);
constexpr Kind route_type = one_of("route_type", "what it does", constants::route_types);
constexpr Kind route_flags = any_of("route_flags", "more about it", constants::route_flags);
constexpr Kind neighbour_state =
    any_of("neighbour_state", "whether it answers", constants::neighbour_states);
constexpr Kind neighbour_flags =
    any_of("neighbour_flags", "more about it", constants::neighbour_flags);

constexpr Member link_members[] = {
    {"ifi_family", CType::u8, &address_family}, {"", CType::u8},
    {"ifi_type", CType::u16, &link_type},       {"ifi_index", CType::s32, &device_number},
    {"ifi_flags", CType::u32, &link_flags},     {"ifi_change", CType::u32, &hex},
};
constexpr Member address_members[] = {
    {"ifa_family", CType::u8, &address_family}, {"ifa_prefixlen", CType::u8, &unsigned_number},
    {"ifa_flags", CType::u8, &address_flags},   {"ifa_scope", CType::u8, &scope},
    {"ifa_index", CType::u32, &device_number},
};
constexpr Member route_members[] = {
    {"rtm_family", CType::u8, &address_family},
    {"rtm_dst_len", CType::u8, &unsigned_number},
    {"rtm_src_len", CType::u8, &unsigned_number},
    {"rtm_tos", CType::u8, &hex},
    {"rtm_table", CType::u8, &table},
    {"rtm_protocol", CType::u8, &origin},
    {"rtm_scope", CType::u8, &scope},
    {"rtm_type", CType::u8, &route_type},
    {"rtm_flags", CType::u32, &route_flags},
};
constexpr Member neighbour_members[] = {
    {"ndm_family", CType::u8, &address_family},
    {"", CType::u8},
    {"", CType::u16},
    {"ndm_ifindex", CType::s32, &device_number},
    {"ndm_state", CType::u16, &neighbour_state},
    {"ndm_flags", CType::u8, &neighbour_flags},
    {"ndm_type", CType::u8, &route_type},
};
constexpr Layout link_layout{"struct ifinfomsg", link_members};
constexpr Layout address_layout{"struct ifaddrmsg", address_members};
constexpr Layout route_layout{"struct rtmsg", route_members};
constexpr Layout neighbour_layout{"struct ndmsg", neighbour_members};

// --- attributes ---

Value decode_text(const Question& q) {
  const auto text = q.memory.text(q.place, static_cast<std::size_t>(q.sibling_size()));
  return text ? Value{value::Text{text->bytes, !text->terminated}} : address_value(q.place);
}
constexpr Kind text{.name = "text", .words = "a name", .decode = decode_text};

/// An address of IPv4 or IPv6, as its length tells.
Value decode_inet(const Question& q) {
  if (q.sibling_size() == sizeof(in_addr)) {
    const auto address = q.memory.get<in_addr>(q.place);
    return address ? inet_address(*address) : address_value(q.place);
  }
  const auto address = q.memory.get<in6_addr>(q.place);
  if (q.sibling_size() != sizeof(in6_addr) || !address) return address_value(q.place);
  Value value = inet6_field({}, {}, *address).value;
  std::get<value::Applied>(value.is).arguments.pop_back();  // the reference to a member
  return value;
}
constexpr Kind inet{.name = "inet_address", .words = "an address", .decode = decode_inet};

Value decode_hardware(const Question& q) {
  const Chars bytes = q.memory.bytes(q.place, static_cast<std::size_t>(q.sibling_size()));
  std::string said;
  for (const char c : bytes) {
    said += fmt::format("{}{:02x}", said.empty() ? "" : ":", static_cast<unsigned char>(c));
  }
  return {value::Expression{std::move(said)}};
}
constexpr Kind hardware{
    .name = "hardware_address", .words = "a device's address", .decode = decode_hardware};

constexpr Member address_life_members[] = {
    {"ifa_prefered", CType::u32, &unsigned_number},
    {"ifa_valid", CType::u32, &unsigned_number},
    {"cstamp", CType::u32, &unsigned_number},
    {"tstamp", CType::u32, &unsigned_number},
};
constexpr Member neighbour_life_members[] = {
    {"ndm_confirmed", CType::u32, &unsigned_number},
    {"ndm_used", CType::u32, &unsigned_number},
    {"ndm_updated", CType::u32, &unsigned_number},
    {"ndm_refcnt", CType::u32, &unsigned_number},
};
constexpr Layout address_life_layout{"struct ifa_cacheinfo", address_life_members};
constexpr Layout neighbour_life_layout{"struct nda_cacheinfo", neighbour_life_members};
constexpr Kind address_life{.name = "address_life",
                            .words = "how long it is valid",
                            .decode = decode_struct_in_place,
                            .layout = &address_life_layout};
constexpr Kind neighbour_life{.name = "neighbour_life",
                              .words = "when it was heard of",
                              .decode = decode_struct_in_place,
                              .layout = &neighbour_life_layout};

constexpr KnownAttribute link_attributes[] = {
    {IFLA_ADDRESS, &hardware, 1},
    {IFLA_BROADCAST, &hardware, 1},
    {IFLA_IFNAME, &text, 1},
    {IFLA_MTU, &unsigned_number, 4},
    {IFLA_LINK, &device_number, 4},
    {IFLA_QDISC, &text, 1},
    {IFLA_MASTER, &device_number, 4},
    {IFLA_TXQLEN, &unsigned_number, 4},
    {IFLA_OPERSTATE, &unsigned_number, 1},
    {IFLA_LINKMODE, &unsigned_number, 1},
    {IFLA_IFALIAS, &text, 1},
    {IFLA_GROUP, &unsigned_number, 4},
    {IFLA_PROMISCUITY, &unsigned_number, 4},
    {IFLA_NUM_TX_QUEUES, &unsigned_number, 4},
    {IFLA_NUM_RX_QUEUES, &unsigned_number, 4},
    {IFLA_CARRIER, &unsigned_number, 1},
    {IFLA_CARRIER_CHANGES, &unsigned_number, 4},
    {IFLA_PROTO_DOWN, &unsigned_number, 1},
    {IFLA_GSO_MAX_SEGS, &unsigned_number, 4},
    {IFLA_GSO_MAX_SIZE, &unsigned_number, 4},
    {IFLA_CARRIER_UP_COUNT, &unsigned_number, 4},
    {IFLA_CARRIER_DOWN_COUNT, &unsigned_number, 4},
    {IFLA_MIN_MTU, &unsigned_number, 4},
    {IFLA_MAX_MTU, &unsigned_number, 4},
    {IFLA_PERM_ADDRESS, &hardware, 1},
    {56, &text, 1},             // IFLA_PARENT_DEV_NAME
    {57, &text, 1},             // IFLA_PARENT_DEV_BUS_NAME
    {58, &unsigned_number, 4},  // IFLA_GRO_MAX_SIZE
    {59, &unsigned_number, 4},  // IFLA_TSO_MAX_SIZE
    {60, &unsigned_number, 4},  // IFLA_TSO_MAX_SEGS
    {61, &unsigned_number, 4},  // IFLA_ALLMULTI
};
constexpr KnownAttribute address_attributes[] = {
    {IFA_ADDRESS, &inet, 4},
    {IFA_LOCAL, &inet, 4},
    {IFA_LABEL, &text, 1},
    {IFA_BROADCAST, &inet, 4},
    {IFA_ANYCAST, &inet, 4},
    {IFA_CACHEINFO, &address_life, 16},
    {IFA_MULTICAST, &inet, 4},
    {IFA_FLAGS, &address_flags, 4},
    {IFA_RT_PRIORITY, &unsigned_number, 4},
};
constexpr KnownAttribute route_attributes[] = {
    {RTA_DST, &inet, 4},
    {RTA_SRC, &inet, 4},
    {RTA_IIF, &device_number, 4},
    {RTA_OIF, &device_number, 4},
    {RTA_GATEWAY, &inet, 4},
    {RTA_PRIORITY, &unsigned_number, 4},
    {RTA_PREFSRC, &inet, 4},
    {RTA_TABLE, &table, 4},
    {RTA_MARK, &unsigned_number, 4},
    {RTA_UID, &unsigned_number, 4},
};
constexpr KnownAttribute neighbour_attributes[] = {
    {NDA_DST, &inet, 4},
    {NDA_LLADDR, &hardware, 1},
    {NDA_CACHEINFO, &neighbour_life, 16},
    {NDA_PROBES, &unsigned_number, 4},
    {NDA_IFINDEX, &device_number, 4},
    {NDA_MASTER, &device_number, 4},
};

/// Each group of types makes, removes, asks and, some of them, sets.
struct BodyOf {
  std::uint16_t first_type;
  NetlinkBody body;
};
constexpr BodyOf bodies[] = {
    {RTM_NEWLINK, {&link_layout, &constants::link_attributes, link_attributes}},
    {RTM_NEWADDR, {&address_layout, &constants::address_attributes, address_attributes}},
    {RTM_NEWROUTE, {&route_layout, &constants::route_attributes, route_attributes}},
    {RTM_NEWNEIGH, {&neighbour_layout, &constants::neighbour_attributes, neighbour_attributes}},
};

}  // namespace

const NetlinkBody* route_body(std::uint16_t type) {
  constexpr unsigned in_group = 3;
  const auto first = static_cast<std::uint16_t>(type & ~in_group);
  const auto found = std::ranges::find(bodies, first, &BodyOf::first_type);
  return found == std::end(bodies) ? nullptr : &found->body;
}

}  // namespace spyglass::kinds
