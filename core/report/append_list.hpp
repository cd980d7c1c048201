#pragma once

#include <string>
#include <string_view>

namespace spyglass {

/// Calls `append` for each item, and writes the separator between them.
template <class Range, class Append>
void append_list(std::string& out, const Range& items, std::string_view separator, Append append) {
  bool first = true;
  for (const auto& item : items) {
    if (!first) out += separator;
    first = false;
    append(item);
  }
}

}  // namespace spyglass
