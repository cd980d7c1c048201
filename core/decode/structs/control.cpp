#include "core/decode/structs/control.hpp"

#include <netinet/in.h>
#include <sys/socket.h>

#include <algorithm>

#include "core/decode/constants/tables.hpp"
#include "core/decode/layout.hpp"
#include "core/decode/structs/sockaddr.hpp"
#include "core/syscalls/kinds.hpp"

namespace spyglass::kinds {

namespace {

/// More than the kernel lets through (net.core.optmem_max), so that a wild length does no harm.
constexpr std::uint64_t max_control = 1 << 17;

using Base = value::Number::Base;

struct Data {
  Addr at;
  std::uint64_t length;
};

Value descriptors(const Question& q, const Data& data) {
  value::Array list;
  const std::uint64_t count = data.length / sizeof(std::int32_t);
  for (std::uint64_t i = 0; i < count; ++i) {
    const auto number = q.memory.get<std::int32_t>(data.at + i * sizeof(std::int32_t));
    if (!number) break;
    list.elements.push_back(descriptor_value(q, *number));
  }
  return {std::move(list)};
}

Value structure(const Question& q, const Data& data, const Kind& kind) {
  return kind.decode(q.about(kind, data.at.value(), data.at));
}

Value credentials_of(const Question& q, const Data& data) {
  return structure(q, data, credentials);
}
Value timeval_of(const Question& q, const Data& data) { return structure(q, data, timeval_in); }
Value timespec_of(const Question& q, const Data& data) { return structure(q, data, timespec_in); }
Value bytes_of(const Question& q, const Data& data) {
  return {value::Text{q.memory.bytes(data.at, static_cast<std::size_t>(data.length))}};
}

Value packet_info(const Question& q, const Data& data) {
  const auto info = q.memory.get<in_pktinfo>(data.at);
  if (!info) return address_value(data.at);
  value::Struct result;
  result.fields.push_back({"ipi_ifindex", device_index(static_cast<unsigned>(info->ipi_ifindex))});
  result.fields.push_back({"ipi_spec_dst", inet_address(info->ipi_spec_dst)});
  result.fields.push_back({"ipi_addr", inet_address(info->ipi_addr)});
  return {std::move(result)};
}

template <class T>
Value numbers_of(const Question& q, const Data& data) {
  constexpr Base base = sizeof(T) == 1 ? Base::hexadecimal : Base::unsigned_decimal;
  value::Array list;
  for (std::uint64_t i = 0; i < data.length / sizeof(T); ++i) {
    const auto number = q.memory.get<T>(data.at + i * sizeof(T));
    if (!number) break;
    list.elements.push_back({value::Number{*number, base}});
  }
  return {std::move(list)};
}

struct Contents {
  int level;
  int type;
  std::uint64_t least;  ///< bytes
  Value (*decode)(const Question&, const Data&);
};
constexpr Contents known_contents[] = {
    {SOL_SOCKET, SCM_RIGHTS, sizeof(int), descriptors},
    {SOL_SOCKET, SCM_CREDENTIALS, sizeof(ucred), credentials_of},
    {SOL_SOCKET, 3, 1, bytes_of},      // SCM_SECURITY
    {SOL_SOCKET, 29, 8, timeval_of},   // SO_TIMESTAMP_OLD
    {SOL_SOCKET, 35, 8, timespec_of},  // SO_TIMESTAMPNS_OLD
    {IPPROTO_IP, IP_PKTINFO, sizeof(in_pktinfo), packet_info},
    {IPPROTO_IP, IP_TTL, sizeof(unsigned), numbers_of<std::uint32_t>},
    {IPPROTO_IP, IP_TOS, 1, numbers_of<std::uint8_t>},
};

struct Header {
  std::uint64_t length;
  std::int32_t level;
  std::int32_t type;
};

std::size_t header_size(const Question& q) { return q.abi.word_size + 2 * sizeof(std::int32_t); }

std::optional<Header> header_at(const Question& q, Addr at) {
  const auto length = q.memory.get_word(at, q.abi.word_size);
  const auto level = q.memory.get<std::int32_t>(at + q.abi.word_size);
  const auto type = q.memory.get<std::int32_t>(at + q.abi.word_size + sizeof(std::int32_t));
  if (!length || !level || !type) return std::nullopt;
  return Header{*length, *level, *type};
}

Value type_name(const Header& header) {
  const auto bits = static_cast<std::uint32_t>(header.type);
  if (header.level == SOL_SOCKET) return {name_constant(constants::control_types, bits)};
  if (header.level == IPPROTO_IP) return {name_constant(constants::ip_control_types, bits)};
  return {value::Number{bits, Base::hexadecimal}};
}

Value control_message(const Question& q, const Header& header, Addr at, std::uint64_t room) {
  value::Struct result;
  result.fields.push_back({"cmsg_len", {value::Number{header.length, Base::unsigned_decimal}}});
  auto level = name_constant(constants::socket_levels, static_cast<std::uint32_t>(header.level));
  if (level.name.empty()) level.unknown = "SOL_???";
  result.fields.push_back({"cmsg_level", {level}});
  result.fields.push_back({"cmsg_type", type_name(header)});
  const std::uint64_t whole = std::min(header.length, room);
  if (whole > header_size(q)) {
    const Data data{at + header_size(q), whole - header_size(q)};
    for (const Contents& contents : known_contents) {
      const bool same = contents.level == header.level && contents.type == header.type;
      if (!same || data.length < contents.least) continue;
      result.fields.push_back({"cmsg_data", contents.decode(q, data)});
    }
  }
  return {std::move(result)};
}

Value decode_control(const Question& q) {
  const std::uint64_t size = std::min(q.sibling_size(), max_control);
  std::uint64_t offset = 0;
  value::Array result;
  while (offset < size && size - offset >= header_size(q)) {
    const Addr at = q.pointer() + offset;
    const auto header = header_at(q, at);
    if (!header) {
      result.cut = true;
      result.unreadable = at;
      break;
    }
    result.elements.push_back(control_message(q, *header, at, size - offset));
    // cmsg(3): each begins at a multiple of the word size; one that is too short ends the list.
    const std::uint64_t length = std::min(header->length, size);
    if (length < header_size(q)) {
      result.cut = offset + header_size(q) < size;
      if (result.cut) result.unreadable = at + header_size(q);
      break;
    }
    offset += (length + q.abi.word_size - 1) / q.abi.word_size * q.abi.word_size;
  }
  if (result.elements.empty()) return address_value(q.pointer());
  return {std::move(result)};
}

}  // namespace

constexpr Kind control_messages{.name = "control_messages",
                                .words = "what goes with the message beside its bytes",
                                .decode = decode_control};

}  // namespace spyglass::kinds
