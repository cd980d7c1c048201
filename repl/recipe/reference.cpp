#include "repl/recipe/reference.hpp"

#include <fmt/format.h>

#include "repl/recipe/event.hpp"
#include "repl/recipe/format.hpp"
#include "repl/recipe/where.hpp"
#include "repl/script/format_pages.hpp"

namespace spyglass {

namespace {

constexpr std::string_view introduction = R"(# The recipe format

A recipe is a tracing tool in one Lua file. It calls `recipe` once and then defines functions of the table
`on`, which are told of what happens. Rows and sums come out of it; whether these are lines for people,
JSON or CSV is not the recipe's business.

    spyglass recipe                              # lists the recipes
    spyglass recipe NAME min=20 -- make          # runs one on a program; also -p PID
    spyglass recipe NAME --from run.spy          # the same of a recording
    spyglass recipe new NAME                     # writes a small one that explains itself
    spyglass recipe --check ./NAME.lua           # looks for mistakes
    spyglass recipe --reference                  # prints this page

Recipes are found by name in `$XDG_CONFIG_HOME/spyglass/recipes` (mostly `~/.config/spyglass/recipes`)
and among those that came with spyglass, and anywhere by a path with a slash in it. A recipe has Lua 5.4's
`string`, `table`, `math` and `utf8`, and reaches no files, no programs and no clock. What it computes and
keeps is limited: one that goes too far is told of nothing more, with a sentence that names its file and
line, while the program and other recipes go on.

A comment with three hyphens at the beginning of the file is the recipe's help; what is indented in it,
from a line with `$` on, shows a run, and `--check` compares its first line with a real one.

Names must be declared: `local count = 0`. A misspelt field, call, flag or error is told of with the nearest
one that there is.

)";

constexpr std::string_view about_where = R"(## `where`

A condition that is decided before Lua is asked, so that calls nobody wants cost nearly nothing. It is
written as in Lua: `and`, `or`, `not`, comparisons, `+ - * /`, texts in quotes, `arg.NAME` for what was
said to the recipe, and `has(WHOLE, "part")` for a part of a text or one flag among others. It may name
)";

constexpr std::string_view about_events = R"(## What an event knows

The functions of `on` are given an event. It is only good while its function runs; `e:copy()` keeps one.
What is not known, because it could not be read or is not there yet, prints as `?`; whatever is asked of it
or computed with it is not known either, and it is neither equal to, less nor greater than anything, so
that no recipe ends for it.

)";

constexpr std::string_view about_flags =
    R"(Flags are a text, `"O_RDONLY|O_CLOEXEC"`; `e.arg.flags:has "O_CREAT"` is whether one is among them.

)";

constexpr std::string_view about_methods = R"(## What can be done with an event

All but the first three are for `on.call_entry` alone, of a recipe that says `needs = "control"`, and not
for recordings, in which everything has happened.

)";

}  // namespace

std::string recipe_reference() {
  std::string text(introduction);
  text += "## Functions\n\n";
  for (const format::Function& function : recipe_format::functions()) {
    text += format::section(function);
  }
  text += "## What is told\n\n| function | when it is called |\n|---|---|\n";
  for (const auto& row : recipe_format::callbacks()) {
    text += fmt::format("| `on.{}` | {} |\n", row.name, row.meaning);
  }
  text += '\n';
  text += about_where;
  const auto facts = where_facts();
  for (std::size_t i = 0; i < facts.size(); ++i) {
    text += fmt::format("{}`{}`", i == 0 ? "" : ", ", facts[i].name);
  }
  text += ", an argument of the call (`pathname`), or a constant (`O_RDONLY`).\n\n";
  text += about_events;
  text += format::documented_table(recipe_events::fields());
  text += about_flags;
  text += about_methods;
  text += format::documented_table(recipe_events::methods());
  return text;
}

}  // namespace spyglass
