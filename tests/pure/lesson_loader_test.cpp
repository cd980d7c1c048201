// Lesson files that are wrong: the error says what, where, and what was probably meant.

#include <catch2/catch.hpp>

#include "repl/lesson/lesson.hpp"
#include "tests/temporary_folder.hpp"

using namespace spyglass;
using Catch::Matchers::Contains;

namespace {

const std::string head = "lesson { title = 'T', minutes = 5 }\n";

/// The error's message, or nothing when the lesson can be loaded.
std::string load(const std::string& text) {
  TemporaryFolder folder;
  const auto lesson = load_lesson({7, "try", folder.write("07-try.lua", text)});
  return lesson ? "" : lesson.error().message;
}

struct Bad {
  const char* text;
  const char* says;
};

}  // namespace

TEST_CASE("a lesson is loaded as it is written") {
  TemporaryFolder folder;
  const auto path = folder.write("07-try.lua", head + R"(
say [[
  Two lines
  are one.

  A paragraph.
]]
predict { id = "p", ask = "How many?", answer = { 3, "three" }, wrong = { { answer = 2, say = "No." } } }
quiz { id = "q", ask = "Which?", answer = "b", choices = { "one", "two" }, explain = "So." }
task {
  id = "t", text = "Do it.", start = "next", check = function() return true end,
  hints = { "a", "b", "c" },
  mistakes = { { when = function() end, say = "Not so." } },
  solutions = { { "next", "finish" }, { "stepi" } },
  wrong = { { "continue", expect = "ended" } },
  after = "Well done.",
}
diagnose {
  id = "d", ask = "Why?", answer = "It is x, by y.", vague = "x", hints = { "1", "2", "3" },
  parts = { { any = { "x", "ex" }, ask = "What?" }, { any = "y", ask = "By what?" } },
  wrong = { { answer = { "z", "zed" }, say = "Not z." } },
}
epilogue "Bye."
)");
  const auto lesson = load_lesson({7, "try", path});
  REQUIRE(lesson);
  CHECK(lesson->title == "T");
  CHECK(lesson->minutes == 5);
  REQUIRE(lesson->steps.size() == 6);
  CHECK(lesson->steps[0].text == "Two lines are one.\n\nA paragraph.");
  CHECK(lesson->steps[1].answers == std::vector<std::string>{"3", "three"});
  CHECK(lesson->steps[1].wrong_answers[0].say == "No.");
  CHECK(lesson->steps[2].choices.size() == 2);
  const Step& task = lesson->steps[3];
  CHECK(task.start == std::vector<std::string>{"next"});
  CHECK(task.solutions.size() == 2);
  CHECK(task.solutions[0] == std::vector<std::string>{"next", "finish"});
  CHECK(task.wrong_tries[0].expect == "ended");
  CHECK(task.mistakes[0].say == "Not so.");
  CHECK(task.line == 11);
  const Step& diagnosis = lesson->steps[4];
  CHECK(diagnosis.is_question());
  REQUIRE(diagnosis.parts.size() == 2);
  CHECK(diagnosis.parts[0].any == std::vector<std::string>{"x", "ex"});
  CHECK(diagnosis.parts[1].ask == "By what?");
  REQUIRE(diagnosis.wrong_answers.size() == 2);
  CHECK(diagnosis.wrong_answers[1].answer == "zed");
  CHECK(diagnosis.wrong_answers[1].say == "Not z.");
  CHECK(lesson->steps[5].kind == Step::Kind::epilogue);
}

TEST_CASE("what is wrong with a lesson is named, with its line") {
  const auto bad = GENERATE(values<Bad>({
      {"say 'x'", "never calls lesson{title"},
      {"lesson { minutes = 5 }", "07-try.lua:1: lesson needs the field `title`"},
      {"lesson { title = 'T' }", "lesson needs the field `minutes`"},
      {"lesson { title = 'T', minutes = 'five' }", "`minutes` must be a whole number"},
      {"lesson { title = 'T', minutes = 2.5 }", "`minutes` must be a whole number"},
      {"lesson { titel = 'T', minutes = 5 }", "lesson has no field `titel` (did you mean title?)"},
      {"lesson { title = 'T', minutes = 5, progam = 'x' }",
       "lesson has no field `progam` (did you mean program?)"},
      {"lesson { title = {}, minutes = 5 }", "`title` must be a string"},
      {"lesson { title = 'T', minutes = 5, needs = true }", "`needs` must be a string or a list"},
      {"lesson 'x'", "table expected"},
      {"lesson {\n title = 'T'\n minutes = 5 }", "07-try.lua:3:"},
      {"leson {}", "07-try.lua:1:"},
  }));
  INFO(bad.text);
  CHECK_THAT(load(bad.text), Contains(bad.says));
}

TEST_CASE("what is wrong with a step is named, with its line") {
  const auto bad = GENERATE(values<Bad>({
      {"say()", "07-try.lua:2:"},
      {"say {}", "07-try.lua:2:"},
      {"quiz { ask = 'x', answer = 'y' }", "quiz needs the field `id`"},
      {"quiz { id = 'q', answer = 'y' }", "quiz needs the field `ask`"},
      {"quiz { id = 'q', ask = 'x' }", "quiz needs the field `answer`"},
      {"quiz { id = 'q', ask = 'x', anwser = 'y' }", "anwser"},
      {"quiz { id = 'q', ask = 'x', answer = 'y', wrong = 'z' }", "`wrong` must be a list"},
      {"quiz { id = 'q', ask = 'x', answer = 'y', wrong = { 'z' } }",
       "`wrong` must be a list of tables"},
      {"quiz { id = 'q', ask = 'x', answer = { {} } }", "`answer` must be a string or a list"},
      {"quiz { id = 'q', ask = 'x', answer = true }", "`answer` must be a string or a list"},
      {"task { id = 't', text = 'x' }", "task needs the field `check`"},
      {"task { id = 't', text = 'x', check = 'x' }", "`check` must be a function"},
      {"task { id = 't', text = 'x', check = print }", "task needs the field `check`"},
      {"task { id = 't', text = 'x', check = function() end, hint = {} }",
       "task has no field `hint` (did you mean hints?)"},
      {"task { id = 't', text = 'x', check = function() end, solutions = { 'next' } }",
       "`solutions` must be a list of tables"},
      {"task { id = 't', text = 'x', check = function() end, solutions = { { {} } } }",
       "task: solutions[1]: its elements must be strings"},
      {"task { id = 't', text = 'x', check = function() end, mistakes = { { say = 'x' } } }",
       "needs the field `when`"},
      {"quiz { id = 'q', ask = 'x', answer = 'y' }\nquiz { id = 'q', ask = 'x', answer = 'y' }",
       "07-try.lua:3: two steps have the id `q`"},
      {"diagnose { id = 'd', ask = 'x', answer = 'y' }", "diagnose needs the field `parts`"},
      {"diagnose { id = 'd', ask = 'x', parts = { { any = 'y' } } }",
       "diagnose needs the field `answer`"},
      {"diagnose { id = 'd', ask = 'x', answer = 'y', parts = { 'y' } }",
       "`parts` must be a list of tables"},
      {"diagnose { id = 'd', ask = 'x', answer = 'y', parts = { { any = true } } }",
       "`any` must be a string or a list"},
      {"diagnose { id = 'd', ask = 'x', choices = { 'y' }, answer = 'y', parts = { { any = 'y' } } "
       "}",
       "diagnose has no field `choices`"},
      {"error(nil)", "an error that is no text"},
      {"while true do pcall(function() while true do end end) end", "endless loop?"},
      {"say(('x'):rep(1 << 30))", "more memory"},
      {"require 'no-such-helper'", "cannot read"},
  }));
  INFO(bad.text);
  CHECK_THAT(load(head + bad.text), Contains(bad.says));
}

TEST_CASE("what is wrong inside of a step's tables is named, too") {
  const std::string task = "task { id = 't', text = 'x', check = function() end, ";
  const std::string quiz = "quiz { id = 'q', ask = 'x', answer = 'y', ";
  const std::string diagnose = "diagnose { id = 'd', ask = 'x', answer = 'y', ";
  struct Inner {
    std::string text;
    const char* says;
  };
  const auto bad = GENERATE_COPY(values<Inner>({
      {quiz + "wrong = { { anwser = 'z', say = 'No.' } } }",
       "07-try.lua:2: quiz: wrong[1] has no field `anwser` (did you mean answer?)"},
      {quiz + "wrong = { { answer = 'z' }, { say = 'No.' } } }",
       "quiz: wrong[2] needs the field `answer`"},
      {quiz + "wrong = { { 'z', say = 'No.' } } }",
       "quiz: wrong[1] has an element without a name; its fields are `answer`, `say`"},
      {quiz + "wrong = { answer = 'z', say = 'No.' } }", "`wrong` must be a list of tables"},
      {quiz + "explain = 'x', 'y' }", "quiz has an element without a name"},
      {quiz + "[true] = 'y' }", "quiz has a key that is no name (a boolean)"},
      {quiz + "wrong = { { answer = 'z', say = {} } } }", "quiz: wrong[1]: `say` must be a string"},
      {"quiz { id = 'q', ask = 'x', answer = { y = 'z' } }",
       "`answer` must be a string or a list of strings"},
      {"quiz { id = 'q', ask = 'x', answer = {} }", "quiz needs the field `answer`"},
      {diagnose + "parts = {} }", "diagnose needs the field `parts`"},
      {diagnose + "parts = { { any = 'y', ask = '?', hint = 'z' } } }",
       "diagnose: parts[1] has no field `hint`"},
      {diagnose + "parts = { { any = 'y' } }, wrong = { { answer = {} } } }",
       "diagnose: wrong[1] needs the field `answer`"},
      {task + "mistakes = { { wen = function() end, say = 'x' } } }",
       "task: mistakes[1] has no field `wen` (did you mean when?)"},
      {task + "mistakes = { { when = 'x', say = 'x' } } }", "`when` must be a function"},
      {task + "mistakes = { { when = function() end } } }",
       "task: mistakes[1] needs the field `say`"},
      {task + "wrong = { { 'continue', expects = 'ended' } } }",
       "task: wrong[1] has no field `expects` (did you mean expect?)"},
      {task + "wrong = { { expect = 'ended' } } }", "task: wrong[1] needs at least one element"},
      {task + "solutions = { {} } }", "task: solutions[1] needs at least one element"},
      {task + "solutions = { { 'next', note = 'x' } } }", "task: solutions[1] has no field `note`"},
  }));
  INFO(bad.text);
  CHECK_THAT(load(head + bad.text), Contains(bad.says));
}

TEST_CASE("a wrong answer may be a list of any question") {
  TemporaryFolder folder;
  const auto path = folder.write("07-try.lua", head + R"(
quiz { id = "q", ask = "?", answer = 1, wrong = { { answer = { 2, "two" }, say = "No." } } })");
  const auto lesson = load_lesson({7, "try", path});
  REQUIRE(lesson);
  REQUIRE(lesson->steps[0].wrong_answers.size() == 2);
  CHECK(lesson->steps[0].wrong_answers[1].answer == "two");
  CHECK(lesson->steps[0].wrong_answers[1].say == "No.");
}

TEST_CASE("bytecode is no lesson, and neither is a folder or nothing") {
  CHECK_THAT(load("\x1bLuaT"), Contains("binary"));
  CHECK_THAT(load_lesson({7, "x", "/no/such/07-x.lua"}).error().message, Contains("cannot read"));
  CHECK_THAT(load_lesson({7, "x", "/"}).error().message, Contains("cannot read"));
  CHECK_THAT(load(""), Contains("never calls lesson"));
}

TEST_CASE("lessons are found by the form of their names, in order") {
  TemporaryFolder folder;
  for (const char* name : {"10-ten.lua", "02-two.lua", "helper.lua", "3-three.lua", "04-four.txt",
                           "05-five.lua~", "xx-y.lua"}) {
    folder.write(name, "");
  }
  const auto files = find_lessons(folder.path());
  REQUIRE(files.size() == 2);
  CHECK(files[0].name == "two");
  CHECK(files[1].number == 10);
  CHECK(find_lessons("/no/such/folder").empty());
  CHECK(find_lesson(files, "ten")->number == 10);
  CHECK(find_lesson(files, "2")->name == "two");
  CHECK(find_lesson(files, "02")->name == "two");
  CHECK(find_lesson(files, "010")->name == "ten");
  CHECK_FALSE(find_lesson(files, "09"));
  CHECK_FALSE(find_lesson(files, "0"));
  CHECK_THAT(find_lesson(files, "tow").error().message, Contains("did you mean two?"));
}
