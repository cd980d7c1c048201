#include "repl/recipe/forms.hpp"

#include <fmt/format.h>

#include "repl/views/csv.hpp"

namespace spyglass {

namespace {

/// Tables with a line of names each, and an empty line between two.
class CsvForm final : public ResultForm {
 public:
  explicit CsvForm(WriteResult write) : write_(std::move(write)) {}

  void row(const Recipe& recipe, const std::vector<Cell>& cells) override {
    std::string names;
    for (const Measured& column : recipe.columns) names += ',' + csv_field(column.name);
    begin(names.substr(1));
    std::string line;
    for (const Cell& cell : cells) {
      line += ',';
      if (!std::holds_alternative<Missing>(cell)) line += csv_field(cell_text(cell));
    }
    write_(line.substr(1) + '\n');
  }

  void text(const Recipe& recipe, std::string_view text) override {
    (void)recipe;
    begin("");
    write_(fmt::format("{}\n", text));
  }

  void summary(const Recipe& recipe, const RecipeSummary& summary) override {
    (void)recipe;
    const std::string name = csv_field(summary.is.name);
    if (const auto* top = std::get_if<RecipeSummary::Top>(&summary.content)) {
      begin(name + ",amount,count");
      for (const auto& [key, sum] : sorted(*top)) {
        write_(fmt::format("{},{:.9g},{}\n", csv_field(key), sum.amount, sum.count));
      }
    } else if (const auto* histograms = std::get_if<RecipeSummary::Histograms>(&summary.content)) {
      begin(name + ",from,to,count");
      for (const auto& [key, histogram] : *histograms) write_histogram(key, histogram);
    } else if (const auto* tree = std::get_if<RecipeSummary::Tree>(&summary.content)) {
      begin(name + ",parent,label,amount");
      for (const PlacedBranch& one : in_order(*tree)) {
        write_(
            fmt::format("{},{},{},{}\n", csv_field(one.branch->id), csv_field(one.branch->parent),
                        csv_field(one.branch->label),
                        one.branch->has_amount ? fmt::format("{:.9g}", one.branch->amount) : ""));
      }
    }
  }

 private:
  void write_histogram(const std::string& key, const RecipeSummary::Histogram& histogram) {
    for (int i = 0; i < RecipeSummary::Histogram::buckets; ++i) {
      const std::uint64_t count = histogram.counts[static_cast<std::size_t>(i)];
      const BucketEdges edges = edges_of(i);
      if (count != 0) {
        write_(fmt::format("{},{:.9g},{:.9g},{}\n", csv_field(key), edges.from, edges.to, count));
      }
    }
  }

  /// Of another table than the lines before.
  void begin(const std::string& names) {
    if (any_ && names == names_) return;
    if (any_) write_("\n");
    any_ = true;
    names_ = names;
    if (!names.empty()) write_(names + "\n");
  }

  WriteResult write_;
  bool any_ = false;
  std::string names_;
};

}  // namespace

std::unique_ptr<ResultForm> make_csv_form(WriteResult write) {
  return std::make_unique<CsvForm>(std::move(write));
}

}  // namespace spyglass
