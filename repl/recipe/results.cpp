#include "repl/recipe/results.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "core/base/nearest.hpp"

namespace spyglass {

namespace {

/// The bucket of a value: the one of all that are less than its power of two.
int bucket_of(double value) {
  if (!(value > 0)) return 0;
  const int exponent = std::ilogb(value) + 1 - RecipeSummary::Histogram::lowest;
  return std::clamp(exponent, 0, RecipeSummary::Histogram::buckets - 1);
}

tl::unexpected<Error> too_large(std::string_view summary) {
  return fail(
      fmt::format("its summary `{}` has more than {} entries", summary, Results::most_entries));
}

}  // namespace

std::string cell_text(const Cell& cell) {
  struct Writer {
    std::string operator()(Nothing) const { return ""; }
    std::string operator()(Missing) const { return "?"; }
    std::string operator()(bool truth) const { return truth ? "true" : "false"; }
    std::string operator()(std::int64_t number) const { return fmt::format("{}", number); }
    std::string operator()(double number) const { return fmt::format("{:.9g}", number); }
    std::string operator()(const std::string& text) const { return text; }
  };
  return std::visit(Writer{}, cell);
}

Results::Results(const Recipe& recipe, ResultForm& form) : recipe_(recipe), form_(form) {
  for (const Measured& summary : recipe.summaries) summaries_.push_back({summary, {}});
}

template <class Content>
Result<Content*> Results::content_of(std::string_view name, std::string_view what) {
  const auto found = std::ranges::find_if(
      summaries_, [&](const RecipeSummary& summary) { return summary.is.name == name; });
  if (found == summaries_.end()) {
    std::vector<std::string_view> names;
    for (const RecipeSummary& summary : summaries_) names.push_back(summary.is.name);
    return bad_input(
        fmt::format("`summaries` in recipe{{}} has no `{}`{}", name, did_you_mean(name, names)));
  }
  if (std::holds_alternative<std::monostate>(found->content))
    found->content.template emplace<Content>();
  auto* content = std::get_if<Content>(&found->content);
  if (content == nullptr) {
    return bad_input(fmt::format("the summary `{}` cannot be a {} and something else", name, what));
  }
  return content;
}

Result<void> Results::top(std::string_view summary, const Cell& key, double amount) {
  auto content = content_of<RecipeSummary::Top>(summary, "top");
  if (!content) return tl::make_unexpected(content.error());
  RecipeSummary::Sum& sum = (**content)[cell_text(key)];
  sum.amount += amount;
  ++sum.count;
  return (*content)->size() > most_entries ? too_large(summary) : Result<void>();
}

Result<void> Results::hist(std::string_view summary, const Cell& value, std::string key,
                           std::uint64_t count) {
  auto content = content_of<RecipeSummary::Histograms>(summary, "hist");
  if (!content) return tl::make_unexpected(content.error());
  RecipeSummary::Histogram& histogram = (**content)[std::move(key)];
  if (const auto* whole = std::get_if<std::int64_t>(&value)) {
    histogram.counts[static_cast<std::size_t>(bucket_of(static_cast<double>(*whole)))] += count;
  } else if (const auto* number = std::get_if<double>(&value)) {
    histogram.counts[static_cast<std::size_t>(bucket_of(*number))] += count;
  } else {
    histogram.unknown += count;
  }
  // Each of them takes as much room as a hundred entries elsewhere.
  return (*content)->size() > most_entries / 100 ? too_large(summary) : Result<void>();
}

Result<void> Results::tree(std::string_view summary, RecipeSummary::Branch branch) {
  auto content = content_of<RecipeSummary::Tree>(summary, "tree");
  if (!content) return tl::make_unexpected(content.error());
  RecipeSummary::Tree& tree = **content;
  const auto [place, is_new] = tree.places.try_emplace(branch.id, tree.branches.size());
  if (is_new) {
    tree.branches.push_back(std::move(branch));
    return tree.branches.size() > most_entries ? too_large(summary) : Result<void>();
  }
  RecipeSummary::Branch& known = tree.branches[place->second];
  known.amount += branch.amount;
  known.has_amount |= branch.has_amount;
  if (!branch.label.empty()) known.label = std::move(branch.label);
  if (branch.has_parent) known.parent = std::move(branch.parent);
  known.has_parent |= branch.has_parent;
  return {};
}

void Results::finish() {
  for (const RecipeSummary& summary : summaries_) {
    if (!std::holds_alternative<std::monostate>(summary.content)) form_.summary(recipe_, summary);
  }
}

}  // namespace spyglass
