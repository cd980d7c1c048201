#include "core/assemble/remarks.hpp"

#include <algorithm>

#include "core/base/number.hpp"

namespace spyglass {

namespace {

std::string_view take_line(std::string_view& text) {
  const std::string_view line = text.substr(0, text.find('\n'));
  text.remove_prefix(std::min(line.size() + 1, text.size()));
  return line;
}

/// The number between the first two colons of "file:12: …".
std::optional<std::size_t> line_number(std::string_view text) {
  const auto colon = text.find(':');
  const auto end = colon == std::string_view::npos ? colon : text.find(':', colon + 1);
  if (end == std::string_view::npos) return std::nullopt;
  return parse_digits(text.substr(colon + 1, end - colon - 1));
}

}  // namespace

std::vector<Remark> assembler_remarks(std::string_view output) {
  std::vector<Remark> remarks;
  while (!output.empty()) {
    const std::string_view line = take_line(output);
    for (const std::string_view kind : {"Warning: ", "Error: ", "Fatal error: "}) {
      const auto at = line.find(kind);
      if (at == std::string_view::npos) continue;
      remarks.push_back({line_number(line.substr(0, at)), kind.front() == 'W',
                         std::string(line.substr(at + kind.size()))});
      break;
    }
  }
  return remarks;
}

std::vector<Remark> linker_remarks(std::string_view output) {
  constexpr std::string_view warning = "warning: ";
  std::vector<Remark> remarks;
  while (!output.empty()) {
    const std::string_view line = take_line(output);
    if (const auto number = line_number(line)) {
      const auto text = line.find(": ");
      remarks.push_back({number, false, std::string(line.substr(std::min(text + 2, line.size())))});
    } else if (const auto at = line.find(warning); at != std::string_view::npos) {
      remarks.push_back({std::nullopt, true, std::string(line.substr(at + warning.size()))});
    }
  }
  return remarks;
}

std::string_view quoted_piece(std::string_view text) {
  const auto end = text.rfind('\'');
  const auto begin = end == std::string_view::npos ? end : text.rfind('`', end);
  return begin == std::string_view::npos ? "" : text.substr(begin + 1, end - begin - 1);
}

}  // namespace spyglass
