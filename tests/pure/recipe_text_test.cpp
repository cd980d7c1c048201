// Results of recipes as lines for people.

#include <catch2/catch.hpp>

#include "repl/recipe/forms.hpp"

using namespace spyglass;

TEST_CASE("a cell of a recipe's table is as it was written, but for what a terminal would obey") {
  Recipe recipe;
  recipe.columns = {{"call", Unit::none}};
  std::string text;
  const auto form = make_form(
      ResultKind::text, [&](std::string_view piece) { text += piece; }, false);
  form->row(recipe, {std::string(R"(write(1, "a\n", 2) = 2)")});
  form->row(recipe, {std::string("\"\x1b[31m\"\n")});
  form->row(recipe, {std::string("\"")});
  form->row(recipe, {std::string()});
  CHECK(text ==
        "call\n"
        "write(1, \"a\\n\", 2) = 2\n"
        "\"^[[31m\"\\n\n"
        "\"\n"
        "\n");
}
