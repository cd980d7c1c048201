// A lesson as a learner meets it, and the progress file in good and bad homes.

#include <sys/stat.h>
#include <unistd.h>

#include <catch2/catch.hpp>

#include "tests/terminal/lesson_player.hpp"

namespace {

/// Opens the lesson whose first step asks for a prediction.
void open_lesson(PseudoTerminal& terminal) {
  terminal.expect("step 1 of 7");
  terminal.expect("Predict:");
  terminal.expect("step 1 > ");
}

const std::string progress_file = "state/spyglass/progress.json";

}  // namespace

TEST_CASE("a lesson from its first question to its last, with detours") {
  TemporaryFolder home;
  {
    PseudoTerminal terminal({"lesson", "hello-nostdlib"}, {.home = home.path()});
    open_lesson(terminal);
    // Looking around comes first, a wrong prediction is compared and not punished.
    answer(terminal, "errno 2");
    terminal.expect("ENOENT (2)");
    terminal.expect("step 1 > ");
    answer(terminal, "hint");
    terminal.expect("a question has no hints");
    terminal.expect("step 1 > ");
    answer(terminal, "2");
    terminal.expect("You said: 2.");
    terminal.expect("It makes 2 itself. The trace shows one more.");
    terminal.expect("+++ exited with 42 +++");
    terminal.expect("Task: The program is loaded anew");

    terminal.expect("step 2 > ");
    answer(terminal, "where");
    terminal.expect("step 2 of 7");
    terminal.expect("step 2 > ");
    answer(terminal, "hint");
    terminal.expect("Hint 1 of 3");
    terminal.expect("step 2 > ");
    answer(terminal, "?");
    terminal.expect("Hint 2 of 3");
    terminal.expect("step 2 > ");
    answer(terminal, "continue");
    terminal.expect("Not yet: the program has run to its end");
    terminal.expect("`retry` begins the task again");
    terminal.expect("step 2 > ");
    answer(terminal, "retry");
    terminal.expect("stopped before its first instruction");
    terminal.expect("step 2 > ");
    answer(terminal, "next");
    terminal.expect("Done.");

    terminal.expect("step 3 > ");
    answer(terminal, "rax");
    terminal.expect("rax says which call it is");
    terminal.expect("step 3 > ");
    answer(terminal, "the red one");
    terminal.expect("Not that. Once more");
    terminal.expect("step 3 > ");
    answer(terminal, "RDX.");
    terminal.expect("Yes: rdx.");

    terminal.expect("step 4 > ");
    answer(terminal, "skip");
    terminal.expect("step 5 > ");
    answer(terminal, "leave");
    terminal.expect("`lesson hello-nostdlib` comes back to this step");
    terminal.expect("(spyglass) ");
    end(terminal);
  }
  PseudoTerminal terminal({"lesson"}, {.home = home.path()});
  terminal.expect("3 of 7");
  CHECK(terminal.expect_end() == 0);

  PseudoTerminal again({"lesson", "3"}, {.home = home.path()});
  again.expect("step 5 of 7");
  again.expect("step 5 > ");
  answer(again, "set rdx 5");
  again.expect("15 → 5");
  again.expect("step 5 > ");
  answer(again, "finish");
  again.expect("Done.");
  again.expect("step 6 > ");
  answer(again, "until exit_group");
  again.expect("step 6 > ");
  answer(again, "set rdi 7");
  again.expect("step 6 > ");
  answer(again, "continue");
  again.expect("Done.");
  again.expect("step 7 > ");
  answer(again, "skip");
  again.expect("This is the end of lesson 3; ");
  again.expect("(spyglass) ");
  end(again);
}

TEST_CASE("a question that somebody would rather see answered") {
  TemporaryFolder home;
  PseudoTerminal terminal({"lesson", "hello-nostdlib"}, {.home = home.path()});
  open_lesson(terminal);
  answer(terminal, "?");
  terminal.expect("Then let us see.");
  terminal.expect("step 2 > ");
  answer(terminal, "skip");
  terminal.expect("step 3 > ");
  answer(terminal, "?");
  terminal.expect("It is: rdx");
  terminal.expect("step 4 > ");
  end(terminal);
}

TEST_CASE("a slip of the fingers is no answer, and a sentence no command") {
  TemporaryFolder home;
  {
    PseudoTerminal terminal({"lesson", "hello-nostdlib"}, {.home = home.path()});
    open_lesson(terminal);
    answer(terminal, "nxet");
    terminal.expect("Did you mean the command next? If not, give your answer once more.");
    terminal.expect("step 1 > ");
    answer(terminal, "nxet");
    terminal.expect("You said: nxet.");
    terminal.expect("step 2 > ");
    end(terminal);
  }
  home.write(
      progress_file,
      R"({"version": 1, "lessons": {"slow-one-waiting": {"seed": 1, "steps": {}, "at": "what-is-it-waiting-for"}}})");
  PseudoTerminal terminal({"lesson", "15"}, {.home = home.path()});
  terminal.expect("Diagnosis:");
  terminal.expect(" > ");
  for (const char* sentence : {"for an answer", "waits for the answer"}) {
    answer(terminal, sentence);
    terminal.expect("For which office?");
    terminal.expect(" > ");
  }
  for (const char* slip : {"hnit", "trcae -T ./clerk 5 saddle.out"}) {
    answer(terminal, slip);
    terminal.expect("Did you mean the command ");
    terminal.expect(" > ");
  }
  end(terminal);
}

TEST_CASE("a lesson is left by Ctrl-D and found again") {
  TemporaryFolder home;
  {
    PseudoTerminal terminal({"lesson", "hello-nostdlib"}, {.home = home.path()});
    open_lesson(terminal);
    answer(terminal, "3");
    terminal.expect("step 2 > ");
    terminal.press(key::ctrl_d);
    CHECK(terminal.expect_end() == 0);
  }
  PseudoTerminal terminal({}, {.home = home.path()});
  terminal.command("lesson hello-nostdlib");
  terminal.expect("step 2 of 7");
  terminal.expect("step 2 > ");
  end(terminal);
}

TEST_CASE("a lesson that is opened at a question has the question's program again") {
  TemporaryFolder home;
  std::filesystem::create_directories(home.path() / "state/spyglass");
  home.write(
      progress_file,
      R"({"version": 1, "lessons": {"execve-and-arguments": {"steps": {}, "at": "which-drink"}}})");
  PseudoTerminal terminal({"lesson", "4"}, {.home = home.path()});
  terminal.expect("What does DRINK say");
  terminal.expect("step 8 >");
  terminal.type("trace -v ./execve\r");
  terminal.expect("\"DRINK=cocoa\"]) = 0");
}

TEST_CASE("where progress cannot be kept the lesson says so once and goes on") {
  TemporaryFolder home;
  SECTION("a file stands where the folder should be") { home.write("state", "a file\n"); }
  SECTION("the home may not be written") {
    if (geteuid() == 0) return;  // root may write anywhere
    chmod(home.path().c_str(), 0500);
  }
  PseudoTerminal terminal({"lesson", "hello-nostdlib"}, {.home = home.path()});
  terminal.expect("Your progress is not being saved");
  terminal.expect("step 1 > ");
  answer(terminal, "3");
  terminal.expect("Yes: 3.");
  const std::string shown = terminal.expect("step 2 > ");
  CHECK(shown.find("not being saved") == std::string::npos);
  answer(terminal, "next");
  terminal.expect("Done.");
  terminal.expect("step 3 > ");
  end(terminal);
  chmod(home.path().c_str(), 0700);
}

TEST_CASE("a progress file that cannot be used is kept aside") {
  TemporaryFolder home;
  const std::string text =
      GENERATE("{\"version\": 1, \"lessons\": {\"hello-nos", "{\"version\": 2, \"pupils\": []}", "",
               "[1, 2]", "{\"version\": 1, \"lessons\": {\"hello-nostdlib\": 7}}");
  home.write(progress_file, text);
  PseudoTerminal terminal({"lesson", "hello-nostdlib"}, {.home = home.path()});
  terminal.expect("the progress file cannot be used");
  terminal.expect(".kept-1");
  open_lesson(terminal);
  answer(terminal, "3");
  terminal.expect("step 2 > ");
  end(terminal);
  CHECK(read_whole(home.file(progress_file + ".kept-1")) == text);
  CHECK(read_whole(home.file(progress_file)).find("walk-to-the-door") != std::string::npos);
}

TEST_CASE("a progress file that may not be read is not overwritten") {
  if (geteuid() == 0) return;  // root may read anything
  TemporaryFolder home;
  home.write(progress_file, "secret");
  chmod(home.file(progress_file).c_str(), 0);
  PseudoTerminal terminal({"lesson", "hello-nostdlib"}, {.home = home.path()});
  terminal.expect("the progress file");
  terminal.expect("step 1 > ");
  end(terminal);
  chmod(home.file(progress_file + ".kept-1").c_str(), 0600);
  CHECK(read_whole(home.file(progress_file + ".kept-1")) == "secret");
}

TEST_CASE("a mystery: clues, wrong and vague diagnoses, and the same one again after a restart") {
  TemporaryFolder home;
  {
    PseudoTerminal terminal({"lesson", "mystery-config", "--seed", "1"}, {.home = home.path()});
    terminal.expect("seed 1 ");
    terminal.expect("step 1 > ");
    answer(terminal, "b");
    terminal.expect("You said: those whose names begin with .bash.");
    terminal.expect("step 2 > ");
    answer(terminal, "clue it opens  .bashrc");
    terminal.expect("clue 1: it opens  .bashrc");
    terminal.expect("step 2 > ");
    answer(terminal, "clue");
    terminal.expect("clue TEXT");
    terminal.expect("step 2 > ");
    answer(terminal, "It is .profile.");
    terminal.expect("Look for its line in the trace.");
    terminal.expect("step 2 > ");
    answer(terminal, "maybe .profile, or .bashrc");
    terminal.expect("You name more than one.");
    terminal.expect("step 2 > ");
    answer(terminal, "no idea at all");
    terminal.expect("That doesn't say it yet. But which file is it?");
    terminal.expect("step 2 > ");
    answer(terminal, "hint");
    terminal.expect("Hint 1 of 3");
    terminal.expect("step 2 > ");
    answer(terminal, "the home's ~/.BASHRC");
    terminal.expect("So far, yes. Why does it read this one?");
    terminal.expect("step 2 > ");
    end(terminal);
  }
  {
    PseudoTerminal terminal({"lesson", "8"}, {.home = home.path()});
    terminal.expect("seed 1 ");
    terminal.expect("step 2 > ");
    answer(terminal, "clues");
    terminal.expect("clue 1: it opens  .bashrc");
    terminal.expect("step 2 > ");
    answer(terminal, "It isn't a login shell but an interactive one, so .bashrc");
    terminal.expect("Yes, that is it.");
    terminal.expect("step 3 > ");
    answer(terminal, "continue");
    terminal.expect("Not yet: the shell has ended.");
    terminal.expect("step 3 > ");
    answer(terminal, "retry");
    terminal.expect("Now the other kind: `bash -l -c exit`.");
    terminal.expect("step 3 > ");
    answer(terminal, "catch openat if ret > 0 and has(pathname, \"/.bash_profile\")");
    terminal.expect("step 3 > ");
    answer(terminal, "continue");
    terminal.expect("Done.");
    terminal.expect("step 4 > ");
    answer(terminal, "catch openat if ret > 0 and has(pathname, \"/.bash_profile\")");
    terminal.expect("step 4 > ");
    answer(terminal, "continue");
    terminal.expect("caught: openat has returned");
    terminal.expect("step 4 > ");
    answer(terminal, "set rax -2");
    terminal.expect("step 4 > ");
    answer(terminal, "continue");
    terminal.expect("Done.");
    terminal.expect("step 5 > ");
    answer(terminal, "3");
    terminal.expect("This one has no -l.");
    terminal.expect("step 5 > ");
    answer(terminal, "None.");
    terminal.expect("Lesson 8 is done.");
    terminal.expect("This was seed 1.");
    terminal.expect("(spyglass) ");
    end(terminal);
  }
  PseudoTerminal terminal({"lesson", "8", "--seed", "2"}, {.home = home.path()});
  terminal.expect("seed 2 ");
  terminal.expect("step 1 > ");
  answer(terminal, "clues");
  terminal.expect("No clues yet.");
  terminal.expect("step 1 > ");
  answer(terminal, "?");
  terminal.expect("step 2 > ");
  answer(terminal, "?");
  terminal.expect("It is: It reads ");
  terminal.expect("step 3 > ");
  end(terminal);
}

TEST_CASE("a seed is a number, and for a lesson that draws") {
  TemporaryFolder home;
  PseudoTerminal terminal({}, {.home = home.path()});
  terminal.command("lesson mystery-config seed=x");
  terminal.expect("a seed is a number");
  terminal.command("lesson mystery-config seed");
  terminal.expect("lesson [NAME [seed=N]|record NAME]");
  terminal.command("lesson hello-nostdlib seed=3");
  terminal.expect("draws nothing");
  terminal.command("quit");
  CHECK(terminal.expect_end() == 0);
}

TEST_CASE("outside of a lesson its commands say so") {
  TemporaryFolder home;
  const std::string command =
      GENERATE("hint", "retry", "skip", "where", "leave", "clue x", "clues");
  PseudoTerminal terminal({}, {.home = home.path()});
  terminal.command(command);
  terminal.expect("no lesson is open");
  terminal.command("quit");
  CHECK(terminal.expect_end() == 0);
}
