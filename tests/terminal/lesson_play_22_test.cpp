// Lesson 22, the sentence that comes through three processes, from its first question to its end.

#include <regex>

#include "tests/terminal/lesson_player.hpp"

namespace {

const std::string anew = "loaded, and stopped before its first instruction";
// What seed 1 draws.
const std::string fetch = "run ./fetch -b 127.232.85.86 http://127.38.36.114:23728/meadow";
const std::string sentence = "The pilot boat sails at 13, from the old pier.";

/// Traces beside the prompt until `text` has come, and ends that by Ctrl-C.
std::string watch(PseudoTerminal& terminal, int step, const std::string& line,
                  const std::string& text) {
  terminal.expect("step " + std::to_string(step) + " > ");
  answer(terminal, line);
  std::string shown = terminal.expect(text);
  terminal.press(key::ctrl_c);
  shown += terminal.expect("detached");
  return shown;
}

std::string match(const std::string& text, const std::string& pattern) {
  std::smatch found;
  INFO(text);
  REQUIRE(std::regex_search(text, found, std::regex(pattern)));
  return found[1];
}

}  // namespace

TEST_CASE("lesson 22: which worker, which port and which row, by looking into all of them") {
  TemporaryFolder home;
  {
    PseudoTerminal terminal = lesson_at(home, {"22", "--seed", "1"});
    terminal.expect("seed 1 ");
    terminal.expect("Notice of the day: " + sentence);
    play(terminal, 1, {{"a", {"You said: all four take turns", "Let us see."}}});
    const std::string all = "trace -ff -s 200 -o out -p front-1,front-2,front-3,front-4";
    terminal.expect("step 2 > ");
    answer(terminal, all);
    for (int i = 0; i < 4; ++i) terminal.expect(" attached");
    terminal.press(key::ctrl_c);
    for (int i = 0; i < 4; ++i) terminal.expect(" detached");
    play(terminal, 2,
         {{"trace -e none sh -c \"ls out.*; echo all\"", {"exited with"}},
          {"front", {"front itself only hands visitors over."}},
          {"front-4", {"nothing comes but the one epoll_wait"}},
          {"attach front-1", {"attached, and stopped where it was"}},
          {"continue", {"epoll_wait"}}});
    terminal.expect("step 2 > ");
    terminal.press(key::ctrl_c);
    terminal.expect("interrupted");
    play(terminal, 2, {{"detach", {"goes on without us"}}, {"attach front-3", {"attached"}}});
    terminal.expect("step 2 > ");
    answer(terminal, "continue");
    terminal.expect("writev(");
    terminal.press(key::ctrl_c);
    terminal.expect("interrupted");
    // The visitor's socket has come from the front; both its ends are known nevertheless.
    play(terminal, 2,
         {{"net",
           {"TCP 127.38.36.114:23728 -> 127.232.85.86:", "GET /meadow", "-> 200 OK", "called",
            "-> page /meadow", "Notice of the day: " + sentence}},
          {"detach", {"goes on without us"}}});
    const std::string worker =
        watch(terminal, 2, "trace -s 200 -yy -p front-3", "Notice of the day: " + sentence);
    CHECK(worker.find("-1 EINPROGRESS") != std::string::npos);
    CHECK(match(worker, "connect\\(.*sin_port=htons\\((\\d+)\\)") == "24579");
    play(terminal, 2, {{"front-3", {"Yes: front-3.", "They cost nothing."}}});
    play(terminal, 3,
         {{"a", {"That would be ECONNREFUSED, and no page."}},
          {"b", {"Yes: the connection has been begun"}}});
    play(terminal, 4, {{"23728", {"That is the door of the front"}}});
    go_away(terminal, 4);
  }
  PseudoTerminal terminal = lesson_at(home, {"the-middleman"});
  terminal.expect("seed 1 ");
  terminal.expect("step 4 of 8");
  play(terminal, 4, {{"24579", {"Yes: 24579.", "It is the next one to look into."}}});
  const std::string row = match(
      watch(terminal, 5, "trace -s 200 -p app", "\"" + sentence + "\\n\""), "where id = (\\d+)");
  CHECK(row == "721");
  play(terminal, 5,
       {{"it is in app", {"It doesn't know the sentence itself"}},
        {"in the table notices", {"So far, yes. And which row?"}},
        {"in pages.tsv", {"There is a second question."}},
        {"hint", {"Hint 1 of 3: `attach app`"}},
        {"row " + row, {"Yes, that is it.", "none could have told you more than its neighbour"}}});
  terminal.expect("Task: Take hold of the process that has the sentence first");
  go_away(terminal, 6);
}

TEST_CASE("lesson 22: at the source, and the source mended") {
  TemporaryFolder home;
  PseudoTerminal terminal = lesson_at(home, {"22", "--seed", "1"});
  play(terminal, 1, {{"b", {"Yes: one makes many calls"}}});
  play(terminal, 2, {{"?", {"It is: front-3"}}});
  play(terminal, 3, {{"?", {"It is: the connection has been begun"}}});
  play(terminal, 4, {{"?", {"It is: 24579"}}});
  play(terminal, 5, {{"?", {"It is: In the table notices, in the row with the id 721."}}});
  play(terminal, 6,
       {{"until exit_group", {"Not yet: the program at hand was started here."}},
        {"attach frnt-3", {"no process is called `frnt-3` (did you mean front-3?)"}},
        {"attach front-3", {"attached, and stopped where it was"}},
        {"until writev", {"Not yet: this is the worker, the last in the row"}},
        {"detach", {"goes on without us", "Not yet: nobody is held now"}},
        {"attach app", {"attached, and stopped where it was"}},
        {"catch sendto if has(buf, \"Notice of\")", {"catch 1"}},
        {"continue", {"Not yet: here the sentence is on its way already"}},
        {"detach", {"Not yet: nobody is held now"}},
        {"?", {"Hint 1 of 3: It is the database"}},
        {"attach store", {"attached, and stopped where it was"}},
        {"catch sendto if len < 6", {"catch "}},
        {"continue", {"Not yet: this answer is a number: the first of two questions."}},
        {"until sendto", {sentence.substr(0, 20), "Done.", "Whoever pokes into the memory"}}});
  terminal.expect("goes on without us");
  terminal.expect("Task: Prove that this row is the source");
  play(terminal, 7,
       {{"continue", {sentence, "Not yet: the page says the same as ever"}},
        {"retry", {anew, "Task: Prove that this row"}},
        {"run sh -c \"sed -i /^721/d notices.tsv\"", {anew}},
        {"continue", {"exited with 0"}},
        {fetch, {anew}},
        {"continue", {"Not yet: there is no such page any more"}},
        {"retry", {anew, "Task: Prove that this row"}},
        {"run sh -c \"sed -i /^721/s/sails/rests/ notices.tsv\"", {anew}},
        {"continue", {"exited with 0"}},
        {fetch, {anew}},
        {"continue", {"The pilot boat rests at 13", "Done.", "This one row"}}});
  play(terminal, 8,
       {{"a", {"all lines go into one"}},
        {"b",
         {"Yes: each worker's calls stand together", "Lesson 22 is done.", "This was seed 1."}}});
  terminal.expect("(spyglass) ");
  end(terminal);
}
