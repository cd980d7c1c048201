// What was done: told step by step, read again, and forgotten.

#include <nlohmann/json.hpp>

#include "tests/terminal/lesson_player.hpp"

namespace {

const std::string progress_file = "state/spyglass/progress.json";

/// A learner who is in the middle of lesson 3: some steps done, one of them with hints and one that
/// was asked differently then, one left out, and some ahead.
const std::string middle = R"({"version": 1, "lessons": {"hello-nostdlib": {"steps": {
  "how-many-calls": {"done": true, "hints": 0},
  "walk-to-the-door": {"done": true, "hints": 2},
  "which-register-counts": {"done": true, "hints": 0, "content": "of another lesson"},
  "through-the-kernel": {"done": false, "hints": 1}},
  "clues": [{"seed": 0, "text": "fifteen"}], "at": "only-hello"}}})";

const std::string finished_tour = R"({"version": 1, "lessons": {"hello-nostdlib": {"steps": {
  "how-many-calls": {"done": true}, "walk-to-the-door": {"done": true},
  "which-register-counts": {"done": true}, "through-the-kernel": {"done": true},
  "only-hello": {"done": true}, "another-status": {"done": true},
  "a-line-of-your-own": {"done": true}}, "at": ""}}})";

/// Somebody at the prompt whose progress file says this.
struct Learner {
  explicit Learner(const std::string& progress) {
    if (!progress.empty()) home.write(progress_file, progress);
    terminal.expect("(spyglass) ");
  }
  /// What a line at the prompt shows.
  std::string told(const std::string& line) {
    answer(terminal, line);
    terminal.expect("\n");
    return terminal.expect("(spyglass) ");
  }
  ~Learner() { end(terminal); }

  TemporaryFolder home;
  PseudoTerminal terminal{{}, {.home = home.path(), .columns = 500}};
};

bool has(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

/// Checks that lines stand in a text in this order.
void check_order(const std::string& text, const std::vector<std::string>& parts) {
  std::size_t at = 0;
  for (const std::string& part : parts) {
    INFO(part << "\n--- in:\n" << text);
    const auto found = text.find(part, at);
    CHECK(found != std::string::npos);
    if (found != std::string::npos) at = found + part.size();
  }
}

std::size_t copies(const TemporaryFolder& home) {
  std::size_t count = 0;
  for (const auto& entry : std::filesystem::directory_iterator(home.path() / "state/spyglass")) {
    count += has(entry.path().string(), "before-reset") ? 1 : 0;
  }
  return count;
}

}  // namespace

TEST_CASE("progress tells of each step, and sums up") {
  Learner learner(middle);
  check_order(
      learner.told("progress hello-nostdlib"),
      {"3 · Can a program print", "1  done  ", "2  done, 2 hints", "The program is loaded",
       "3  done, edited since", "Which register", "4  skipped, 1 hint", "5  here",
       "Make the program print", "6  ahead", "7  ahead", "3 of 7 steps done, 3 hints, 1 clue"});
  CHECK(learner.told("progress 3") == learner.told("progress hello-nostdlib"));
  check_order(learner.told("progress execve-and-arguments"), {"1   ahead", "10  ahead", "0 of "});
  CHECK(has(learner.told("progress execve-and-argumens"), "did you mean execve-and-arguments?"));
  check_order(learner.told("progress"),
              {"03  hello-nostdlib", "3 of 7", "0 of 24 lessons, 3 of ", "3 hints used"});
  CHECK(has(learner.told("progress a b"), "progress [LESSON]"));
}

TEST_CASE("progress, in a lesson, is that of this lesson") {
  TemporaryFolder home;
  PseudoTerminal terminal = lesson_at(home, {"3"});
  play(terminal, 1,
       {{"progress", {"1  here", "2  ahead", "0 of 7 steps done"}}, {"3", {"Yes: 3."}}});
  play(terminal, 2, {{"hint", {"Hint 1"}}, {"skip", {"Question:"}}});
  play(terminal, 3,
       {{"progress", {"1  done ", "2  skipped, 1 hint", "3  here", "1 of 7 steps done, 1 hint"}},
        {"progress execve-and-arguments", {"4 · ", "1   ahead"}}});
  go_away(terminal, 3);
}

TEST_CASE("a finished lesson is all done, and what was skipped in it is said") {
  Learner learner(finished_tour);
  const std::string told = learner.told("progress 3");
  check_order(told, {"1  done", "7  done", "7 of 7 steps done"});
  CHECK_FALSE(has(told, "skipped"));
  CHECK(has(learner.told("progress"), "1 of 24 lessons, 7 of "));
}

TEST_CASE("a lesson that nobody has begun cannot be reviewed") {
  Learner learner("");
  CHECK(has(learner.told("review 3"),
            "you have not begun this lesson, so that there is nothing to "
            "review; `lesson hello-nostdlib` opens it"));
  CHECK(has(learner.told("review"), "no lesson is open"));
  CHECK(has(learner.told("review helo-nostdlib"), "did you mean hello-nostdlib?"));
  CHECK(has(learner.told("review a b"), "review [LESSON]"));
}

TEST_CASE("a review goes as far as the learner has come, with the answers of what is done") {
  Learner learner(middle);
  const std::string told = learner.told("review hello-nostdlib");
  check_order(
      told, {"3 · Can a program print", "How many system calls", "It is: 3", "> continue",
             "Three lines.", "Task: The program is loaded anew", "One way: `next`",
             "Another: `stepi`, `stepi`", "Which register says", "It is: rdx",
             "Task: Now let the kernel", "not done yet", "Task: Make the program print only",
             "not done yet", "This is as far as you have come; `lesson hello-nostdlib` goes on."});
  CHECK_FALSE(has(told, "One way: `finish`"));
  CHECK_FALSE(has(told, "set rdx 5"));
  CHECK_FALSE(has(told, "last words"));
}

TEST_CASE("the review of a finished lesson is all of it, also when it is begun anew") {
  Learner learner(finished_tour);
  const std::vector<std::string> all = {"It is: 3", "One way: `next`", "One way: `set rdx 5`",
                                        "Only the low 8 bits", "A system call is an instruction."};
  const std::string before = learner.told("review 3");
  check_order(before, all);
  CHECK_FALSE(has(before, "as far as you have come"));
  answer(learner.terminal, "lesson 3");
  learner.terminal.expect("step 1 of 7");
  learner.terminal.expect("You have done this lesson: `review hello-nostdlib` shows it with its ");
  learner.terminal.expect("Here it begins anew.");
  play(learner.terminal, 1,
       {{"review", all}, {"leave", {"comes back to this step", "(spyglass) "}}});
}

TEST_CASE("the review of a mystery shows what was drawn when it was played last") {
  const auto said_of = [](const std::string& seeds, const std::string& at) {
    Learner learner(R"({"version": 1, "lessons": {"mystery-config": {"steps": {
      "how-many": {"done": true}, "first-shell": {"done": true}},
      "at": ")" + at +
                    "\"" + seeds + "}}}");
    return learner.told("review mystery-config");
  };
  // Which file it is differs.
  const std::string one = said_of(R"(, "played": 1)", "");
  const std::string two = said_of(R"(, "played": 2)", "");
  check_order(one, {"A shell of the market hall", "It is: "});
  CHECK(one != two);
  CHECK(one == said_of(R"(, "played": 1)", ""));
  // One that was begun since is the one at hand.
  const std::string begun = said_of(R"(, "played": 2, "seed": 2)", "first-shell");
  CHECK(has(begun, "as far as you have come"));
}

TEST_CASE("reset says first what it would do, does it for a yes, and keeps a copy") {
  Learner learner(middle);
  CHECK(has(learner.told("reset hello-nostdlib"),
            "This would forget 3 steps done and 1 clue. `reset hello-nostdlib yes` does it"));
  CHECK(has(learner.told("progress 3"), "3 of 7 steps done"));
  CHECK(copies(learner.home) == 0);
  CHECK(has(learner.told("reset 3 yes please"), "reset LESSON|all [yes]"));
  CHECK(has(learner.told("reset 3 no"), "reset LESSON|all [yes]"));
  CHECK(has(learner.told("reset"), "reset LESSON|all [yes]"));
  CHECK(has(learner.told("reset hello-nostdlid yes"), "did you mean hello-nostdlib?"));
  CHECK(copies(learner.home) == 0);
  const std::string done = learner.told("reset 3 yes");
  check_order(done, {"Forgotten: 3 steps done and 1 clue.",
                     "The progress file as it was: ", "progress.json.before-reset-1"});
  CHECK(read_whole(learner.home.file(progress_file + ".before-reset-1")) == middle);
  CHECK(has(learner.told("progress 3"), "0 of 7 steps done"));
  CHECK(has(learner.told("reset 3 yes"), "Nothing is kept of this lesson."));
  CHECK(copies(learner.home) == 1);
}

TEST_CASE("reset of all forgets all lessons, and those that are no more") {
  Learner learner(R"({"version": 1, "lessons": {
    "hello-nostdlib": {"steps": {"how-many-calls": {"done": true}}, "at": "walk-to-the-door"},
    "of-last-year": {"steps": {"a": {"done": true}, "b": {"done": true}}, "at": ""}}})");
  CHECK(has(learner.told("reset all"), "This would forget 2 lessons: 3 steps done and 0 clues."));
  CHECK(has(learner.told("reset all yes"), "Forgotten: 2 lessons: 3 steps done and 0 clues."));
  CHECK(has(learner.told("reset all yes"), "Nothing is kept of any lesson."));
  const auto root = nlohmann::json::parse(read_whole(learner.home.file(progress_file)));
  CHECK(root.at("lessons").empty());
}

TEST_CASE("a lesson that is open is closed when it is forgotten, and begins anew then") {
  TemporaryFolder home;
  home.write(progress_file, middle);
  PseudoTerminal terminal = lesson_at(home, {"3"});
  const std::string which = GENERATE("3", "all");
  play(terminal, 5,
       {{"reset 4 yes", {"Nothing is kept of this lesson."}},
        {"reset " + which, {"This would forget "}},
        {"reset " + which + " yes", {"Forgotten: "}}});
  terminal.command("where");
  terminal.expect("no lesson is open");
  terminal.command("regs");
  terminal.expect("rdx");
  terminal.command("lesson 3");
  terminal.expect("step 1 of 7");
  go_away(terminal, 1);
}
