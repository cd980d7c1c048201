#include "repl/views/table.hpp"

#include <algorithm>

namespace spyglass {

namespace {

constexpr int gap = 2;
/// The last column goes below rather than being squeezed to less than this.
constexpr int least_last_width = 24;
constexpr int below_indent = 8;

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

int longest_word(std::string_view text) {
  int longest = 0;
  for (const std::string& word : wrap(text, 1)) longest = std::max(longest, columns_of(word));
  return longest;
}

/// Behind the other cells if there is room for a few words, else below them.
void show_last_cell(Output& out, Line line, const Piece& cell, int column, int indent) {
  const int width = out.look().usable_width();
  const int needed =
      std::min(columns_of(cell.text), std::max(least_last_width, longest_word(cell.text)));
  int place = column;
  if (width - column < needed) {
    place = std::max(indent, std::min(indent + below_indent, width - needed));
    out.line(line);
    line = {{spaces(place)}};
  }
  for (const std::string& part : wrap(cell.text, width - place)) {
    line.push_back({part, cell.tone});
    out.line(line);
    line = {{spaces(place)}};
  }
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
    show_last_cell(out, std::move(line), row.back(), column, indent);
  }
}

}  // namespace spyglass
