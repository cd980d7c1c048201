// Requests of sock_diag(7); its answers are shown as bytes.

#include <arpa/inet.h>
#include <linux/sock_diag.h>
#include <sys/socket.h>

#include "core/decode/constants/rare_tables.hpp"
#include "core/decode/constants/tables.hpp"
#include "core/decode/kinds/names.hpp"
#include "core/decode/structs/netlink.hpp"
#include "core/syscalls/kinds.hpp"

namespace spyglass::kinds {

namespace {

constexpr Kind states = any_of("socket_states", "in which states", constants::socket_states);
constexpr Kind unix_shown = any_of("unix_shown", "what to tell", constants::unix_questions);
constexpr Kind netlink_shown =
    any_of("netlink_shown", "what to tell", constants::netlink_questions);
constexpr Kind packet_shown = any_of("packet_shown", "what to tell", constants::packet_questions);

Value decode_netlink_protocol(const Question& q) {
  constexpr std::uint64_t all = 255;
  if (q.raw == all) return {value::Constant{all, "NDIAG_PROTO_ALL"}};
  return {name_constant(constants::netlink_protocols, q.raw)};
}
constexpr Kind netlink_protocol{
    .name = "netlink_protocol", .words = "which protocol", .decode = decode_netlink_protocol};

constexpr Kind cookie{.name = "cookie",
                      .words = "a socket's mark",
                      .decode = decode_array_in_place,
                      .element = &unsigned_number,
                      .element_type = CType::u32};

constexpr Member unix_members[] = {
    {"sdiag_family", CType::u8, &address_family},
    {"sdiag_protocol", CType::u8, &unsigned_number},
    {"", CType::u16},
    {"udiag_states", CType::u32, &states},
    {"udiag_ino", CType::u32, &unsigned_number},
    {"udiag_show", CType::u32, &unix_shown},
    {"udiag_cookie", CType::u32, &cookie, 2},
};
constexpr Member netlink_members[] = {
    {"sdiag_family", CType::u8, &address_family},
    {"sdiag_protocol", CType::u8, &netlink_protocol},
    {"", CType::u16},
    {"ndiag_ino", CType::u32, &unsigned_number},
    {"ndiag_show", CType::u32, &netlink_shown},
    {"ndiag_cookie", CType::u32, &cookie, 2},
};
constexpr Member packet_members[] = {
    {"sdiag_family", CType::u8, &address_family},
    {"sdiag_protocol", CType::u8, &unsigned_number},
    {"", CType::u16},
    {"pdiag_ino", CType::u32, &unsigned_number},
    {"pdiag_show", CType::u32, &packet_shown},
    {"pdiag_cookie", CType::u32, &cookie, 2},
};
constexpr Layout unix_layout{"struct unix_diag_req", unix_members};
constexpr Layout netlink_layout{"struct netlink_diag_req", netlink_members};
constexpr Layout packet_layout{"struct packet_diag_req", packet_members};

constexpr NetlinkBody unix_body{&unix_layout};
constexpr NetlinkBody netlink_body{&netlink_layout};
constexpr NetlinkBody packet_body{&packet_layout};

}  // namespace

const NetlinkBody* diagnosis_body(std::uint16_t type, std::uint8_t family) {
  if (type != SOCK_DIAG_BY_FAMILY) return nullptr;
  switch (family) {
    case AF_UNIX: return &unix_body;
    case AF_NETLINK: return &netlink_body;
    case AF_PACKET: return &packet_body;
    default: return nullptr;
  }
}

}  // namespace spyglass::kinds
