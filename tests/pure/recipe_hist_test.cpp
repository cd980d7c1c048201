// Values that fall into a histogram many at once.

#include <catch2/catch.hpp>

#include "repl/recipe/results.hpp"

using namespace spyglass;

namespace {

/// Keeps the summary that is shown last.
class Keeper final : public ResultForm {
 public:
  void row(const Recipe& /*recipe*/, const std::vector<Cell>& /*cells*/) override {}
  void text(const Recipe& /*recipe*/, std::string_view /*text*/) override {}
  void summary(const Recipe& /*recipe*/, const RecipeSummary& summary) override { last = summary; }
  RecipeSummary last;
};

}  // namespace

TEST_CASE("a value falls into a histogram as often as is said") {
  Recipe recipe;
  recipe.summaries.push_back({"sizes", Unit::bytes});
  Keeper keeper;
  Results results(recipe, keeper);
  REQUIRE(results.hist("sizes", Cell{std::int64_t{5}}, "read", 1000));
  REQUIRE(results.hist("sizes", Cell{std::int64_t{6}}, "read"));
  REQUIRE(results.hist("sizes", Cell{Missing{}}, "read", 7));
  results.finish();
  const auto& histograms = std::get<RecipeSummary::Histograms>(keeper.last.content);
  const RecipeSummary::Histogram& of_read = histograms.at("read");
  std::uint64_t sum = 0;
  for (const std::uint64_t count : of_read.counts) sum += count;
  CHECK(sum == 1001);
  CHECK(of_read.unknown == 7);
}
