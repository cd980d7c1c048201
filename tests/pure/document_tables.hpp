#pragma once

#include <algorithm>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace spyglass {

/// The cells of a row of a table.
inline std::vector<std::string> cells_of(const std::string& row) {
  std::vector<std::string> cells;
  for (std::size_t start = 1; start < row.size();) {
    const std::size_t end = std::min(row.find('|', start), row.size());
    const std::size_t first = row.find_first_not_of(' ', start);
    cells.push_back(row.substr(first, row.find_last_not_of(' ', end - 1) - first + 1));
    start = end + 1;
  }
  return cells;
}

/// What stands in backquotes.
inline std::vector<std::string> in_backquotes(const std::string& text) {
  std::vector<std::string> found;
  for (std::size_t start = text.find('`'); start != std::string::npos;) {
    const std::size_t end = text.find('`', start + 1);
    found.push_back(text.substr(start + 1, end - start - 1));
    start = text.find('`', end + 1);
  }
  return found;
}

/// As documents name types.
inline std::string type_word(const nlohmann::json& value) {
  return value.is_number_integer() ? "integer" : value.type_name();
}

}  // namespace spyglass
