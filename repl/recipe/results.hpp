#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <unordered_map>
#include <variant>
#include <vector>

#include "core/base/result.hpp"
#include "repl/recipe/recipe.hpp"

namespace spyglass {

/// A value that a recipe hands over. Missing: not known; Nothing: there is none.
struct Missing {};
struct Nothing {};
using Cell = std::variant<Nothing, Missing, bool, std::int64_t, double, std::string>;

/// What a recipe has counted under one name: the largest sums, histograms, or a tree. It is one of
/// these from the first time on that it is used.
struct RecipeSummary {
  Measured is;

  struct Sum {
    double amount = 0;
    std::uint64_t count = 0;
  };
  using Top = std::unordered_map<std::string, Sum>;

  /// How many values fell below each power of two, from 2⁻⁴⁰ on; the first bucket has zero and
  /// whatever is less.
  struct Histogram {
    static constexpr int buckets = 106, lowest = -40;
    std::vector<std::uint64_t> counts = std::vector<std::uint64_t>(buckets);
    std::uint64_t unknown = 0;
  };
  using Histograms = std::map<std::string, Histogram>;  ///< by key; "" where there is none

  struct Branch {
    std::string id, parent, label;
    double amount = 0;
    bool has_amount = false;
    bool has_parent = false;
  };
  struct Tree {
    std::vector<Branch> branches;  ///< in the order in which they grew
    std::unordered_map<std::string, std::size_t> places;
  };

  std::variant<std::monostate, Top, Histograms, Tree> content;
};

/// Where the results of recipes go: lines for people, JSON, CSV.
class ResultForm {
 public:
  virtual ~ResultForm() = default;
  virtual void row(const Recipe& recipe, const std::vector<Cell>& cells) = 0;
  virtual void text(const Recipe& recipe, std::string_view text) = 0;
  virtual void summary(const Recipe& recipe, const RecipeSummary& summary) = 0;
};

/// The results of one recipe. What it adds up is kept here, outside of its state, and limited: an
/// error says which summary has grown too large.
class Results {
 public:
  /// Of keys and branches of a summary.
  static constexpr std::size_t most_entries = 100'000;

  /// Borrows both.
  Results(const Recipe& recipe, ResultForm& form);

  void row(const std::vector<Cell>& cells) { form_.row(recipe_, cells); }
  void text(std::string_view text) { form_.text(recipe_, text); }
  Result<void> top(std::string_view summary, const Cell& key, double amount);
  Result<void> hist(std::string_view summary, const Cell& value, std::string key,
                    std::uint64_t count = 1);
  Result<void> tree(std::string_view summary, RecipeSummary::Branch branch);
  /// Hands all summaries over, in the order in which they are declared.
  void finish();

 private:
  template <class Content>
  Result<Content*> content_of(std::string_view summary, std::string_view what);

  const Recipe& recipe_;
  ResultForm& form_;
  std::vector<RecipeSummary> summaries_;
};

/// A value as text, without quotes: `?` for a missing one.
std::string cell_text(const Cell& cell);

}  // namespace spyglass
