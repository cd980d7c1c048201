// What is sent and received, by the kind of socket: bytes, but messages of netlink(7) are looked
// into.

#include "core/decode/structs/netlink.hpp"
#include "core/syscalls/kinds.hpp"

namespace spyglass::kinds {

namespace {

std::optional<int> netlink_protocol(const Question& q) {
  const Names* names = q.options.names;
  return names == nullptr ? std::nullopt : names->netlink_protocol(static_cast<int>(q.siblings[0]));
}

/// The bytes of another kind, or, if they can be read, what they mean.
Value decode_as(const Question& q, const Kind& bytes, std::uint64_t length) {
  Question plain = q.about(bytes, q.raw, q.place);
  plain.size_from = q.size_from;
  Value value = bytes.decode(plain);
  if (value.as<value::Text>() == nullptr || !q.options.follow) return value;
  const auto protocol = netlink_protocol(q);
  return protocol ? netlink_at(q, q.pointer(), length, *protocol) : value;
}

Value decode_sent(const Question& q) { return decode_as(q, bytes_in, q.sibling_size()); }

Value decode_received(const Question& q) {
  if (!q.result || q.failed()) return address_value(q.pointer());
  const auto length = static_cast<std::uint64_t>(*q.result);
  return decode_as(q, bytes_out, std::min(length, q.sibling_size()));
}

}  // namespace

constexpr Kind payload_in{.name = "payload_in",
                          .words = "the bytes",
                          .decode = decode_sent,
                          .text = true,
                          .behind = Behind::everything};
constexpr Kind payload_out{.name = "payload_out",
                           .words = "where the bytes go",
                           .when = When::exit,
                           .decode = decode_received,
                           .text = true,
                           .behind = Behind::everything};

}  // namespace spyglass::kinds
