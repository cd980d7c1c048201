// Lesson 15, the program that waits, from its first question to its end. Nothing here depends on
// how long it waits: where it has to stand still for as long as somebody looks, the order is a huge
// one.

#include <regex>

#include "tests/terminal/lesson_player.hpp"

namespace {

// What seed 1 draws.
const std::string offices = " saffron saddle nutmeg ginger";
const std::string slow_connect = "sun_path=\"saddle.sock\"}, 110) = 0";
const std::string endless = "run ./clerk 99999" + offices;
const std::string anew = "loaded, and stopped before its first instruction";

void press_ctrl_c(PseudoTerminal& terminal, int step) {
  terminal.expect("step " + std::to_string(step) + " > ");
  terminal.press(key::ctrl_c);
  terminal.expect("interrupted");
}

/// The office whose answer took longest, by a trace with times.
std::string slowest(const std::string& trace) {
  const std::regex line("(\\w+)\\.sock|recvfrom\\(.*<(\\d+\\.\\d+)>");
  std::string asked, found;
  double longest = -1;
  for (std::sregex_iterator at(trace.begin(), trace.end(), line), none; at != none; ++at) {
    if ((*at)[1].matched) asked = (*at)[1];
    if (!(*at)[2].matched || std::stod((*at)[2]) <= longest) continue;
    longest = std::stod((*at)[2]);
    found = asked;
  }
  return found;
}

}  // namespace

TEST_CASE("lesson 15: what the clerk does, by wrong answers, free looks and Ctrl-C") {
  TemporaryFolder home;
  {
    PseudoTerminal terminal = lesson_at(home, {"15", "--seed", "1"});
    terminal.expect("seed 1 ");
    play(terminal, 1, {{"a", {"You said: how many calls it makes", "a single one may last"}}});
    play(terminal, 2,
         {{"tiem", {"Did you mean the command time?"}},
          {"continue", {slow_connect}},
          {"time", {"elapsed", "It waits: for most of this time it did not compute."}},
          {"summary", {"read", "total"}},
          {"waits", {"share", "recvfrom"}},
          {"it works", {"nearly as much as elapsed. How much are they?"}},
          {"c", {"It does work a little, as everybody does."}},
          {"it waits", {"Yes: it waits.", "So a trace will show it.", "recvfrom", "100.00"}}});
    play(terminal, 3, {{"read", {"dozens of quick calls are still quick"}}});
    go_away(terminal, 3);  // while it may be waiting still
  }
  PseudoTerminal terminal = lesson_at(home, {"15"});
  terminal.expect("seed 1 ");
  terminal.expect("step 3 of 7");
  play(terminal, 3,
       {{"connect", {"To be connected takes next to no time here."}},
        {"execve", {"That starts the program."}},
        {"the recvfrom, I think", {"Yes: recvfrom.", "Diagnosis: What is the clerk waiting for"}}});

  play(terminal, 4,
       {{"clues", {"No clues yet."}},
        {endless, {anew}},
        {"continue", {slow_connect, "sendto("}},
        {"waits", {"recvfrom"}},
        {"regs", {"the program is running; Ctrl-C or `interrupt` stops it"}},
        {"sample 300ms", {"samples in", "in recvfrom(", "the program goes on"}},
        {"kstack", {"sleeping until something happens", "the call  recvfrom(3"}},
        {"fds", {"UNIX stream, connected"}}});
  press_ctrl_c(terminal, 4);
  play(terminal, 4,
       {{"regs", {"orig_rax"}},
        {"calls", {slow_connect}},
        {"clue it stands still behind the connect to saddle.sock", {"clue 1: it stands still"}},
        {"It reads the catalogue", {"The catalogue is read in many calls"}},
        {"the processor is too slow", {"`time` says that it hardly computes."}},
        {"it must be the network", {"no byte leaves the machine"}},
        {"It waits for the answer of ginger", {"That one answers at once."}},
        {"no idea", {"That doesn't say it yet. For which office?"}},
        {"hint", {"Hint 1 of 3: A trace with the time of each call"}},
        {"trace -T -e conect,recvfrom ./clerk 1" + offices, {"(did you mean connect?)"}},
        {"trace -T -e connect,recvfrom ./clerk 1" + offices, {"ginger.sock", "exited with 0"}},
        {"either saddle or nutmeg", {"So far, yes. And what is it that it wants from there?"}},
        {"clues", {"clue 1: it stands still"}}});
  go_away(terminal, 4);

  PseudoTerminal again = lesson_at(home, {"slow-one-waiting"});
  again.expect("step 4 of 7");
  play(again, 4,
       {{"clues", {"clue 1: it stands still behind the connect to saddle.sock"}},
        {"it is saddle", {"So far, yes. And what is it that it wants"}},
        {"it is slow to reply", {"Yes, that is it.", "saddle takes its time to answer"}}});
  again.expect("Task: Bring the clerk to the moment right before the long wait");
  go_away(again, 5);
}

TEST_CASE("lesson 15: the tasks, spoilt in every way and done at last") {
  TemporaryFolder home;
  PseudoTerminal terminal = lesson_at(home, {"15", "--seed", "1"});
  play(terminal, 1, {{"b", {"Yes: how long it took on the clock"}}});
  play(terminal, 2, {{"?", {"It is: it waits"}}});
  play(terminal, 3, {{"?", {"It is: recvfrom"}}});
  play(terminal, 4, {{"?", {"It is: It waits for the answer of saddle."}}});

  play(terminal, 5,
       {{"catch connect if ret == 0 and has(addr.sun_path, \"saddle.sock\")", {"catch 1"}},
        {endless, {anew}},
        {"continue", {"caught: connect has returned", "But it isn't at the recvfrom yet"}},
        {"continue", {"Not yet: it is past the door: it waits already"}}});
  press_ctrl_c(terminal, 5);
  // Looking around with another program is no try.
  const std::string looked = play(terminal, 5,
                                  {{"retry", {anew, "Task: Bring the clerk"}},
                                   {"run ls", {anew}},
                                   {"continue", {"saddle.sock", "exited with 0"}},
                                   {"where", {"step 5 of 7"}}});
  CHECK(looked.find("Not yet") == std::string::npos);
  play(terminal, 5,
       {{"retry", {anew, "Task: Bring the clerk"}},
        {"until recvfrm", {"there is no system call `recvfrm` (did you mean recvfrom?)"}},
        {"until recvfrom", {"Not yet: this recvfrom is for saffron, which answers at once"}},
        {"catch recvfrom if ret > 0", {"catch 2"}},
        {"continue", {"caught: recvfrom has returned"}},
        {"continue", {"Not yet: the answer of saddle is there already: the wait is over"}},
        {"catch -d 2", {}},
        {"continue", {"Not yet: the clerk has ended. The wait is long over"}},
        {"until recvfrom", {"the program has ended; `run` starts it again"}},
        {"hint", {"Hint 1 of 3: `until recvfrom` goes to the door"}},
        {"retry", {anew, "Task: Bring the clerk"}},
        {"until recvfrom", {"which answers at once"}},
        {"until recvfrom", {"Done.", "you do before it has begun"}}});

  play(terminal, 6,
       {{"continue", {"Not yet: it was connected with saddle as ever, and waited"}},
        {"retry", {anew, "Task: Now the proof"}},
        {"inject connect error=ECONNREFUSED", {"injection 1"}},
        {"continue", {"Not yet: other offices failed as well. Which time is then whose?"}},
        {"retry", {anew, "Task: Now the proof"}},
        {"inject connect error=ECONNREFUSED when=1", {"injection"}},
        {"continue", {"Not yet: it waited for saddle, and another office was left out"}},
        {"retry", {anew, "Task: Now the proof"}},
        {"until connect", {"connect has been called"}},
        {"kill", {"Not yet: it has ended without asking saddle at all"}},
        {"?", {"Hint 1 of 3: `inject` lets calls fail"}},
        {"retry", {anew, "Task: Now the proof"}},
        {"inject connect error=ECONREFUSED when=2", {"(did you mean ECONNREFUSED?)"}},
        // A line that was pasted twice.
        {"inject connect error=ECONNREFUSED when=2\rinject connect error=ECONNREFUSED when=2",
         {"connect error=ECONNREFUSED when=2\n", "connect error=ECONNREFUSED when=2\n"}},
        {"continue", {"saddle: no answer", "Done.", "Now it isn't a guess any more."}}});

  play(
      terminal, 7,
      {{"a faster processor", {"It would wait on a faster processor."}},
       {"b", {"A good thing in itself."}},
       {"c", {"Yes: to ask all four at the same time", "Lesson 15 is done.", "This was seed 1."}}});
  terminal.expect("(spyglass) ");
  end(terminal);
}

TEST_CASE("lesson 15 with another seed, by what its traces show") {
  TemporaryFolder home;
  PseudoTerminal terminal = lesson_at(home, {"15", "--seed", "7"});
  terminal.expect("seed 7 ");
  play(terminal, 1, {{"b", {"Yes: how long"}}});
  terminal.expect("execve(\"./clerk\", [\"./clerk\", \"100\", ");
  std::string others = terminal.expect("]");
  others = std::regex_replace(others, std::regex("[\",\\]]"), "");
  play(terminal, 2, {{"it is waiting", {"Yes: it waits."}}});
  play(terminal, 3, {{"recvfrom", {"Yes: recvfrom."}}});
  const std::string office = slowest(play(
      terminal, 4, {{"trace -T -e connect,recvfrom ./clerk 30 " + others, {"exited with 0"}}}));
  INFO("the slow one of " << others << " seems to be " << office);
  play(terminal, 4, {{"The answer from " + office + " is late", {"Yes, that is it."}}});
  play(terminal, 5,
       {{"catch connect if has(addr.sun_path, \"" + office + ".sock\")", {"catch 1"}},
        {"continue", {"caught: connect"}},
        {"until recvfrom", {"Done."}}});
  play(terminal, 6,
       {{"catch connect if has(addr.sun_path, \"" + office + ".sock\")", {"catch 2"}},
        {"continue", {"caught: connect"}},
        {"set rdi 99", {"→ 99"}},
        {"continue", {office + ": no answer", "Done."}}});
  play(terminal, 7, {{"c", {"Lesson 15 is done.", "This was seed 7."}}});
  terminal.expect("(spyglass) ");
  end(terminal);
}
