// Lesson 16, the program that computes, from its first question to its end. How often it was seen
// where is never the same; that one function is far above the others is.

#include <regex>

#include "tests/terminal/lesson_player.hpp"

namespace {

const std::string anew = "loaded, and stopped before its first instruction";
const std::string task = "Task: The proof: take the suspect away.";

/// The function of the first row of a table of samples.
std::string most_seen(const std::string& table) {
  std::smatch row;
  REQUIRE(std::regex_search(table, row, std::regex("\n +[0-9.]+ % +[0-9]+ +(\\w+)")));
  return row[1];
}

}  // namespace

TEST_CASE("lesson 16: what the mill does, by wrong answers, samples and Ctrl-C") {
  TemporaryFolder home;
  {
    PseudoTerminal terminal = lesson_at(home, {"16", "--seed", "1"});
    terminal.expect("seed 1 ");
    play(terminal, 1,
         {{"a",
           {"You said: thousands, it is busy after all.", "Busy with what?", "mill: at work",
            "mill: flour of the kind", "an empty trace is a finding, too"}}});
    play(
        terminal, 2,
        {{"time", {"elapsed", "share"}},
         {"sapmle 1s", {"Not that. Once more"}},
         {"sample 1ss", {"`1ss` is no length of time"}},
         {"sample 1s", {"samples in", "crack", "interrupted"}},
         {"time", {"elapsed", "user", "system", "share"}},
         {"summary", {"execve", "total"}},
         {"waits", {"share"}},
         {"system", {"But it never asks the kernel for anything."}},
         {"elapsed", {"what the clock on the wall says"}},
         {"it is the user time", {"Yes: user.", "Diagnosis: Which of its functions is to blame"}}});
    go_away(terminal, 3);
  }
  {
    PseudoTerminal terminal = lesson_at(home, {"slow-two-cpu"});
    terminal.expect("seed 1 ");
    terminal.expect("step 3 of 5");
    play(terminal, 3, {{"run ./mill 99999", {anew}}, {"continue", {"mill: at work"}}});
    // What computes doesn't give the prompt back.
    terminal.press(key::ctrl_c);
    terminal.expect("interrupted");
    play(terminal, 3,
         {{"kstack", {"stopped by its tracer", "it is outside of calls"}},
          {"regs", {"rip"}},
          {"maps", {"code of the program"}},
          {"calls", {"execve(\"./mill\", [\"./mill\", \"99999\"]", "mill: at work"}},
          {"sample 1s", {"samples in", "interrupted"}},
          {"clue crack is in nearly all samples", {"clue 1: crack is in nearly all samples"}},
          {"it waits for the disk",
           {"To reach a disk takes a system call, and the trace has none."}},
          {"the function main", {"main calls the others"}},
          {"it is write, it writes too much", {"It writes two lines, at the beginning and at the"}},
          {"it is waiting", {"A program that waits sits in a call."}},
          {"bolt", {"That one was seen now and then."}},
          {"either grind or crack", {"You name more than one. Which of them is it?"}},
          {"no idea", {"That doesn't say it yet. Which function is it?"}},
          {"hint", {"Hint 1 of 3: A thing that takes most of the time"}},
          {"it's the function crack", {"So far, yes. And what does it do there?"}},
          {"clues", {"clue 1: crack is in nearly all samples"}},
          {"it doesn't wait: it computes", {"Yes, that is it.", "all that a profiler does"}}});
    play(terminal, 4, {{"a", {"It may be elsewhere between your looks."}}});
    go_away(terminal, 4);
  }
  PseudoTerminal terminal = lesson_at(home, {"16"});
  terminal.expect("step 4 of 5");
  play(terminal, 4,
       {{"regs", {"rip"}},
        {"c", {"a rare chance: 1 in 16"}},
        {"that it is probably there for most of the time", {"Yes: that it is probably", task}}});
  go_away(terminal, 5);
}

TEST_CASE("lesson 16: the proof, spoilt in every way and brought at last") {
  TemporaryFolder home;
  {
    PseudoTerminal terminal = lesson_at(home, {"16", "--seed", "1"});
    play(terminal, 1, {{"b", {"Let us see whether it needs anything at all."}}});
    play(terminal, 2, {{"?", {"It is: user"}}});
    play(terminal, 3, {{"?", {"It is: It is the function crack, which computes"}}});
    play(terminal, 4, {{"?", {"It is: that it is probably there"}}});
    play(terminal, 5,
         {{"continue", {"Not yet: the usual flour: crack has worked as ever", "`retry` begins"}},
          {"continue", {"the program has ended; `run` starts it again"}},
          {"retry", {anew, task}},
          {"kill", {"Not yet: it has ended before it began to work"}}});
    // Looking around with another program is no try.
    const std::string looked = play(terminal, 5,
                                    {{"run ls", {anew}},
                                     {"continue", {"mill\n", "exited with 0"}},
                                     {"where", {"step 5 of 5"}}});
    CHECK(looked.find("Not yet") == std::string::npos);
    play(terminal, 5,
         {{"retry", {anew, task}},
          {"break grnid", {"`grnid` is no number", "(did you mean grind?)"}},
          {"break grind", {"grind (0x"}},
          {"continue", {"breakpoint at grind"}},
          {"set rdi 1", {"→ 1"}},
          {"continue",
           {"Not yet: the rounds of grind were 1, not 1 million as ever. Only crack was"}},
          {"hint", {"Hint 1 of 3: Stop where the function begins"}}});
    go_away(terminal, 5);
  }
  PseudoTerminal terminal = lesson_at(home, {"16"});
  terminal.expect("seed 1 ");
  terminal.expect("step 5 of 5");
  terminal.expect(task);
  play(terminal, 5,
       {{"braek crack", {"there is no command `braek` (did you mean break?)"}},
        // A line that was pasted twice.
        {"break crack\rbreak crack", {"breakpoint 1: crack", "breakpoint 1: crack"}},
        {"continue", {"breakpoint at crack", "hit 1 time"}},
        {"set rdi 2", {"→ 2"}},
        {"continue", {"Not yet: the rounds of crack were 2. One would do"}},
        {"retry", {anew, task}},
        {"break crack", {"crack (0x"}},
        {"continue", {"breakpoint at crack"}},
        {"kill", {"Not yet: it has ended without a word: the flour isn't done"}},
        {"?", {"Hint 1 of 3"}},
        {"?", {"Hint 2 of 3: At the first instruction of a function"}},
        {"retry", {anew, task}},
        {"tbreak crack", {"crack (0x"}},
        {"continue", {"breakpoint at crack"}},
        {"set rdi 1", {"→ 1"}},
        {"continue", {"Done.", "this was an experiment", "Lesson 16 is done.", "seed 1."}}});
  terminal.expect("(spyglass) ");
  end(terminal);
}

TEST_CASE("lesson 16 with another seed, by what its samples show") {
  TemporaryFolder home;
  PseudoTerminal terminal = lesson_at(home, {"16", "--seed", "2"});
  terminal.expect("seed 2 ");
  play(terminal, 1, {{"none", {"Yes: none."}}});
  const std::string hot =
      most_seen(play(terminal, 2, {{"sample 1s", {"samples in", "stacks, the outermost"}}}));
  INFO("seen most often: " << hot);
  play(terminal, 2, {{"user", {"Yes: user."}}});
  play(terminal, 3, {{"it computes in " + hot + " most of the time", {"Yes, that is it."}}});
  play(terminal, 4, {{"b", {"Yes: that it is probably"}}});
  play(terminal, 5,
       {{"break " + hot, {hot + " (0x"}},
        {"continue", {"breakpoint at " + hot}},
        {"set rdi 1", {"→ 1"}},
        {"continue", {"Done.", "Lesson 16 is done.", "This was seed 2."}}});
  terminal.expect("(spyglass) ");
  end(terminal);
}
