#include "core/decode/structs/vectors.hpp"

#include <algorithm>

#include "core/decode/structs/netlink.hpp"
#include "core/syscalls/kinds.hpp"

namespace spyglass::kinds {

namespace {

Value piece(const Question& q, Addr base, std::uint64_t length, const VectorContents& contents) {
  if (!contents.follow || base.is_null()) return address_value(base);
  const std::uint64_t shown = std::min<std::uint64_t>(length, q.options.string_limit);
  Chars bytes = q.memory.bytes(base, static_cast<std::size_t>(shown));
  if (bytes.size() < shown) return address_value(base);
  if (contents.netlink) return netlink_at(q, base, length, *contents.netlink);
  return {value::Text{std::move(bytes), length > shown}};
}

Value decode_local_in(const Question& q) { return vector_at(q, q.pointer(), q.sibling_size(), {}); }

Value decode_local_out(const Question& q) {
  if (q.failed() || !q.result) return address_value(q.pointer());
  return vector_at(q, q.pointer(), q.sibling_size(),
                   {.bytes = static_cast<std::uint64_t>(*q.result)});
}

Value decode_remote(const Question& q) {
  return vector_at(q, q.pointer(), q.sibling_size(), {.follow = false});
}

}  // namespace

Value vector_at(const Question& q, Addr at, std::uint64_t count, VectorContents contents) {
  if (at.is_null()) return address_value(at);
  const std::size_t word = q.abi.word_size;
  value::Array result;
  for (std::uint64_t i = 0; i < count; ++i) {
    if (i >= q.options.string_limit && !q.options.verbose) {
      result.cut = true;
      break;
    }
    const Addr place = at + i * word * 2;
    const auto base = q.memory.get_word(place, word);
    const auto length = q.memory.get_word(place + word, word);
    if (!base || !length) {
      if (i == 0) return address_value(at);
      result.cut = true;
      break;
    }
    const std::uint64_t filled = std::min(*length, contents.bytes.value_or(*length));
    if (contents.bytes) *contents.bytes -= filled;
    value::Struct element;
    element.fields.push_back({"iov_base", piece(q, Addr(*base), filled, contents)});
    element.fields.push_back(
        {"iov_len", {value::Number{*length, value::Number::Base::unsigned_decimal}}});
    result.elements.push_back({std::move(element)});
  }
  return {std::move(result)};
}

constexpr Kind local_vector_in{.name = "local_vector_in",
                               .words = "pieces of this program's memory",
                               .decode = decode_local_in,
                               .behind = Behind::vector};
constexpr Kind local_vector_out{.name = "local_vector_out",
                                .words = "pieces of this program's memory",
                                .when = When::exit,
                                .decode = decode_local_out,
                                .behind = Behind::vector};
constexpr Kind remote_vector{.name = "remote_vector",
                             .words = "pieces of the other program's memory",
                             .decode = decode_remote,
                             .behind = Behind::vector};

}  // namespace spyglass::kinds
