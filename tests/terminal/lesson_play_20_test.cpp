// Lesson 20, the website that answers in French, from its first question to its end.

#include <regex>

#include "tests/terminal/lesson_player.hpp"

namespace {

const std::string anew = "loaded, and stopped before its first instruction";
// What seed 1 draws.
const std::string url = "http://127.134.73.197:29113/";
const std::string french = "Il reste 16 places", english = "There are 16 seats left at the opera.";

}  // namespace

TEST_CASE("lesson 20: why it is French, by wrong answers, free looks and vague sentences") {
  TemporaryFolder home;
  {
    PseudoTerminal terminal = lesson_at(home, {"20", "--seed", "1"});
    terminal.expect("seed 1 ");
    terminal.expect(french);
    play(terminal, 1,
         {{"a",
           {"You said: the variables of its environment", "Somebody would have to send them."}}});
    terminal.expect("sendto(3, \"GET / HTTP/1.1\\r\\nHost: 127.134.73\"...");
    terminal.expect(french);
    terminal.expect("> until exit_group");
    terminal.expect("> net 1");
    for (const char* text : {"X-Desk: ", "Vary: Accept-Language", french.c_str()}) {
      terminal.expect(text);
    }
    play(terminal, 2,
         {{"trace -s 800 -e sendto,recvfrom ./fetch " + url,
           {"Connection: close\\r\\nX-Desk: ",
            "Content-Language: fr\\r\\nVary: Accept-Language\\r\\n", "exited with 0"}},
          {"6", {"the first line, with GET, is no header"}},
          {"4", {"There is one that not every client has."}},
          {"five", {"Yes: 5.", "it comes from the file fetch.conf"}}});
    go_away(terminal, 3);
  }
  PseudoTerminal terminal = lesson_at(home, {"french-website"});
  terminal.expect("seed 1 ");
  terminal.expect("step 3 of 5");
  play(
      terminal, 3,
      {{"trace -e none ./fetch -i " + url, {"Content-Language: fr", french}},
       {"LANG is wrong", {"LANG is set. But look for it in the bytes"}},
       {"the server is broken", {"What was it asked for?"}},
       {"It says Accept: */*", {"Accept is about kinds of contents"}},
       {"bad luck", {"That doesn't say it yet. Which header would say it?"}},
       {"hint", {"Hint 1 of 3: Read the answer in `net 1`"}},
       {"hint", {"Hint 2 of 3: Vary is followed by"}},
       {"hint", {"Hint 3 of 3: It is Accept-Language"}},
       {"There is no Accept-Language in it", {"Yes, that is it.", "they look at no LANG at all"}}});
  terminal.expect("Task: Get the English page from this server");
  play(terminal, 4,
       {{"continue", {french, "Not yet: French as ever: the request had the same "}},
        {"retry", {anew, "Task: Get the English page"}},
        {"run ./fetch -H \"Accept-Language: fr\" " + url, {anew}},
        {"continue", {french, "Not yet: French still, though the request has "}},
        {"run ls", {anew}},
        {"continue", {"fetch.conf", "exited with 0"}},
        {"?", {"Hint 1 of 3: The header is called Accept-Language"}},
        {"run sh -c \"echo header = accept-language: en-GB >> fetch.conf\"", {anew}},
        {"continue", {"exited with 0"}},
        {"run ./fetch " + url, {anew}},
        {"continue", {english, "Done.", "a wish that nobody sends cannot be heard"}}});
  play(terminal, 5,
       {{"c", {"It only keeps what others have said."}},
        {"b", {"Yes: the next one might get", "Lesson 20 is done.", "This was seed 1."}}});
  terminal.expect("(spyglass) ");
  end(terminal);
}

TEST_CASE("lesson 20 with another seed, by what its screens show, and by calls of the program") {
  TemporaryFolder home;
  PseudoTerminal terminal = lesson_at(home, {"20", "--seed", "7"});
  terminal.expect("seed 7 ");
  const std::string told = play(terminal, 1, {{"b", {"Yes: the bytes that the client sends"}}});
  std::smatch found;
  REQUIRE(std::regex_search(told, found, std::regex("fetch (http://[0-9.]+:[0-9]+/)")));
  const std::string traced =
      play(terminal, 2,
           {{"trace -s 800 -e sendto ./fetch " + std::string(found[1]), {"exited with 0"}}});
  const std::size_t from = traced.rfind("trace -s 800");
  REQUIRE(from != std::string::npos);
  CHECK(traced.find("Accept-Language", from) == std::string::npos);
  play(terminal, 2, {{"?", {"It is: 5"}}});
  play(terminal, 3, {{"?", {"It is: The request has no header Accept-Language."}}});
  play(terminal, 4,
       {{"do openat(AT_FDCWD, \"fetch.conf\", O_WRONLY|O_APPEND)", {") = 3"}},
        {"do write(3, \"header = Accept-Language: en\\n\", 29)", {") = 29"}},
        {"continue", {"Done."}}});
  play(terminal, 5, {{"b", {"Lesson 20 is done.", "This was seed 7."}}});
  terminal.expect("(spyglass) ");
  end(terminal);
}
