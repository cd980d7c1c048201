#pragma once

#include "core/decode/layout.hpp"

namespace spyglass::kinds {

/// Messages of netlink(7), as many as `length` bytes hold. `protocol` is the socket's, NETLINK_…;
/// negative when it is not known, and then only headers are.
Value netlink_at(const Question& question, Addr at, std::uint64_t length, int protocol);

/// A kind of attribute (rtattr of rtnetlink(7)) whose value is known.
struct KnownAttribute {
  std::uint16_t type;
  const Kind* kind;   ///< asked about the value's place, and its number if it is as long as one
  std::size_t least;  ///< bytes
};

/// What stands behind a message's header.
struct NetlinkBody {
  const Layout* layout;
  const ConstantTable* attribute_names = nullptr;
  std::span<const KnownAttribute> attributes = {};
};

/// By the message's type, and the address family that the body begins with; null: bytes.
const NetlinkBody* route_body(std::uint16_t type);
const NetlinkBody* diagnosis_body(std::uint16_t type, std::uint8_t family);

}  // namespace spyglass::kinds
