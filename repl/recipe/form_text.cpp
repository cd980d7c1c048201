#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "repl/recipe/forms.hpp"
#include "repl/views/output.hpp"

namespace spyglass {

namespace {

constexpr std::size_t shown_at_most = 25;  ///< of sums and of keys
constexpr std::size_t amount_width = 9;
constexpr std::size_t text_width = 16;
constexpr std::size_t bar_width = 30;

struct Scale {
  double from;  ///< in seconds or bytes
  double divisor;
  std::string_view unit;
};
constexpr Scale of_time[] = {{1, 1, "s"}, {1e-3, 1e-3, "ms"}, {1e-6, 1e-6, "us"}, {0, 1e-9, "ns"}};
constexpr Scale of_size[] = {{1048576.0 * 1024, 1048576.0 * 1024, "GiB"},
                             {1048576.0, 1048576.0, "MiB"},
                             {1024, 1024, "KiB"},
                             {0, 1, "B"}};

template <std::size_t N>
std::string scaled(double value, const Scale (&scales)[N]) {
  const auto* scale =
      std::ranges::find_if(scales, [&](const Scale& one) { return std::abs(value) >= one.from; });
  const double number = value / scale->divisor;
  const bool is_whole = scale == std::end(scales) - 1;
  return is_whole ? fmt::format("{:.0f} {}", number, scale->unit)
                  : fmt::format("{:.{}f} {}", number, std::abs(number) < 100 ? 1 : 0, scale->unit);
}

/// "12.3 ms", "4.0 KiB", "17"
std::string amount_text(double value, Unit unit) {
  switch (unit) {
    case Unit::seconds: return scaled(value, of_time);
    case Unit::bytes: return scaled(value, of_size);
    case Unit::none: break;
  }
  return fmt::format("{:.9g}", value);
}

std::string shown(const Cell& cell, Unit unit) {
  if (const auto* whole = std::get_if<std::int64_t>(&cell)) {
    if (unit == Unit::none) return fmt::format("{}", *whole);
    return amount_text(static_cast<double>(*whole), unit);
  }
  if (const auto* number = std::get_if<double>(&cell)) return amount_text(*number, unit);
  // What programs say may hold anything that a terminal would obey.
  return inert_line(cell_text(cell));
}

std::string escaped(std::string_view bytes) { return shown(std::string(bytes), Unit::none); }

bool is_amount(const Cell& cell) {
  return std::holds_alternative<std::int64_t>(cell) || std::holds_alternative<double>(cell);
}

class TextForm final : public ResultForm {
 public:
  TextForm(WriteResult write, bool several) : write_(std::move(write)), several_(several) {}

  void row(const Recipe& recipe, const std::vector<Cell>& cells) override {
    if (table_ != &recipe) {
      begin();
      if (several_) write_(fmt::format("{}:\n", recipe.name));
      write_header(recipe, cells);
      table_ = &recipe;
    }
    std::string line;
    for (std::size_t i = 0; i < cells.size(); ++i) {
      const bool last = i + 1 == cells.size();
      const Unit unit = recipe.columns[i].unit;
      append(line, shown(cells[i], unit), to_the_right_[i], last);
    }
    write_(line + '\n');
  }

  void text(const Recipe& recipe, std::string_view text) override {
    (void)recipe;
    table_ = nullptr;
    any_ = true;
    write_(fmt::format("{}\n", text));
  }

  void summary(const Recipe& recipe, const RecipeSummary& summary) override {
    table_ = nullptr;
    begin();
    const std::string title =
        several_ ? fmt::format("{}: {}", recipe.name, summary.is.name) : summary.is.name;
    write_(title + '\n');
    if (const auto* top = std::get_if<RecipeSummary::Top>(&summary.content)) {
      write_top(*top, summary.is.unit);
    } else if (const auto* histograms = std::get_if<RecipeSummary::Histograms>(&summary.content)) {
      for (const auto& [key, histogram] : *histograms) {
        if (!key.empty()) write_(fmt::format("  {}\n", escaped(key)));
        write_histogram(histogram, summary.is.unit);
      }
    } else if (const auto* tree = std::get_if<RecipeSummary::Tree>(&summary.content)) {
      write_tree(*tree, summary.is.unit);
    }
  }

 private:
  /// An empty line between two tables.
  void begin() {
    if (any_) write_("\n");
    any_ = true;
  }

  static void append(std::string& line, const std::string& text, bool to_the_right, bool last) {
    if (to_the_right) {
      line += fmt::format("{:>{}}", text, amount_width);
    } else {
      line += last ? text : fmt::format("{:<{}}", text, text_width);
    }
    if (!last) line += "  ";
  }

  /// Names stand above their columns, on the side on which those are aligned: amounts to the right,
  /// by what the first row has.
  void write_header(const Recipe& recipe, const std::vector<Cell>& cells) {
    std::string line;
    to_the_right_.clear();
    for (std::size_t i = 0; i < cells.size(); ++i) {
      const Measured& column = recipe.columns[i];
      to_the_right_.push_back(is_amount(cells[i]) || column.unit != Unit::none);
      append(line, column.name, to_the_right_[i], i + 1 == cells.size());
    }
    write_(line + '\n');
  }

  void write_top(const RecipeSummary::Top& top, Unit unit) {
    const auto list = sorted(top);
    // Where every amount is 1, it is the count.
    const bool only_counts = unit == Unit::none && std::ranges::all_of(list, [](const auto& one) {
                               return one.second.amount == static_cast<double>(one.second.count);
                             });
    for (std::size_t i = 0; i < std::min(list.size(), shown_at_most); ++i) {
      const auto& [key, sum] = list[i];
      std::string line = fmt::format("  {:>{}}", amount_text(sum.amount, unit), amount_width);
      if (!only_counts) line += fmt::format("  {:>{}}", fmt::format("{}×", sum.count), 7);
      write_(fmt::format("{}  {}\n", line, escaped(key)));
    }
    if (list.size() > shown_at_most) {
      write_(fmt::format("  … and {} more\n", list.size() - shown_at_most));
    }
  }

  void write_bucket(const std::string& label, std::uint64_t count, std::uint64_t most) const {
    const auto bar = static_cast<std::size_t>(
        std::ceil(static_cast<double>(count) * bar_width / static_cast<double>(most)));
    std::string line =
        fmt::format("  {:>{}}  {:>{}}", label, 2 * amount_width + 3, count, amount_width);
    if (bar > 0) line += "  " + std::string(bar, '#');
    write_(line + '\n');
  }

  /// The first bucket stands for itself; the others from the first to the last that has something.
  void write_histogram(const RecipeSummary::Histogram& histogram, Unit unit) {
    const auto& counts = histogram.counts;
    const std::uint64_t most = std::ranges::max(counts);
    if (counts.front() != 0) write_bucket("0", counts.front(), most);
    const auto is_some = [](std::uint64_t count) { return count != 0; };
    const auto first = std::find_if(counts.begin() + 1, counts.end(), is_some) - counts.begin();
    const auto last = std::find_if(counts.rbegin(), counts.rend(), is_some).base() - counts.begin();
    for (auto i = first; i < last; ++i) {
      const BucketEdges edges = edges_of(static_cast<int>(i));
      write_bucket(fmt::format("{} … {:>{}}", amount_text(edges.from, unit),
                               amount_text(edges.to, unit), amount_width),
                   counts[static_cast<std::size_t>(i)], most);
    }
    if (histogram.unknown != 0) write_(fmt::format("  {} not known\n", histogram.unknown));
  }

  void write_tree(const RecipeSummary::Tree& tree, Unit unit) {
    std::vector<bool> goes_on;  ///< at each depth, whether a line leads down past this branch
    for (const PlacedBranch& one : in_order(tree)) {
      goes_on.resize(one.depth);
      std::string line = "  ";
      for (std::size_t i = 1; i < one.depth; ++i) line += goes_on[i] ? "│  " : "   ";
      if (one.depth > 0) line += one.is_last ? "└─ " : "├─ ";
      goes_on.push_back(!one.is_last);
      line += escaped(one.branch->label);
      if (one.branch->has_amount) line += "  " + amount_text(one.branch->amount, unit);
      write_(line + '\n');
    }
  }

  WriteResult write_;
  bool several_;
  bool any_ = false;
  const Recipe* table_ = nullptr;   ///< whose rows were written last
  std::vector<bool> to_the_right_;  ///< its columns
};

}  // namespace

std::unique_ptr<ResultForm> make_text_form(WriteResult write, bool several) {
  return std::make_unique<TextForm>(std::move(write), several);
}

}  // namespace spyglass
