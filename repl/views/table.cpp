#include "repl/views/table.hpp"

#include <algorithm>

namespace spyglass {

namespace {

constexpr int gap = 2;
/// The last column goes below rather than being squeezed to less than this.
constexpr int least_last_width = 24;

std::string spaces(int count) {
  return std::string(static_cast<std::size_t>(std::max(count, 0)), ' ');
}

std::vector<int> column_widths(const std::vector<Line>& rows) {
  std::vector<int> widths;
  for (const Line& row : rows) {
    if (widths.size() < row.size()) widths.resize(row.size());
    for (std::size_t i = 0; i + 1 < row.size(); ++i) {
      widths[i] = std::max(widths[i], columns_of(row[i].text));
    }
  }
  return widths;
}

void show_plain(Output& out, const std::vector<Line>& rows) {
  for (const Line& row : rows) {
    Line line;
    for (const Piece& cell : row) {
      if (cell.text.empty()) continue;
      if (!line.empty()) line.push_back({" "});
      line.push_back(cell);
    }
    out.line(line);
  }
}

}  // namespace

void show_table(Output& out, const std::vector<Line>& rows, int indent) {
  if (out.look().plain) return show_plain(out, rows);
  const std::vector<int> widths = column_widths(rows);
  for (const Line& row : rows) {
    Line line = {{spaces(indent)}};
    int column = indent;
    for (std::size_t i = 0; i + 1 < row.size(); ++i) {
      line.push_back(row[i]);
      line.push_back({spaces(widths[i] + gap - columns_of(row[i].text))});
      column += widths[i] + gap;
    }
    if (row.empty()) {
      out.blank();
      continue;
    }
    const int room = std::max(out.look().usable_width() - column, least_last_width);
    const auto parts = wrap(row.back().text, room);
    line.push_back({parts.front(), row.back().tone});
    out.line(line);
    const int below = std::min(column, out.look().usable_width() - least_last_width);
    for (std::size_t i = 1; i < parts.size(); ++i) {
      out.line({{spaces(below)}, {parts[i], row.back().tone}});
    }
  }
}

}  // namespace spyglass
