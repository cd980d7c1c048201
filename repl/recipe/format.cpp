#include "repl/recipe/format.hpp"

namespace spyglass::recipe_format {

namespace {

using enum format::Type;
using enum format::Need;
using format::Field;
using format::Function;
using format::Parameter;
using format::Table;

constexpr Field argument_fields[] = {
    {"name", text, needed, "what it is called: `min`; the recipe reads it as `arg.min`"},
    {"type", text, needed,
     "`text`, `number`, `flag` (`true` or `false`), or `duration`: `20ms`, `1.5s`; a bare number "
     "is "
     "milliseconds, and `arg` has it in seconds"},
    {"default", text, optional,
     "its value when nobody says one, written as a person would write it; without it a text is "
     "empty, and all else must be said"},
    {"help", text, needed, "what it is for"},
};
constexpr Table argument{"RecipeArgument", argument_fields};

constexpr Field recipe_fields[] = {
    {"summary", text, needed, "what question it answers, in a line"},
    {"category", text, needed,
     "what it is about: `files`, `time`, `network`, `processes`, `faults`"},
    {"level", text, optional, "for whom it is: `beginner` (as it is by itself) or `advanced`"},
    {"arguments", tables, optional, "what somebody may say to it", &argument},
    {"calls", texts, optional,
     "the calls that it is told of, in the notation of `trace -e`: `openat`, `%file`, `!futex`; "
     "others cost it nothing. `arg.NAME` stands for what was said to the recipe. By itself: all"},
    {"where", text, optional,
     "a condition on calls that have returned, without which it is not told of them: "
     "`failed and duration > arg.min`"},
    {"columns", texts, optional,
     "of what `row` writes, in their order; `took:seconds` and `size:bytes` say what an amount is "
     "of"},
    {"summaries", texts, optional,
     "of what `top`, `hist` and `tree` count, in the order in which they are shown at the end; "
     "with "
     "units likewise"},
    {"needs", texts, optional,
     "what not every engine can give: `control` (it changes what calls do), `pause` (it stops the "
     "program for somebody at the prompt), `files` (`e.file`, and paths from the root), `cpu` "
     "(`e.cpu`), `stack` (`e.stack`)"},
    {"data", number, optional, "how many bytes of each buffer it wants; by itself 32"},
    {"every", text, optional, "how often `on.timer` is called: `1s`"},
    {"version", number, optional, "of the recipe format that it was written for; now 1"},
};
constexpr Table recipe_table{"Recipe", recipe_fields};

constexpr Parameter row_parameters[] = {
    {"row", "table<string, any>",
     "a value for each column; what is left out stays empty, and what is not known stands as `?`"}};
constexpr Parameter top_parameters[] = {
    {"summary", "string", "one of `summaries`"},
    {"key", "any", "what is counted"},
    {"amount", "number?", "how much to add to it; by itself 1"}};
constexpr Parameter hist_parameters[] = {
    {"summary", "string", "one of `summaries`"},
    {"value", "number", "what falls into a bucket of the histogram"},
    {"key", "any", "where there is a histogram for each key: whose"},
    {"count", "integer?", "how often it falls there; by itself 1"}};
constexpr Parameter tree_parameters[] = {
    {"summary", "string", "one of `summaries`"},
    {"id", "any", "of a branch; the same id again adds to it"},
    {"parent", "any", "the id of the branch that it grows from; nil: from the ground"},
    {"label", "any", "what stands at it; the last one counts"},
    {"amount", "number?", "how much to add to it"}};
constexpr Parameter text_parameters[] = {
    {"text", "string", "what is written as it is, on lines of its own"}};
constexpr Parameter known_parameters[] = {{"value", "any", "what an event has given"}};
constexpr Parameter json_parameters[] = {
    {"value", "any",
     "tables with numbers from 1 on become arrays, others objects in the order of "
     "their keys' alphabet"}};

constexpr Function all[] = {
    {.name = "recipe",
     .form = "recipe { FIELD = …, … }",
     .meaning = "Says what the recipe is, and what it wants. It comes first; behind it `arg` has "
                "what somebody said to it.",
     .table = &recipe_table,
     .example = R"(recipe {
  summary = "Which opens failed?",
  category = "files",
  calls = "openat",
  where = "failed",
  columns = { "process", "error", "path" },
}

function on.call_exit(e)
  row { process = e.process, error = e.error, path = e.arg.pathname }
end
)"},
    {.name = "row",
     .form = "row { COLUMN = VALUE, … }",
     .meaning = "Writes a row at once.",
     .parameters = row_parameters,
     .example =
         R"(recipe { summary = "What ends?", category = "processes", columns = { "process", "status" } }

function on.process_exit(e) row { process = e.process, status = e.status } end
)"},
    {.name = "top",
     .form = "top(SUMMARY, KEY, AMOUNT)",
     .meaning = "Adds up; the largest sums are shown at the end.",
     .parameters = top_parameters,
     .example =
         R"(recipe { summary = "Which calls take the time?", category = "time", summaries = "calls:seconds" }

function on.call_exit(e) top("calls", e.name, e.duration) end
)"},
    {.name = "hist",
     .form = "hist(SUMMARY, VALUE, KEY, COUNT)",
     .meaning = "Counts in a histogram whose buckets double in size; it is shown at the end.",
     .parameters = hist_parameters,
     .example =
         R"(recipe { summary = "How large are reads?", category = "files", calls = "read", summaries = "sizes:bytes" }

function on.call_exit(e) hist("sizes", e.result) end
)"},
    {.name = "tree",
     .form = "tree(SUMMARY, ID, PARENT, LABEL, AMOUNT)",
     .meaning = "Lets a branch of a tree grow; it is shown at the end.",
     .parameters = tree_parameters,
     .example =
         R"(recipe { summary = "Who started whom?", category = "processes", summaries = "processes" }

function on.process_exec(e) tree("processes", e.process, e.parent, e.command) end
)"},
    {.name = "text",
     .form = "text(TEXT)",
     .meaning = "Writes a document of the recipe's own, a list or a file for another program; "
                "mostly in `on.finish`.",
     .parameters = text_parameters,
     .example = R"(recipe { summary = "How many calls?", category = "time" }

local count = 0
function on.call_exit() count = count + 1 end
function on.finish() text(count .. " calls") end
)"},
    {.name = "known",
     .form = "known(VALUE)",
     .meaning = "Whether a value is known: false for nil and for what prints as `?`, which is true "
                "where Lua asks for a condition.",
     .parameters = known_parameters,
     .result = "boolean",
     .example =
         R"(recipe { summary = "How much is read?", category = "files", calls = "read", summaries = "bytes:bytes" }

function on.call_exit(e)
  if known(e.result) and not e.failed then top("bytes", e.command, e.result) end
end
)"},
    {.name = "json",
     .form = "json(VALUE)",
     .meaning = "A value as JSON.",
     .parameters = json_parameters,
     .result = "string",
     .example = R"(recipe { summary = "Which programs ran?", category = "processes" }

local programs = {}
function on.process_exec(e) programs[#programs + 1] = e.program end
function on.finish() text(json { programs = programs }) end
)"},
};

constexpr CallbackRow rows[] = {
    {"call_entry", "a call is about to be made; the only place from which it can be changed"},
    {"call_exit", "a call has returned, or never will"},
    {"process_start", "a process is there: the first one, one that was attached to, or a child"},
    {"process_exec", "a process has become another program"},
    {"process_exit", "a process has ended"},
    {"signal", "a signal arrives"},
    {"timer", "the time that `every` says has passed"},
    {"finish", "nothing more will come; what is told then is about no event"},
};

}  // namespace

std::span<const Function> functions() { return all; }

const Function& function(std::string_view name) { return format::function_called(name, all); }

std::span<const CallbackRow> callbacks() { return rows; }

}  // namespace spyglass::recipe_format
