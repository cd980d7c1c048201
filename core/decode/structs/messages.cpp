#include <sys/socket.h>

#include <algorithm>

#include "core/decode/constants/tables.hpp"
#include "core/decode/layout.hpp"
#include "core/decode/structs/control.hpp"
#include "core/decode/structs/sockaddr.hpp"
#include "core/decode/structs/vectors.hpp"
#include "core/syscalls/kinds.hpp"

// recvmsg(2), sendmmsg(2).

namespace spyglass::kinds {

namespace {

/// The pieces; after a call that received, only what it received.
Value decode_message_vector(const Question& q) {
  VectorContents contents;
  if (q.result) contents.bytes = static_cast<std::uint64_t>(*q.result);
  return vector_at(q, q.pointer(), q.sibling_size(), contents);
}
constexpr Kind message_vector{.name = "message_vector",
                              .words = "the message's pieces",
                              .decode = decode_message_vector,
                              .behind = Behind::vector};

enum MessagePlace : std::size_t {
  name_place,
  name_length_place,
  vector_place,
  vector_length_place,
  control_place,
  control_length_place,
  flags_place,
};

bool has_control(std::span<const std::uint64_t> members) {
  return members[control_length_place] != 0;
}

constexpr Member message_members[] = {
    {"msg_name", CType::pointer, &socket_address_in, 1, false, nullptr, name_length_place},
    {"msg_namelen", CType::s32, &int_number},
    {"msg_iov", CType::pointer, &message_vector, 1, false, nullptr, vector_length_place},
    {"msg_iovlen", CType::ulong, &size},
    {"msg_control", CType::pointer, &control_messages, 1, false, has_control, control_length_place},
    {"msg_controllen", CType::ulong, &size},
    {"msg_flags", CType::u32, &message_flags},
};
constexpr Layout message_layout{"struct msghdr", message_members};

/// How long a name the program has room for.
std::optional<std::int32_t> name_room(const Question& q, Addr message) {
  return q.memory.get<std::int32_t>(message + q.abi.word_size);
}

/// Of a message to or from a netlink(7) address, the socket's protocol; the socket is the call's
/// first argument.
std::optional<int> netlink_protocol(const Question& q, Addr message) {
  const auto name = q.memory.get_word(message, q.abi.word_size);
  const auto family = name ? q.memory.get<std::uint16_t>(Addr(*name)) : std::nullopt;
  if (!family || *family != AF_NETLINK || q.options.names == nullptr) return std::nullopt;
  return q.options.names->netlink_protocol(static_cast<int>(q.siblings[0]));
}

/// The pieces of such a message, in place of their bytes.
void look_into(const Question& q, Addr message, value::Struct& shown) {
  const auto protocol = netlink_protocol(q, message);
  if (!protocol) return;
  const std::size_t word = q.abi.word_size;
  const std::size_t vector = 2 * word;  // behind the name, its length and padding
  const auto at = q.memory.get_word(message + vector, word);
  const auto count = q.memory.get_word(message + vector + word, word);
  if (!at || !count) return;
  VectorContents contents{.netlink = protocol};
  if (q.result) contents.bytes = static_cast<std::uint64_t>(*q.result);
  shown.fields[vector_place].value = vector_at(q, Addr(*at), *count, contents);
}

/// The message as it is now; where the room for the name was another length before, both.
std::optional<Value> message_at(const Question& q, Addr at, std::optional<std::int32_t> room) {
  auto found = decode_struct(message_layout, at, q);
  const auto now = name_room(q, at);
  if (auto* shown = found ? std::get_if<value::Struct>(&found->is) : nullptr) {
    look_into(q, at, *shown);
  }
  if (!found || !room || !now || *room == *now) return found;
  auto& fields = std::get<value::Struct>(found->is).fields;
  Value before = {value::Number{static_cast<std::uint64_t>(static_cast<std::int64_t>(*room))}};
  Value& length = fields[name_length_place].value;
  length = {value::Changed{{std::move(before), std::move(length)}}};
  if (*room < *now) {
    const auto name = q.memory.get_word(at, q.abi.word_size);
    fields[name_place].value = socket_address_at(q, Addr(name.value_or(0)), *room);
  }
  return found;
}

Value decode_message_in(const Question& q) {
  if (q.raw == 0) return address_value(q.pointer());
  auto found = message_at(q, q.pointer(), std::nullopt);
  return found ? std::move(*found) : address_value(q.pointer());
}

constexpr std::string_view room_name = "msg_namelen";

bool no_message(const Question& q) {
  return q.raw == 0 || !decode_struct(message_layout, q.pointer(), q).has_value();
}

/// At entry all that counts of an empty message is the room for the sender's name.
Value decode_message_out(const Question& q) {
  if (!q.result) {
    const auto room = name_room(q, q.pointer());
    if (no_message(q) || !room) return address_value(q.pointer());
    value::Struct empty;
    empty.fields.push_back(
        {room_name, {value::Number{static_cast<std::uint64_t>(static_cast<std::int64_t>(*room))}}});
    return {std::move(empty)};
  }
  const auto* before = q.before->as<value::Struct>();
  if (before == nullptr || q.failed()) return *q.before;
  const auto* room = before->fields.front().value.as<value::Number>();
  auto found = message_at(q, q.pointer(), static_cast<std::int32_t>(room->bits));
  return found ? std::move(*found) : address_value(q.pointer());
}

constexpr std::uint64_t most_messages = 1024;  // that the kernel looks at in one call

/// Messages in a row, each with the number of its bytes behind it. `rooms` as they were at entry.
Value message_row(const Question& q, std::uint64_t count, std::uint64_t done, bool received,
                  std::span<const Value> rooms) {
  const Extent one = extent(message_layout, q.abi);
  const std::size_t stride =
      (one.size + sizeof(std::uint32_t) + one.alignment - 1) / one.alignment * one.alignment;
  value::Array result;
  for (std::uint64_t i = 0; i < count; ++i) {
    if (i >= (q.options.verbose ? most_messages : q.options.string_limit)) {
      result.cut = true;
      break;
    }
    const Addr at = q.pointer() + i * stride;
    const auto bytes = q.memory.get<std::uint32_t>(at + one.size);
    Question inner = q.about(q.kind, at.value(), at);
    inner.result = received && bytes ? std::optional<std::int64_t>(*bytes) : std::nullopt;
    std::optional<std::int32_t> room;
    if (i < rooms.size()) {
      if (const auto* number = rooms[i].as<value::Number>()) {
        room = static_cast<std::int32_t>(number->bits);
      }
    }
    auto message = bytes ? message_at(inner, at, room) : std::nullopt;
    if (!message) {
      if (i == 0) return address_value(q.pointer());
      result.cut = true;
      break;
    }
    value::Struct element;
    element.fields.push_back({"msg_hdr", std::move(*message)});
    if (i < done) {
      element.fields.push_back(
          {"msg_len", {value::Number{*bytes, value::Number::Base::unsigned_decimal}}});
    }
    result.elements.push_back({std::move(element)});
  }
  return {std::move(result)};
}

std::uint64_t messages_done(const Question& q) {
  return q.failed() || !q.result ? 0 : static_cast<std::uint64_t>(*q.result);
}

Value decode_sent_messages(const Question& q) {
  if (q.raw == 0) return address_value(q.pointer());
  return message_row(q, q.sibling_size() & 0xffffffff, messages_done(q), false, {});
}

/// At entry: the room for each sender's name.
Value decode_received_messages(const Question& q) {
  if (q.raw == 0) return address_value(q.pointer());
  if (q.result) {
    const auto* before = q.before->as<value::Array>();
    if (q.failed() || !q.options.follow) return address_value(q.pointer());
    const std::uint64_t done = messages_done(q);
    return message_row(q, done, done, true,
                       before == nullptr ? std::span<const Value>{} : before->elements);
  }
  const Extent one = extent(message_layout, q.abi);
  const std::size_t stride =
      (one.size + sizeof(std::uint32_t) + one.alignment - 1) / one.alignment * one.alignment;
  const std::uint64_t count =
      std::min<std::uint64_t>(q.sibling_size() & 0xffffffff, q.options.string_limit);
  value::Array rooms;
  for (std::uint64_t i = 0; i < count; ++i) {
    const auto room = name_room(q, q.pointer() + i * stride);
    if (!room) break;
    rooms.elements.push_back(
        {value::Number{static_cast<std::uint64_t>(static_cast<std::int64_t>(*room))}});
  }
  return {std::move(rooms)};
}

}  // namespace

constexpr Kind message_in{.name = "message_in",
                          .words = "the message: to whom, its pieces, and what goes with it",
                          .decode = decode_message_in,
                          .layout = &message_layout};
constexpr Kind message_out{.name = "message_out",
                           .words = "where the message goes",
                           .when = When::both,
                           .decode = decode_message_out,
                           .layout = &message_layout,
                           .settled = no_message};
constexpr Kind messages_sent{.name = "messages_sent",
                             .words = "the messages",
                             .when = When::exit,
                             .decode = decode_sent_messages,
                             .layout = &message_layout,
                             .behind = Behind::messages};
constexpr Kind messages_received{.name = "messages_received",
                                 .words = "where the messages go",
                                 .when = When::both,
                                 .decode = decode_received_messages,
                                 .layout = &message_layout,
                                 .behind = Behind::messages};

}  // namespace spyglass::kinds
