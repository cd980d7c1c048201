// What a teacher does with a class: seeds that stay with learners, a table of progress files, and a
// lesson that is presented.

#include <nlohmann/json.hpp>

#include "tests/terminal/lesson_player.hpp"
#include "tests/terminal/process.hpp"

using Catch::Matchers::Contains;

namespace {

const std::string seed_of_seat = "758616";

/// A home that stays for several runs.
Circumstances at_home(const TemporaryFolder& home) {
  return {.environment = {{"HOME", home.path().string()}}, .directory = home.path().string()};
}

const std::string progress_at_home = ".local/state/spyglass/progress.json";

}  // namespace

TEST_CASE("a learner's seed stays with the progress, and the grade table tells it") {
  TemporaryFolder home;
  const auto named = run_spyglass({"lesson", "--learner", " seat-7 "}, "", at_home(home));
  CHECK(named.status == 0);
  CHECK_THAT(named.output,
             Contains("learner seat-7: mysteries are drawn from seed " + seed_of_seat));
  CHECK_THAT(run_spyglass({"lesson"}, "", at_home(home)).output, Contains("learner seat-7"));
  const auto table =
      run_spyglass({"lesson", "--grade", progress_at_home, "--json"}, "", at_home(home));
  CHECK(table.status == 0);
  const auto grades = nlohmann::json::parse(table.output);
  CHECK(grades[0]["learner"] == "seat-7");
  CHECK(std::to_string(grades[0]["seed"].get<int>()) == seed_of_seat);
  const auto other = run_spyglass({"lesson", "--learner", "seat-8"}, "", at_home(home));
  CHECK_THAT(other.output, Contains("was kept for seat-7 (seed 758616) so far"));
}

TEST_CASE("a mystery is drawn from the learner's seed, and again from it by the teacher") {
  TemporaryFolder home;
  {
    PseudoTerminal learner = lesson_at(home, {"--learner", "SEAT-7", "mystery-config"});
    learner.expect("seed " + seed_of_seat);
    learner.expect("step 1 > ");
    answer(learner, "where");
    learner.expect("learner SEAT-7: mysteries are drawn from seed " + seed_of_seat);
    answer(learner, "progress");
    learner.expect("last played with seed " + seed_of_seat);
    end(learner);
  }
  PseudoTerminal named = lesson_at(home, {"mystery-config", "--seed", "7"});
  named.expect("seed 7 ");
  end(named);
  PseudoTerminal own = lesson_at(home, {"who-is-it-calling"});
  own.expect("seed " + seed_of_seat);
  end(own);
}

TEST_CASE("names that nobody could have are refused, and nothing is kept") {
  TemporaryFolder home;
  for (const std::string name : {"", "  ", "a\nb", "\033[2J"}) {
    const auto said = run_spyglass({"lesson", "--learner", name}, "", at_home(home));
    INFO(name << said.output);
    CHECK(said.status == 1);
    CHECK_THAT(said.output, Contains("learner"));
    CHECK((said.output + said.errors).find("\033[2J") == std::string::npos);
  }
  CHECK(!std::filesystem::exists(home.path() / progress_at_home));
}

TEST_CASE("a class is graded, whatever state its files are in") {
  TemporaryFolder home;
  home.write("seat-7/progress.json", R"({"version": 1, "lessons": {"first-trace": {"steps":
    {"how-many-calls": {"done": true, "hints": 2}, "gone": {"done": true}}, "at": "last-call"}}})");
  home.write("seat-8/progress.json", R"({"version": 2, "lessons": {}})");
  const auto table = run_spyglass(
      {"lesson", "--grade", "seat-7/progress.json", "seat-8/progress.json", "none.json"}, "",
      at_home(home));
  CHECK(table.status == 1);
  CHECK_THAT(
      table.errors,
      Contains("seat-8/progress.json: it has version 2, and this spyglass knows version 1") &&
          Contains("none.json: there is no such file"));
  CHECK_THAT(table.output, Contains("first-trace 1 of 7") && Contains("not graded") &&
                               Contains("1 step that the lessons do not have"));
  const auto csv =
      run_spyglass({"lesson", "--grade", "seat-7/progress.json", "seat-8/progress.json", "--csv"},
                   "", at_home(home));
  CHECK(csv.status == 1);
  CHECK_THAT(csv.output, Contains("who,file,learner,seed") && Contains("\nseat-7,") &&
                             Contains("\nseat-8,seat-8/progress.json,"));
}

TEST_CASE("flags that make no sense together, or alone, are refused") {
  const auto words = GENERATE(values<std::vector<std::string>>({
      {"lesson", "--csv"},
      {"lesson", "--json"},
      {"lesson", "--grade", "x", "--csv", "--json"},
      {"lesson", "--grade", "x", "--check"},
      {"lesson", "--present"},
      {"lesson", "--present", "1", "2"},
      {"lesson", "--present", "1"},
      {"lesson", "--present", "1", "--demonstrate"},
      {"lesson", "--learner", "x", "--grade", "y"},
  }));
  const auto said = run_spyglass(words);
  CHECK(said.status == 2);
  CHECK(!said.errors.empty());
}

TEST_CASE("a lesson is presented page by page, with notes, and nothing is asked or kept") {
  TemporaryFolder home;
  const bool plain = GENERATE(false, true);
  std::vector<std::string> words = {"lesson", "--present", "3"};
  if (plain) words.insert(words.begin(), "--plain");
  PseudoTerminal terminal(words, {.home = home.path(), .columns = 100});
  const auto turn = [&](const std::string& page) {
    terminal.expect("3 · " + page + " of 12 > ");
    answer(terminal, "");
  };
  terminal.expect("Notes: Half an hour in a room.");
  turn("page 1");
  terminal.expect("The program `hello` prints one line.");
  turn("page 2");
  terminal.expect("Predict: How many system calls");
  turn("page 3");
  terminal.expect("It is: 3");
  turn("page 3");
  terminal.expect("  > continue");
  turn("page 4");
  terminal.expect("Three lines.");
  turn("page 5");
  terminal.expect("Task: The program is loaded anew");
  terminal.expect("Notes: Go by `stepi` at least once");
  // A line of the speaker's is a command, and no try.
  terminal.expect("page 6 of 12 > ");
  answer(terminal, "errno 2");
  terminal.expect("ENOENT (2)");
  terminal.expect("page 6 of 12 > ");
  answer(terminal, "retry");
  terminal.expect("Task: The program is loaded anew");
  turn("page 6");
  terminal.expect("  > next");
  terminal.expect("Everything that the kernel will be asked is in registers now");
  turn("page 6");
  terminal.expect("Question: Which register");
  terminal.expect("page 7 of 12 > ");
  answer(terminal, "skip");
  terminal.expect("page 8 of 12 > ");
  answer(terminal, "leave");
  terminal.expect("(spyglass) ");
  end(terminal);
  CHECK((terminal.raw().find("\033[2J") != std::string::npos) == !plain);
  CHECK(!std::filesystem::exists(home.path() / "state/spyglass/progress.json"));
}

TEST_CASE("after a presentation, lessons are the speaker's own again") {
  TemporaryFolder home;
  PseudoTerminal terminal({"lesson", "--present", "3"}, {.home = home.path(), .columns = 100});
  terminal.expect("page 1 of 12 > ");
  for (int page = 2; page <= 13; ++page) {
    answer(terminal, "skip");
    if (page < 13) terminal.expect("page " + std::to_string(page) + " of 12 > ");
  }
  terminal.expect("This is the end of lesson 3.");
  terminal.expect("(spyglass) ");
  answer(terminal, "lesson 3");
  terminal.expect("step 1 > ");
  end(terminal);
  CHECK(std::filesystem::exists(home.path() / "state/spyglass/progress.json"));
}

TEST_CASE("whatever goes wrong while a lesson is played is said with its lesson and step") {
  const std::string head = "lesson { title = 'T', minutes = 1, program = 'x86_64/hello' }\n";
  const std::string more =
      ", hints = { 'a', 'b', 'c' }, solutions = { { 'next' } }, wrong = { { 'next', expect = 'x' } "
      "}";
  struct Bad {
    std::string lesson;
    std::string typed;
    std::string says;
  };
  const auto bad = GENERATE_COPY(values<Bad>({
      {head + "task { id = 't', text = 'x', check = function() error('no') end" + more + " }",
       "next", "lesson 42 bad, step t: the check of this task is broken: "},
      {head + "task { id = 't', text = 'x', check = function() while true do end end" + more + " }",
       "next",
       "lesson 42 bad, step t: the check of this task is broken: 42-bad.lua:2: it runs too"},
      {head +
           "task { id = 't', text = 'x', check = function() end, mistakes = { { when = function() "
           "return 1 + nil end, say = 'x' } }" +
           more + " }",
       "next", "lesson 42 bad, step t: the check of this task is broken: "},
      {head + "task { id = 't', text = 'x', program = 'no-such-program', check = function() end" +
           more + " }",
       "", "lesson 42 bad, step t: it cannot go on (42-bad.lua:2): "},
      {head + "task { id = 't', text = 'x', start = 'no-such-command', check = function() end" +
           more + " }",
       "", "lesson 42 bad, step t: it cannot go on (42-bad.lua:2): "},
      {head + "load 'no-such-program'", "", "lesson 42 bad, step step-1: it cannot go on ("},
      {head + "run 'record x'", "", "lesson 42 bad, step step-1: it cannot go on ("},
      {head + "say 'x'\nrun 'no-such-command'", "",
       "lesson 42 bad, step step-2: it cannot go on ("},
      {"lesson { title = 'T', minutes = 1, program = 'true', beside = 'false' }\nload 'true'", "",
       "lesson 42 bad, step step-1: it cannot go on (42-bad.lua:2): "},
      {"lesson { title = 'T', minutes = 1, needs = 'no-such-program' }\nsay 'x'", "",
       "lesson 42 bad: it cannot be played here: "},
      {head + "quiz { id = 'q', ask = 'x' }", "", "lesson 42 bad, step q: it cannot be loaded: "},
  }));
  TemporaryFolder home;
  const std::string file = home.write("42-bad.lua", bad.lesson);
  PseudoTerminal terminal({}, {.home = home.path(), .columns = 500});
  terminal.command("lesson " + file);
  if (!bad.typed.empty()) {
    terminal.expect("step 1 > ");
    answer(terminal, bad.typed);
  }
  terminal.expect(bad.says);
  end(terminal);
}

TEST_CASE("a demonstration that gets stuck names its lesson and step") {
  TemporaryFolder folder;
  const std::string task =
      "task { id = 't', text = 'x', check = function() end, hints = {}, wrong = {}";
  const std::string head = "lesson { title = 'T', minutes = 1, program = 'x86_64/hello' }\n";
  const auto said = [&](const std::string& lesson) {
    const std::string file = folder.write("42-bad.lua", lesson);
    const auto played = run_spyglass({"lesson", "--demonstrate", file});
    CHECK(played.status == 1);
    return played.errors;
  };
  CHECK_THAT(said(head + task + " }"), Contains("lesson 42 bad, step t: it has no solution"));
  CHECK_THAT(said(head + task + ", solutions = { { 'next' } } }"),
             Contains("lesson 42 bad, step t: it is not passed by its own solution"));
  CHECK_THAT(said(head + task + ", solutions = { { 'no-such-command' } } }"),
             Contains("lesson 42 bad, step t: `no-such-command`: "));
}
