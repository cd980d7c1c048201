#include "repl/lesson/reference.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "repl/lesson/checker.hpp"
#include "repl/lesson/format.hpp"
#include "repl/script/bindings.hpp"
#include "repl/script/format_pages.hpp"

namespace spyglass {

namespace {

constexpr std::string_view introduction = R"(# The lesson format

A lesson is a Lua file. It calls `lesson` once and then the other functions below, in the order in
which the learner meets their steps.

    spyglass lesson new NAME             # writes a small lesson that explains itself, to begin with
    spyglass lesson ./NAME.lua           # plays a lesson by its path, wherever it is
    spyglass lesson --check ./NAME.lua   # proves that it can be finished, and can be failed
    spyglass lesson --reference          # prints this page

This page is made of the table by which lessons are loaded. The course is all files of the folder
`lessons/` that are called `NN-NAME.lua`; no list needs to be edited. A course of your own is such a
folder, with the sources of its programs in `programs/`: `spyglass lesson pack FOLDER` makes one file of
it, and `lesson install` builds the programs, which its lessons call `lessons/NAME` (teaching.md).

The file is run from its first line to its last when the lesson is opened, so steps can be made with
all of Lua: variables, functions, loops. There are Lua 5.4's `string`, `table`, `math` and `utf8`, and
`require "helper"` for a `helper.lua` beside the lesson. A lesson reaches no files, no programs and no
clock (no `io`, `os`, `debug`, `print`), and one that computes for too long is stopped.

What the format doesn't have is refused: a misspelt field is an error that names the line and the
field that was probably meant. In the tables below, a field is *needed* where a lesson cannot be loaded
without it, and needed *for --check* where it can, but doesn't pass the checker.

)";

constexpr std::string_view about_text = R"(## Texts

A text may be written over several lines between `[[` and `]]`: how it is indented and broken doesn't
matter, and an empty line begins a new paragraph. Contents of `files` are taken as they are.

In `program`, `environment`, `files` (their contents) and `beside`, `{here}` stands for the scratch
directory in which the program runs. It is made anew whenever a program is loaded.

)";

constexpr std::string_view about_seeds = R"(## Mysteries and seeds

A lesson that draws something is a mystery: each run draws anew, from a seed that stands at the head of
the lesson. `spyglass lesson NAME --seed 4711` plays the same one for everybody in the room. Learners who
have said who they are (`--learner`) draw from a seed of their own.

The same seed draws the same on every machine and in every version. So draw with `draw` alone, never
with `math.random`, and never in the order of `pairs`.

)";

constexpr std::string_view about_program = R"(## What a check sees

`check` of a task and `when` of its mistakes are given `t`, the program as it is at that moment. A
question mark behind a type: it may be nil. A name that `t` doesn't have is an error, so a misspelt one
is found by the checker.

)";

constexpr std::string_view about_calls = R"(### A call

)";

constexpr std::string_view about_editors = R"(## In an editor

`spyglass lesson --annotations > spyglass.lua` writes all of this page for editors that use the Lua
language server: beside your lessons, that file completes `task {`, `t.` and `t:find("write").`, and
marks what is misspelt or missing. The course's own folder has it in `lessons/annotations/`.
)";

std::string demands() {
  return fmt::format(R"(## What the checker demands

`spyglass lesson --check` plays a lesson without a terminal.

- **Questions.** Each right answer is accepted and no wrong one is; there is a wrong one at least.
- **Diagnoses.** The same; and there are {0} hints at least, each part has phrases and its question, and
  where there are several parts, a vague answer gets the question of one that it leaves out. Each wrong
  answer gets its own words.
- **Tasks.** There are a solution, a wrong try and {0} hints at least. Each solution passes on a fresh
  program. Each wrong try doesn't, and what the lesson says to it contains its `expect`. A learner who
  only types `continue` doesn't pass.
- **The whole.** It is played from its first step to its last, by its first answers and solutions.
- **Mysteries.** All of this with the seeds {1}, with those of `seeds`, or with `--seed N`; and two draws
  of one seed are the same lesson.
- **Examinations.** No step has hints.

)",
                     least_hints, fmt::join(usual_seeds, ", "));
}

}  // namespace

std::string lesson_reference() {
  std::string text(introduction);
  text += "## Functions\n\n";
  for (const format::Function& function : format::functions()) text += format::section(function);
  text += about_text;
  text += about_seeds;
  text += about_program;
  text += format::documented_table(bindings::program_fields());
  text += about_calls;
  text += format::documented_table(bindings::call_fields());
  text += demands();
  text += about_editors;
  return text;
}

}  // namespace spyglass
