// What recipes may say of themselves, and what is said of those that are wrong.

#include <fmt/format.h>
#include <catch2/catch.hpp>

#include "repl/recipe/checker.hpp"
#include "repl/recipe/format.hpp"
#include "repl/recipe/reference.hpp"
#include "repl/recipe/template.hpp"
#include "tests/pure/recipe_harness.hpp"

using namespace spyglass;
using Catch::Contains;

namespace {

constexpr std::string_view told = "\nfunction on.call_exit(e) end\n";

/// Of a recipe with these fields beside those that each needs.
std::string fields(std::string_view more) {
  return fmt::format("recipe {{ summary = \"s\", category = \"files\", {} }}", more);
}

/// Why a file is no recipe; empty: it is.
std::string refusal(const std::string& code, const std::vector<GivenArgument>& given = {}) {
  const TemporaryFolder folder;
  const auto recipe = load_recipe(folder.write("try.lua", code), given);
  return recipe ? "" : recipe.error().message;
}

constexpr std::string_view with_arguments =
    R"(arguments = { { name = "min", type = "duration", default = "10ms", help = "h" },
                     { name = "most", type = "number", help = "h" } })";

}  // namespace

TEST_CASE("a recipe's file: what is wrong is told with its line, and the nearest that is right") {
  struct Wrong {
    std::string code;
    std::string_view says;
  };
  const std::string function(told);
  for (const Wrong& one : std::vector<Wrong>{
           {"", "does not call recipe{…}"},
           {"recipe {", "try.lua:1:"},
           {"recipe { category = 'x' }", "needs the field `summary`"},
           {fields("colums = 'a'") + function, "`colums` (did you mean columns?)"},
           {fields("calls = 'opnat'") + function, "`opnat` (did you mean openat?)"},
           {fields("where = 'faild'") + function, "`faild` (did you mean failed?)"},
           {fields("needs = 'contrl'") + function, "`contrl` (did you mean control?)"},
           {fields("columns = 'took:hours'") + function, "seconds, bytes or number"},
           {fields("columns = { 'a', 'a' }") + function, "twice"},
           {fields("data = -1") + function, "from 0 to"},
           {fields("data = 'x'") + function, "`data` must be a whole number"},
           {fields("every = 'soon'") + function, "like 1s"},
           {fields("every = '1s'") + function, "without on.timer"},
           {fields("level = 'guru'") + function, "beginner or advanced"},
           {fields("version = 2, futuristic = true") + function, "a newer one is wanted"},
           {fields("arguments = { { name = 'a', type = 'int', help = 'h' } }") + function,
            "text, number, flag or duration"},
           {fields("calls = 'arg.which'") + function, "none of its arguments"},
           {fields(""), "defines no function of `on`"},
           {fields("") + "\nfunction on.call_exist(e) end", "did you mean call_exit?"},
           {fields("") + "\non.call_exit = 3", "must be a function"},
           {fields("") + "\nfunction on.timer() end", "`every`"},
           {fields("needs = 'control'") + function, "on.call_entry, which is missing"},
           {fields("") + "\ncount = 0" + function, "try.lua:2: `count` is not declared"},
           {fields("") + "\nlocal n = cuont" + function, "nothing is called `cuont`"},
           {fields("") + "\nrow { a = 1 }" + function, "nothing has happened yet"},
           {"local m = arg.min\n" + fields("") + function, "behind recipe{…}"},
           {fields("") + fields("") + function, "twice"},
           {fields("") + "\nlocal m = arg.mn" + function, "has no `mn`"},
           {"while true do end", "runs too long"},
           {"os.exit(3)", "nothing is called `os`"},
       }) {
    INFO(one.code);
    CHECK_THAT(refusal(one.code), Contains(std::string(one.says)));
  }
  CHECK(refusal(fields("") + function).empty());
}

TEST_CASE("what is said to a recipe is read by the types of its arguments") {
  const std::string code = fields(with_arguments) + std::string(told);
  CHECK_THAT(refusal(code), Contains("say the argument `most`: most=…"));
  CHECK_THAT(refusal(code, {{"most", "x"}}), Contains("most=x: it must be a number"));
  CHECK_THAT(refusal(code, {{"most", "3"}, {"min", "soon"}}), Contains("20ms, 1.5s"));
  CHECK_THAT(refusal(code, {{"most", "3"}, {"mni", "1"}}), Contains("`mni` (did you mean min?)"));
  CHECK_THAT(refusal(fields("") + std::string(told), {{"a", "1"}}), Contains("takes no arguments"));

  const std::string shows = fields(std::string(with_arguments) + ", columns = { 'min', 'most' }") +
                            "\nfunction on.finish() row { min = arg.min, most = arg.most } end";
  const auto result = [&](const std::vector<GivenArgument>& given) {
    RecipeBench bench(shows, given, ResultKind::csv);
    CHECK(bench.problem().empty());
    return bench.finish();
  };
  CHECK(result({{"most", "3"}}) == "min,most\n0.01,3\n");
  CHECK(result({{"most", "-2.5"}, {"min", "20"}}) == "min,most\n0.02,-2.5\n");
  CHECK(result({{"most", "1"}, {"min", "1.5s"}}) == "min,most\n1.5,1\n");
}

TEST_CASE("calls may be said by an argument") {
  const std::string code =
      fields(
          "arguments = { { name = 'which', type = 'text', help = 'h', default = 'read' } }, "
          "calls = { 'arg.which', 'close' }") +
      std::string(told);
  const TemporaryFolder folder;
  const auto recipe = load_recipe(folder.write("try.lua", code), {{"which", "openat,write"}});
  REQUIRE(recipe);
  CHECK((*recipe)->call_words == "openat,write,close");
  CHECK_THAT(refusal(code, {{"which", "opnat"}}), Contains("did you mean openat?"));
}

TEST_CASE("the help of a recipe is the comment at its beginning, and the sample is a part of it") {
  const TemporaryFolder folder;
  const auto recipe = describe_recipe(folder.write("try.lua", R"(--- What it is for.
---
---     $ spyglass recipe try -- ls
---     a  b
---     1  2
---
--- More.
-- Not this.
)" + fields("") + "\nerror('not looked at')"));
  REQUIRE(recipe);
  CHECK_THAT((*recipe)->help, Contains("What it is for.") && Contains("More.") && !Contains("Not"));
  CHECK((*recipe)->sample == "$ spyglass recipe try -- ls\na  b\n1  2\n");
}

TEST_CASE("lint: names that nothing declares, arguments that nothing reads, a missing sample") {
  const auto remarks = [](const std::string& code) {
    const TemporaryFolder folder;
    const auto recipe = load_recipe(folder.write("try.lua", code), {});
    REQUIRE(recipe);
    std::string all;
    for (const std::string& remark : recipe_remarks(code, **recipe)) all += remark + "\n";
    return all;
  };
  const std::string help = "--- Help.\n---\n---     $ spyglass recipe try -- ls\n---     a\n";
  CHECK_THAT(remarks(help + fields("columns = 'a'") + R"(
local names <const> = { first = 1, ["second"] = 2 }
local function each(list, ...)
  for key, value in pairs(list) do row { a = key .. tostring(value) } end
  goto done
  ::done::
end
function on.call_exit(e) each(names); local a, b = e.name, e.arg.fd; return a, b end
)"),
             Catch::Equals(""));
  CHECK_THAT(remarks(help + fields("") + "\nfunction on.call_exit(e) rwo { a = 1 } end"),
             Contains("line 6: nothing is called `rwo` (did you mean row?)"));
  CHECK_THAT(remarks(help + fields("arguments = { { name = 'x', type = 'text', help = 'h' } }") +
                     std::string(told)),
             Contains("the argument `x` is read nowhere"));
  CHECK_THAT(remarks(fields("") + std::string(told)), Contains("help is missing"));
  CHECK_THAT(remarks("--- Help.\n" + fields("") + std::string(told)),
             Contains("a sample is missing"));
}

TEST_CASE("docs/recipe-format.md is what is made of the table, and its examples load") {
  INFO("Renew it by: build/dev/bin/spyglass recipe --reference > docs/recipe-format.md");
  const std::string page = recipe_reference();
  const bool same = read_whole(SPYGLASS_SOURCE_DIR "/docs/recipe-format.md") == page;
  CHECK(same);
  for (const format::Function& function : recipe_format::functions()) {
    CAPTURE(function.name);
    CHECK(function.meaning.ends_with('.'));
    CHECK(refusal(std::string(function.example)).empty());
  }
}

TEST_CASE("what `recipe new` writes is a recipe without a fault") {
  const TemporaryFolder folder;
  const std::string code = recipe_template("mine");
  const auto recipe = load_recipe(folder.write("mine.lua", code), {});
  REQUIRE(recipe);
  CHECK(recipe_remarks(code, **recipe).empty());
}
