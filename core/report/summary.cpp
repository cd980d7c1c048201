#include "core/report/summary.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "core/base/duration.hpp"
#include "core/base/nearest.hpp"
#include "core/base/number_set.hpp"
#include "core/syscalls/catalogue.hpp"

namespace spyglass {

namespace {

using Time = SummaryRow::Time;
using Words = std::vector<std::string_view>;

struct Column {
  SummaryColumn column;
  SummaryOrder order;  ///< that goes by what stands in it
  std::string_view title;
  std::size_t width;                      ///< at the least
  std::array<std::string_view, 3> words;  ///< that mean it; the first one is the usual one
};

constexpr std::array columns = {
    Column{SummaryColumn::time_percent,
           SummaryOrder::total_time,
           "% time",
           6,
           {"time-percent", "time"}},
    Column{SummaryColumn::total_time,
           SummaryOrder::total_time,
           "seconds",
           11,
           {"total-time", "time-total"}},
    Column{SummaryColumn::min_time,
           SummaryOrder::min_time,
           "shortest",
           8,
           {"min-time", "time-min", "shortest"}},
    Column{SummaryColumn::max_time,
           SummaryOrder::max_time,
           "longest",
           8,
           {"max-time", "time-max", "longest"}},
    Column{SummaryColumn::avg_time,
           SummaryOrder::avg_time,
           "usecs/call",
           11,
           {"avg-time", "time-avg"}},
    Column{SummaryColumn::calls, SummaryOrder::calls, "calls", 9, {"calls", "count"}},
    Column{SummaryColumn::errors, SummaryOrder::errors, "errors", 9, {"errors", "error"}},
    Column{SummaryColumn::name,
           SummaryOrder::name,
           "syscall",
           16,
           {"name", "syscall", "syscall-name"}},
};

constexpr bool in_order_of_the_enum() {
  for (std::size_t i = 0; i < columns.size(); ++i) {
    if (static_cast<std::size_t>(columns[i].column) != i) return false;
  }
  return true;
}
static_assert(in_order_of_the_enum());

/// What orders by nothing, beside the words of the columns.
constexpr std::array<std::string_view, 2> nothing_words = {"nothing", "none"};

const Column& column_of(SummaryColumn column) { return columns[static_cast<std::size_t>(column)]; }

const Column* find_column(std::string_view word) {
  std::string usual(word);
  std::ranges::replace(usual, '_', '-');
  const auto found = std::ranges::find_if(columns, [&](const Column& one) {
    return !usual.empty() && std::ranges::find(one.words, usual) != one.words.end();
  });
  return found == columns.end() ? nullptr : &*found;
}

/// Those that are usual, then all others.
Words words_of_columns() {
  Words words;
  for (std::size_t i = 0; i < columns.front().words.size(); ++i) {
    for (const Column& one : columns) {
      if (!one.words[i].empty()) words.push_back(one.words[i]);
    }
  }
  return words;
}

// Text ------------------------------------------------------------------------------------------

/// Added up from two parts, as strace does, so that 3.2028215 is rounded to the same side.
double seconds(Time time) {
  const auto whole = std::chrono::floor<std::chrono::seconds>(time);
  return static_cast<double>(whole.count()) + static_cast<double>((time - whole).count()) / 1e9;
}

/// Whole ones. They come from a floating point number, as strace's do: 0.5005 seconds have 500499.
std::string microseconds(double seconds) {
  return fmt::format("{:.0f}", std::trunc(seconds * 1e6));
}

std::string percent(Time part, Time whole) {
  return fmt::format("{:.2f}", whole == Time{} ? 0 : 100 * seconds(part) / seconds(whole));
}

/// What stands in a column; `whole` is the time of all calls.
std::string cell(SummaryColumn column, const SummaryRow& row, Time whole) {
  switch (column) {
    case SummaryColumn::time_percent: return percent(row.total, whole);
    case SummaryColumn::total_time: return fmt::format("{:.6f}", seconds(row.total));
    case SummaryColumn::min_time: return fmt::format("{:.6f}", seconds(row.shortest));
    case SummaryColumn::max_time: return fmt::format("{:.6f}", seconds(row.longest));
    case SummaryColumn::avg_time: return microseconds(seconds(row.average()));
    case SummaryColumn::calls: return fmt::format("{}", row.calls);
    case SummaryColumn::errors: return row.errors == 0 ? "" : fmt::format("{}", row.errors);
    case SummaryColumn::name: break;
  }
  return row.name;
}

/// The width of a time that is cut off, not rounded, at six places: 9.9999999 is taken to need
/// eight characters, and stands out by one.
std::size_t cut_width(Time time) {
  return fmt::formatted_size("{}.123456", std::chrono::floor<std::chrono::seconds>(time).count());
}

std::size_t width_of(const Column& column, const SummaryTable& table, const SummaryRow& total) {
  std::size_t width = column.width;
  const auto widen = [&](std::size_t needed) { width = std::max(width, needed); };
  switch (column.column) {
    case SummaryColumn::time_percent: break;
    case SummaryColumn::total_time:
    case SummaryColumn::calls:
    case SummaryColumn::errors: widen(cell(column.column, total, total.total).size()); break;
    case SummaryColumn::min_time:
      for (const SummaryRow& row : table.rows) widen(cut_width(row.shortest));
      break;
    case SummaryColumn::max_time: widen(cut_width(total.longest)); break;
    case SummaryColumn::avg_time:
      for (const SummaryRow& row : table.rows) widen(cell(column.column, row, {}).size());
      break;
    case SummaryColumn::name:
      for (const SummaryRow& row : table.rows) widen(row.name.size() + 1);
      break;
  }
  return width;
}

/// A table on its way to be text: its columns, each as wide as it has to be.
class TableWriter {
 public:
  TableWriter(std::string& out, const std::vector<SummaryColumn>& shown, const SummaryTable& table)
      : out_(out), table_(table), total_(table.total()) {
    for (const SummaryColumn one : shown) {
      columns_.push_back(&column_of(one));
      widths_.push_back(width_of(*columns_.back(), table, total_));
    }
  }

  void write() {
    line([](const Column& column) { return std::string(column.title); });
    rule();
    for (const SummaryRow& row : table_.rows) {
      line([&](const Column& column) { return cell(column.column, row, total_.total); });
    }
    rule();
    line([&](const Column& column) {
      switch (column.column) {
        // The whole is all of it, also when it is no time at all.
        case SummaryColumn::time_percent: return std::string("100.00");
        case SummaryColumn::avg_time:
          return microseconds(seconds(total_.total) / static_cast<double>(total_.calls));
        default: return cell(column.column, total_, total_.total);
      }
    });
  }

 private:
  /// Numbers stand to the right. The name stands to the left, and no spaces follow it at the end of
  /// a line.
  template <class CellOf>
  void line(CellOf cell_of) {
    for (std::size_t i = 0; i < columns_.size(); ++i) {
      if (i > 0) out_ += ' ';
      const std::string text = cell_of(*columns_[i]);
      const std::string space(widths_[i] - std::min(widths_[i], text.size()), ' ');
      const bool left = columns_[i]->column == SummaryColumn::name;
      if (!left) out_ += space;
      out_ += text;
      if (left && i + 1 < columns_.size()) out_ += space;
    }
    out_ += '\n';
  }

  void rule() {
    for (std::size_t i = 0; i < widths_.size(); ++i) {
      if (i > 0) out_ += ' ';
      out_.append(widths_[i], '-');
    }
    out_ += '\n';
  }

  std::string& out_;
  const SummaryTable& table_;
  SummaryRow total_;
  std::vector<const Column*> columns_;
  std::vector<std::size_t> widths_;
};

template <class What>
void sort_by_most(std::vector<SummaryRow>& rows, What what) {
  std::ranges::stable_sort(rows, std::ranges::greater{}, what);
}

void sort_rows(std::vector<SummaryRow>& rows, SummaryOrder order) {
  switch (order) {
    case SummaryOrder::total_time: return sort_by_most(rows, &SummaryRow::total);
    case SummaryOrder::min_time: return sort_by_most(rows, &SummaryRow::shortest);
    case SummaryOrder::max_time: return sort_by_most(rows, &SummaryRow::longest);
    case SummaryOrder::avg_time: return sort_by_most(rows, &SummaryRow::average);
    case SummaryOrder::calls: return sort_by_most(rows, &SummaryRow::calls);
    case SummaryOrder::errors: return sort_by_most(rows, &SummaryRow::errors);
    case SummaryOrder::name:
      std::ranges::stable_sort(rows, std::ranges::less{}, &SummaryRow::name);
      break;
    case SummaryOrder::nothing: break;
  }
}

}  // namespace

std::vector<std::string_view> summary_column_words() {
  Words words = words_of_columns();
  words.resize(columns.size());
  return words;
}

std::vector<std::string_view> summary_order_words() {
  Words words = summary_column_words();
  // The same as the total time.
  words.erase(words.begin());
  words.push_back(nothing_words.front());
  return words;
}

Result<std::vector<SummaryColumn>> parse_summary_columns(std::string_view words) {
  std::vector<SummaryColumn> parsed;
  const auto has = [&](SummaryColumn column) {
    return std::ranges::find(parsed, column) != parsed.end();
  };
  for (const std::string_view word : comma_separated(words)) {
    const Column* column = find_column(word);
    if (column == nullptr) {
      return bad_input(fmt::format("a summary has no column `{}`{}; its columns are {}", word,
                                   did_you_mean(word, words_of_columns()),
                                   fmt::join(summary_column_words(), ", ")));
    }
    if (has(column->column)) {
      return bad_input(
          fmt::format("the column {} can be in a summary once only{}", column->words.front(),
                      word == column->words.front() ? "" : fmt::format(", and `{}` is it", word)));
    }
    parsed.push_back(column->column);
  }
  if (!has(SummaryColumn::name)) parsed.push_back(SummaryColumn::name);
  return parsed;
}

Result<SummaryOrder> parse_summary_order(std::string_view word) {
  if (const Column* column = find_column(word)) return column->order;
  if (std::ranges::find(nothing_words, word) != nothing_words.end()) return SummaryOrder::nothing;
  Words known = words_of_columns();
  known.insert(known.end(), nothing_words.begin(), nothing_words.end());
  return bad_input(fmt::format("a summary cannot be sorted by `{}`{}; it can by {}", word,
                               did_you_mean(word, known), fmt::join(summary_order_words(), ", ")));
}

void SummaryRow::add(Time spent, bool failed) {
  add({.name = {},
       .calls = 1,
       .errors = failed ? 1U : 0U,
       .total = spent,
       .shortest = spent,
       .longest = spent});
}

void SummaryRow::add(const SummaryRow& other) {
  if (other.calls == 0) return;
  shortest = calls == 0 ? other.shortest : std::min(shortest, other.shortest);
  longest = std::max(longest, other.longest);
  total = sum_of_times(total, other.total);
  calls += other.calls;
  errors += other.errors;
}

Time SummaryRow::average() const {
  const auto parts = static_cast<Time::rep>(std::max<std::uint64_t>(calls, 1));
  // To the nearest, where division would cut off.
  return (total + Time(parts / 2)) / parts;
}

SummaryRow SummaryTable::total() const {
  SummaryRow sum{.name = "total"};
  for (const SummaryRow& row : rows) sum.add(row);
  return sum;
}

std::string table_text(const SummaryTable& table, const std::vector<SummaryColumn>& shown) {
  std::string out;
  TableWriter(out, shown, table).write();
  return out;
}

Summary::Place Summary::place_of(const Call& call) {
  const Row* made = find_row(call.raw.abi, call.raw.number);
  if (made != nullptr && made != call.row) return {call.raw.number, call.raw.arguments[0]};
  return {0, call.raw.number};
}

void Summary::add(const Call& call, Time spent) {
  if (!call.result || call.row == nullptr) return;
  const auto [at, is_new] = counts_[call.raw.abi].try_emplace(call.row->name);
  if (is_new) at->second = {place_of(call), {.name = std::string(call.row->name)}};
  at->second.row.add(spent > overhead_ ? spent - overhead_ : Time{}, call.error().has_value());
}

SummaryTable Summary::table(AbiId id, SummaryOrder order) const {
  std::vector<const Count*> counts;
  for (const auto& [name, count] : counts_.at(id)) counts.push_back(&count);
  std::ranges::sort(counts, {}, &Count::place);
  SummaryTable table{id, {}};
  for (const Count* count : counts) table.rows.push_back(count->row);
  sort_rows(table.rows, order);
  return table;
}

std::vector<SummaryTable> Summary::tables(SummaryOrder order) const {
  std::vector<SummaryTable> tables;
  if (counts_.contains(unnamed_)) tables.push_back(table(unnamed_, order));
  for (const auto& [id, counts] : counts_) {
    if (id != unnamed_) tables.push_back(table(id, order));
  }
  return tables;
}

std::string Summary::text(const SummaryLook& look) const {
  std::string out;
  for (const SummaryTable& table : tables(look.order)) {
    if (table.abi != unnamed_) {
      fmt::format_to(std::back_inserter(out), "System call usage summary for {} bit mode:\n",
                     abi(table.abi).word_size * 8);
    }
    out += table_text(table, look.columns);
  }
  return out;
}

}  // namespace spyglass
