#include "core/report/value_json.hpp"
#include "repl/recipe/forms.hpp"

namespace spyglass {

namespace {

Json cell_json(const Cell& cell) {
  struct Writer {
    Json operator()(Nothing) const { return nullptr; }
    Json operator()(Missing) const { return nullptr; }
    Json operator()(bool truth) const { return truth; }
    Json operator()(std::int64_t number) const { return number; }
    Json operator()(double number) const { return number; }
    Json operator()(const std::string& text) const { return bytes_json(text); }
  };
  return std::visit(Writer{}, cell);
}

/// An object a line.
class JsonForm final : public ResultForm {
 public:
  explicit JsonForm(WriteResult write) : write_(std::move(write)) {}

  void row(const Recipe& recipe, const std::vector<Cell>& cells) override {
    Json row = Json::object();
    for (std::size_t i = 0; i < cells.size(); ++i) {
      row[recipe.columns[i].name] = cell_json(cells[i]);
    }
    line(recipe, {{"row", std::move(row)}});
  }

  void text(const Recipe& recipe, std::string_view text) override {
    line(recipe, {{"text", bytes_json(text)}});
  }

  void summary(const Recipe& recipe, const RecipeSummary& summary) override {
    const std::string& name = summary.is.name;
    if (const auto* top = std::get_if<RecipeSummary::Top>(&summary.content)) {
      for (const auto& [key, sum] : sorted(*top)) {
        line(recipe, {{"top", name},
                      {"key", bytes_json(key)},
                      {"amount", number(sum.amount)},
                      {"count", sum.count}});
      }
    } else if (const auto* histograms = std::get_if<RecipeSummary::Histograms>(&summary.content)) {
      for (const auto& [key, histogram] : *histograms)
        write_histogram(recipe, name, key, histogram);
    } else if (const auto* tree = std::get_if<RecipeSummary::Tree>(&summary.content)) {
      for (const PlacedBranch& one : in_order(*tree)) write_branch(recipe, name, *one.branch);
    }
  }

 private:
  /// A whole number is written as one.
  static Json number(double amount) {
    const auto whole = static_cast<std::int64_t>(amount);
    return static_cast<double>(whole) == amount ? Json(whole) : Json(amount);
  }

  void write_histogram(const Recipe& recipe, const std::string& name, const std::string& key,
                       const RecipeSummary::Histogram& histogram) {
    for (int i = 0; i < RecipeSummary::Histogram::buckets; ++i) {
      const std::uint64_t count = histogram.counts[static_cast<std::size_t>(i)];
      if (count == 0) continue;
      const BucketEdges edges = edges_of(i);
      Json object = {{"hist", name}};
      if (!key.empty()) object["key"] = bytes_json(key);
      object["from"] = number(edges.from);
      object["to"] = number(edges.to);
      object["count"] = count;
      line(recipe, object);
    }
  }

  void write_branch(const Recipe& recipe, const std::string& name,
                    const RecipeSummary::Branch& branch) {
    Json object = {{"tree", name}, {"id", bytes_json(branch.id)}};
    object["parent"] = branch.has_parent ? bytes_json(branch.parent) : Json(nullptr);
    object["label"] = bytes_json(branch.label);
    if (branch.has_amount) object["amount"] = number(branch.amount);
    line(recipe, object);
  }

  void line(const Recipe& recipe, const Json& object) {
    Json whole = {{"recipe", recipe.name}};
    whole.update(object);
    write_(whole.dump(-1, ' ', true) + '\n');
  }

  WriteResult write_;
};

}  // namespace

std::unique_ptr<ResultForm> make_json_form(WriteResult write) {
  return std::make_unique<JsonForm>(std::move(write));
}

}  // namespace spyglass
