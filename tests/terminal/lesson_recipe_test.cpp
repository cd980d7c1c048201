// Tasks in which a recipe is edited, what checks see of its rows, examinations, and the seeds that
// a lesson wants to be checked with.

#include "core/base/read_text.hpp"
#include "tests/terminal/lesson_player.hpp"
#include "tests/terminal/process.hpp"

using Catch::Matchers::Contains;

namespace {

const std::string lesson = R"lua(
lesson {
  title = "Rows", minutes = 1, program = { "echo", "hello" },
  files = { ["calls.lua"] = [[
recipe { summary = "calls", category = "time", columns = { "call", "bytes" } }
function on.call_exit(e) row { call = e.name } end
]] },
}
task {
  id = "writes", text = "Only writes, with their bytes.", edits = "calls.lua", program = { "echo", "hello" },
  check = function(t)
    if t.state ~= "ended" then return end
    local row = t.rows[1]
    if not row then return "no rows" end
    if row.call ~= "write" or #t.rows > 1 then return ("%d rows, the first of %s"):format(#t.rows, row.call) end
    return row.bytes == 6 or "without its bytes: " .. tostring(row.bytes)
  end,
  hints = { "a", "b", "c" },
  solutions = {
    { [[run sed -i 's/row.*}/if e.name == "write" then row { call = e.name, bytes = e.result } end/' calls.lua]], "continue", "build" },
    { [[run sed -i 's/row.*}/if e.name == "write" then row { call = e.name, bytes = e.result } end/' calls.lua]], "continue",
      "run echo hello", "recipe ./calls.lua", "continue" },
  },
  wrong = {
    { "continue", expect = "no rows" },
    { "build", expect = "rows, the first of " },
    { [[run sed -i 's/row.*}/if e.name == "write" then row { call = e.name } end/' calls.lua]], "continue", "build", expect = "bytes: nil" },
    { [[run sed -i 's/row/rwo/' calls.lua]], "continue", "build", "run echo hello", "continue", expect = "no rows" },
  },
}
)lua";

Finished check(const std::string& text, std::vector<std::string> flags = {}) {
  const TemporaryFolder folder;
  folder.write("made.lua", text);
  std::vector<std::string> words = {"lesson", "--check", "./made.lua"};
  words.insert(words.end(), flags.begin(), flags.end());
  return run_spyglass(words, "", {.directory = folder.path().string()});
}

}  // namespace

TEST_CASE("a recipe that is edited looks on while the task's program runs, and its rows are seen") {
  const auto checked = check(lesson);
  INFO(checked.output << checked.errors);
  CHECK(checked.status == 0);
  CHECK_THAT(checked.output, Contains("wrong try 4") && Contains(", 0 failed"));
}

TEST_CASE("a recipe that is edited in another window is used whenever it is saved") {
  const TemporaryFolder home;
  const std::string file = home.write("made.lua", lesson);
  PseudoTerminal terminal = lesson_at(home, {file});
  terminal.expect("Its source file: ");
  std::string recipe = terminal.expect("\n");
  recipe.pop_back();
  const auto save = [&](const std::string& body) {
    std::ofstream(recipe, std::ios::binary)
        << "recipe { summary = 'calls', category = 'time', columns = { 'call', 'bytes' } }\n"
        << body << '\n';
  };
  play(terminal, 1, {{"watch", {"Ctrl-C ends the watching."}}});
  save("function on.call_exit(e) row { call = e.nmae } end");
  terminal.expect("calls.lua was saved.");
  terminal.expect("nmae");
  save("function on.call_exit(e row");
  terminal.expect("calls.lua cannot be used.");
  save("function on.call_exit(e) row { call = e.name } end");
  terminal.expect("rows, the first of ");
  // Nobody but the learner saves: what is laid out for a run passes by what they write.
  terminal.press(key::ctrl_c);
  CHECK_THAT(terminal.expect("No longer watching."), !Contains("was saved."));
  play(terminal, 1, {{"watch", {"Ctrl-C ends the watching."}}});
  save(
      "function on.call_exit(e) if e.name == 'write' then row { call = e.name, bytes = e.result } "
      "end end");
  terminal.expect("Done.");
  terminal.expect("(spyglass) ");
  end(terminal);
}

TEST_CASE("a recipe that was edited for one task is as the learner left it in the next") {
  const TemporaryFolder home;
  PseudoTerminal terminal = lesson_at(home, {home.write("made.lua", R"lua(
lesson {
  title = "Two", minutes = 1,
  files = {
    ["first.lua"] = "recipe { summary = 'one', category = 'time' } function on.call_exit() end",
    ["second.lua"] = "recipe { summary = 'two', category = 'time' } function on.call_exit() end",
  },
}
local function task_about(name)
  task {
    id = name, text = "Write.", edits = name .. ".lua", program = { "true" }, hints = { "a", "b", "c" },
    check = function(t) return t.state == "ended" end,
  }
end
task_about "first"
task_about "second"
)lua")});
  terminal.expect("Its source file: ");
  std::string first = terminal.expect("\n");
  first.pop_back();
  const std::string mine =
      "recipe { summary = 'mine', category = 'time' } function on.call_exit() end";
  std::ofstream(first, std::ios::binary) << mine;
  play(terminal, 1, {{"build", {"Done."}}});
  terminal.expect("Its source file: ");
  play(terminal, 2, {{"retry", {"Its source file: "}}, {"build", {"Done."}}});
  CHECK(spyglass::read_text(first) == mine);
  terminal.expect("(spyglass) ");
  end(terminal);
}

TEST_CASE("a recipe to edit must be one of the lesson's files, and nothing runs beside it") {
  const std::string head = "lesson { title = 'T', minutes = 1, program = 'true'";
  const std::string task =
      " }\ntask { id = 't', text = 'x', edits = 'x.lua', check = function() end }";
  CHECK_THAT(check(head + task).output,
             Contains("the recipe `x.lua` is none of the lesson's files"));
  CHECK_THAT(
      check(head + ", files = { ['x.lua'] = '' }, beside = { 'lessons/offices', 'a:1' }" + task)
          .output,
      Contains("where a program runs beside the lesson"));
}

TEST_CASE("an examination has no hints, and says so") {
  const std::string text =
      "lesson { title = 'T', minutes = 1, program = 'true', examination = true }\n"
      "diagnose { id = 'd', ask = 'Why?', answer = 'tea', parts = { { any = 'tea', ask = 'What?' } "
      "},"
      " wrong = { { answer = 'milk', say = 'No.' } }";
  CHECK(check(text + " }").status == 0);
  CHECK_THAT(check(text + ", hints = { 'a', 'b', 'c' } }").output,
             Contains("it has hints, in an examination"));
  const TemporaryFolder home;
  PseudoTerminal terminal = lesson_at(home, {home.write("made.lua", text + " }")});
  const std::string asked = terminal.expect("if you would rather see.");
  CHECK(asked.find("hint") == std::string::npos);
  play(terminal, 1, {{"hint", {"there are no hints"}}, {"tea", {"Yes, that is it."}}});
  terminal.expect("(spyglass) ");
  end(terminal);
}

TEST_CASE("a mystery is checked with the seeds that it names, or with the one that is asked for") {
  const std::string text =
      "local drawn = draw.number(0, 999)\n"
      "lesson { title = 'T', minutes = 1, program = 'true', seeds = { 4, 17 } }\n"
      "quiz { id = 'q', ask = 'Which?', answer = drawn, wrong = { { answer = 'none' } } }";
  const auto usual = check(text);
  CHECK(usual.status == 0);
  CHECK_THAT(usual.output, Contains("seed 4:") && Contains("seed 17:") && !Contains("seed 1:"));
  CHECK_THAT(check(text, {"--seed", "1"}).output, Contains("seed 1:") && !Contains("seed 4:"));
  CHECK_THAT(check("lesson { title = 'T', minutes = 1, program = 'true', seeds = { 'x' } }").output,
             Contains("`x` in seeds is no number"));
}

TEST_CASE("lesson 24 is checked with seeds that draw a fault of every kind") {
  struct Drawn {
    const char* seed;
    const char* kind;
  };
  for (const Drawn& drawn : {Drawn{"1", "header"}, Drawn{"2", "port"}, Drawn{"3", "argument"},
                             Drawn{"5", "client"}, Drawn{"9", "server"}, Drawn{"12", "config"},
                             Drawn{"13", "log"}, Drawn{"17", "writes"}, Drawn{"19", "loop"}}) {
    const auto shown = run_spyglass({"lesson", "--check", "24", "--seed", drawn.seed});
    INFO(drawn.seed << shown.errors);
    CHECK(shown.status == 0);
    CHECK_THAT(shown.output, Contains(std::string("seed ") + drawn.seed + ": cause-" + drawn.kind));
  }
}
