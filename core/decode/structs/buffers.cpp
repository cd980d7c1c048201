// iovec(3type): several buffers for one call.

#include <algorithm>
#include <limits>

#include "core/decode/kinds/strings.hpp"
#include "core/decode/layout.hpp"
#include "core/syscalls/kinds.hpp"

namespace spyglass::kinds {

namespace {

/// What a row of buffers holds. `filled` is how many bytes of them are meaningful, over all.
Value buffers_at(const Question& q, std::uint64_t filled) {
  const std::size_t word = q.abi.word_size;
  const std::uint64_t count = q.sibling_size();
  // So many that no memory could hold them.
  if (count > std::numeric_limits<std::uint64_t>::max() / (word * 2)) {
    return address_value(q.pointer());
  }
  const std::uint64_t shown =
      q.options.verbose ? count : std::min<std::uint64_t>(count, q.options.string_limit);
  value::Array result;
  result.cut = shown < count;
  for (std::uint64_t i = 0; i < shown; ++i) {
    const Addr at = q.pointer() + i * 2 * word;
    const auto base = q.memory.get_word(at, word);
    const auto length = q.memory.get_word(at + word, word);
    if (!base || !length) {
      if (i == 0) return address_value(q.pointer());
      result.cut = true;
      result.unreadable = at;
      break;
    }
    const std::uint64_t here = std::min(filled, *length);
    filled -= here;
    value::Struct buffer;
    buffer.fields = {
        {"iov_base", q.failed() && q.kind.when == When::exit ? address_value(Addr(*base))
                                                             : buffer_at(q, Addr(*base), here)},
        {"iov_len", {value::Number{*length, value::Number::Base::unsigned_decimal}}}};
    result.elements.push_back({std::move(buffer)});
  }
  return {std::move(result)};
}

Value decode_buffers_in(const Question& q) {
  return q.raw == 0 ? address_value(q.pointer()) : buffers_at(q, ~std::uint64_t{0});
}

Value decode_buffers_out(const Question& q) {
  if (q.raw == 0) return address_value(q.pointer());
  return buffers_at(q, q.failed() || !q.result ? 0 : static_cast<std::uint64_t>(*q.result));
}

}  // namespace

constexpr Kind buffers_in{.name = "buffers_in",
                          .words = "several buffers",
                          .decode = decode_buffers_in,
                          .behind = Behind::vector};
constexpr Kind buffers_out{.name = "buffers_out",
                           .words = "several buffers to fill",
                           .when = When::exit,
                           .decode = decode_buffers_out,
                           .behind = Behind::vector};

}  // namespace spyglass::kinds
