#include "core/decode/structs/netlink.hpp"

#include <linux/netlink.h>

#include <algorithm>

#include "core/decode/constants/rare_tables.hpp"
#include "core/decode/constants/tables.hpp"
#include "core/decode/kinds/strings.hpp"
#include "core/syscalls/errors.hpp"
#include "core/syscalls/kinds.hpp"

namespace spyglass::kinds {

namespace {

using Base = value::Number::Base;

constexpr std::uint64_t header_size = sizeof(nlmsghdr);
constexpr std::uint64_t attribute_size = sizeof(nlattr);
constexpr std::uint16_t first_of_family = 0x10;  // types below it are the same for all protocols

constexpr std::uint64_t aligned(std::uint64_t length) { return (length + 3) & ~std::uint64_t{3}; }

/// Some of the program's bytes.
struct Bytes {
  Addr at;
  std::uint64_t length;

  [[nodiscard]] Bytes behind(std::uint64_t skipped) const {
    const std::uint64_t gone = std::min(skipped, length);
    return {at + gone, length - gone};
  }
};

Value number(std::uint64_t bits) { return {value::Number{bits, Base::unsigned_decimal}}; }

Value odd_bytes(const Question& q, const Bytes& bytes) {
  Value value = buffer_at(q, bytes.at, bytes.length);
  if (auto* text = std::get_if<value::Text>(&value.is)) text->hexadecimal = true;
  return value;
}

// --- headers ---

Value type_name(std::uint16_t type, int protocol) {
  if (type < first_of_family) return {name_constant(constants::netlink_messages, type)};
  switch (protocol) {
    case NETLINK_ROUTE: return {name_constant(constants::route_messages, type)};
    case NETLINK_SOCK_DIAG: return {name_constant(constants::diagnosis_messages, type)};
    case NETLINK_GENERIC: return {name_constant(constants::generic_messages, type)};
    default: return {name_constant(constants::netlink_messages, type)};
  }
}

/// What the upper flags mean depends on what is to be done.
const ConstantTable* upper_flags(std::uint16_t type, int protocol) {
  if (type == NLMSG_ERROR) return &constants::netlink_answer_flags;
  if (type < first_of_family) return nullptr;
  if (protocol == NETLINK_SOCK_DIAG) return &constants::netlink_get_flags;
  if (protocol != NETLINK_ROUTE) return nullptr;
  constexpr unsigned making = 0, removing = 1, asking = 2;  // the lowest two bits
  switch (type & 3) {
    case making: return &constants::netlink_new_flags;
    case removing: return &constants::netlink_delete_flags;
    case asking: return &constants::netlink_get_flags;
    default: return nullptr;
  }
}

Value flag_names(const nlmsghdr& header, int protocol) {
  value::Flags flags = name_flags(constants::netlink_flags, header.nlmsg_flags);
  flags.unknown = constants::netlink_flags.unknown;
  const ConstantTable* upper = upper_flags(header.nlmsg_type, protocol);
  if (upper == nullptr) return {std::move(flags)};
  const value::Flags more = name_flags(*upper, flags.rest);
  flags.rest = more.rest;
  flags.names.insert(flags.names.end(), more.names.begin(), more.names.end());
  return {std::move(flags)};
}

Value header_value(const Question& q, const nlmsghdr& header, int protocol) {
  value::Struct result;
  result.fields = {{"nlmsg_len", number(header.nlmsg_len)},
                   {"nlmsg_type", type_name(header.nlmsg_type, protocol)},
                   {"nlmsg_flags", flag_names(header, protocol)},
                   {"nlmsg_seq", number(header.nlmsg_seq)},
                   {"nlmsg_pid", process_id.decode(q.about(process_id, header.nlmsg_pid, {}))}};
  return {std::move(result)};
}

// --- attributes ---

Value attribute_type(const nlattr& attribute, const ConstantTable& names) {
  const std::uint64_t flags = attribute.nla_type & (NLA_F_NESTED | NLA_F_NET_BYTEORDER);
  const std::uint64_t type = attribute.nla_type & ~flags;
  if (flags == 0) return {name_constant(names, type)};
  return {joined({{name_flags(constants::attribute_flags, flags)}, {name_constant(names, type)}})};
}

Value attribute_value(const Question& q, const nlattr& attribute, const Bytes& data,
                      const NetlinkBody& body) {
  const auto known = std::ranges::find(body.attributes, attribute.nla_type, &KnownAttribute::type);
  if (known == body.attributes.end() || data.length < known->least) return odd_bytes(q, data);
  const auto word = q.memory.get_word(data.at, std::min(known->least, sizeof(std::uint64_t)));
  Question inner = q.about(*known->kind, word.value_or(0), data.at);
  const std::uint64_t length[] = {data.length};
  inner.siblings = length;
  inner.size_from = 0;
  return known->kind->decode(inner);
}

/// Nothing where there are none.
std::optional<Value> attribute_list(const Question& q, Bytes left, const NetlinkBody& body) {
  value::Array list;
  while (left.length >= attribute_size) {
    if (list.elements.size() >= q.options.string_limit && !q.options.verbose) {
      list.cut = true;
      break;
    }
    const auto attribute = q.memory.get<nlattr>(left.at);
    if (!attribute) break;
    value::Struct header;
    header.fields = {{"nla_len", number(attribute->nla_len)},
                     {"nla_type", attribute_type(*attribute, *body.attribute_names)}};
    const std::uint64_t length = std::min<std::uint64_t>(attribute->nla_len, left.length);
    if (length > attribute_size) {
      value::Array pair;
      pair.elements.push_back({std::move(header)});
      const Bytes data{left.at + attribute_size, length - attribute_size};
      pair.elements.push_back(attribute_value(q, *attribute, data, body));
      list.elements.push_back({std::move(pair)});
    } else {
      list.elements.push_back({std::move(header)});
    }
    if (attribute->nla_len < attribute_size) break;
    left = left.behind(aligned(attribute->nla_len));
  }
  if (list.elements.empty()) return std::nullopt;
  if (list.elements.size() == 1 && !list.cut) return std::move(list.elements.front());
  return Value{std::move(list)};
}

// --- what is behind a header ---

Value family_and(const Question& q, std::string_view name, std::uint8_t family) {
  value::Struct result;
  result.fields.push_back({name, address_family.decode(q.about(address_family, family, {}))});
  return {std::move(result)};
}

/// Of a body whose struct is not known: what all of them begin with.
Value unknown_body(const Question& q, const Bytes& data, std::uint8_t family) {
  Value result = family_and(q, "family", family);
  auto& fields = std::get<value::Struct>(result.is).fields;
  if (data.length > 1) fields.push_back({"data", odd_bytes(q, data.behind(1))});
  return result;
}

void add_body(const Question& q, const nlmsghdr& header, const Bytes& data, int protocol,
              value::Array& to) {
  const bool has_bodies = protocol == NETLINK_ROUTE || protocol == NETLINK_SOCK_DIAG;
  const auto family = q.memory.get<std::uint8_t>(data.at);
  if (!has_bodies || !family) {
    to.elements.push_back(odd_bytes(q, data));
    return;
  }
  const NetlinkBody* body = protocol == NETLINK_ROUTE ? route_body(header.nlmsg_type)
                                                      : diagnosis_body(header.nlmsg_type, *family);
  if (body == nullptr) {
    to.elements.push_back(unknown_body(q, data, *family));
    return;
  }
  const std::size_t size = extent(*body->layout, q.abi).size;
  auto found = data.length < size ? std::nullopt : decode_struct(*body->layout, data.at, q);
  if (!found) {
    Value start = family_and(q, body->layout->members.front().name, *family);
    std::get<value::Struct>(start.is).cut = true;
    to.elements.push_back(std::move(start));
    return;
  }
  to.elements.push_back(std::move(*found));
  if (body->attribute_names == nullptr) return;
  auto list = attribute_list(q, data.behind(aligned(size)), *body);
  if (list) to.elements.push_back(std::move(*list));
}

Value message_at(const Question& q, const Bytes& bytes, const nlmsghdr& header, int protocol);

/// A negative error, and the request that it is about.
Value answer(const Question& q, const nlmsghdr& header, const Bytes& data, int protocol) {
  const auto error = q.memory.get<std::int32_t>(data.at);
  if (data.length < sizeof *error || !error) return odd_bytes(q, data);
  const ErrorRow* row = find_error(Errno(-*error));
  Value code{value::Number{static_cast<std::uint64_t>(std::int64_t{*error})}};
  if (*error < 0 && row != nullptr) {
    code = Value{value::Expression{"-" + std::string(row->name)}}.with_plain(std::move(code));
  }
  value::Struct result;
  result.fields.push_back({"error", std::move(code)});
  const Bytes rest = data.behind(sizeof *error);
  const auto request = q.memory.get<nlmsghdr>(rest.at);
  if (rest.length >= header_size && request) {
    const bool capped = (header.nlmsg_flags & NLM_F_CAPPED) != 0;
    result.fields.push_back({"msg", capped ? header_value(q, *request, protocol)
                                           : message_at(q, rest, *request, protocol)});
  }
  return {std::move(result)};
}

/// The header alone, or in brackets with what is behind it.
Value message_at(const Question& q, const Bytes& bytes, const nlmsghdr& header, int protocol) {
  Value head = header_value(q, header, protocol);
  const std::uint64_t length = std::min<std::uint64_t>(header.nlmsg_len, bytes.length);
  if (length <= header_size) return head;
  const Bytes data{bytes.at + header_size, length - header_size};
  value::Array message;
  message.elements.push_back(std::move(head));
  if (header.nlmsg_type == NLMSG_ERROR) {
    message.elements.push_back(answer(q, header, data, protocol));
  } else if (header.nlmsg_type == NLMSG_DONE && data.length >= sizeof(std::int32_t)) {
    const auto error = q.memory.get<std::int32_t>(data.at).value_or(0);
    message.elements.push_back(int_number.decode(
        q.about(int_number, static_cast<std::uint64_t>(std::int64_t{error}), data.at)));
  } else if (header.nlmsg_type < first_of_family) {
    message.elements.push_back(odd_bytes(q, data));
  } else {
    add_body(q, header, data, protocol, message);
  }
  return {std::move(message)};
}

}  // namespace

Value netlink_at(const Question& q, Addr at, std::uint64_t length, int protocol) {
  value::Array list;
  Bytes left{at, length};
  while (left.length >= header_size) {
    if (list.elements.size() >= q.options.string_limit && !q.options.verbose) {
      list.cut = true;
      break;
    }
    const auto header = q.memory.get<nlmsghdr>(left.at);
    if (!header) break;
    list.elements.push_back(message_at(q, left, *header, protocol));
    if (header->nlmsg_len < header_size) break;
    left = left.behind(aligned(header->nlmsg_len));
  }
  if (list.elements.empty()) return odd_bytes(q, left);
  if (list.elements.size() == 1 && !list.cut) return std::move(list.elements.front());
  return {std::move(list)};
}

}  // namespace spyglass::kinds
