#include "core/decode/structs/rest.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace spyglass::kinds {

std::optional<Value> bytes_behind(const Question& question, Addr at, std::uint64_t known,
                                  std::uint64_t given) {
  // The kernel takes no struct that is longer than a page.
  const std::uint64_t end = std::min<std::uint64_t>(given, page_size);
  if (end <= known) return std::nullopt;
  const auto length = static_cast<std::size_t>(end - known);
  Chars bytes = question.memory.bytes(at + known, length);
  if (bytes.size() < length) return Value{value::Expression{"???"}};
  if (std::ranges::all_of(bytes, [](char byte) { return byte == 0; })) return std::nullopt;
  const bool cut = length > question.options.string_limit;
  if (cut) bytes.resize(question.options.string_limit);
  Value rest{value::Text{.bytes = std::move(bytes), .cut = cut, .hexadecimal = true}};
  rest.comment = fmt::format("bytes {}..{}", known, end - 1);
  return rest;
}

}  // namespace spyglass::kinds
