// Lesson 17, the program that writes in tiny pieces, from its first question to its end. Each of
// its writes waits for the disk, for as long as that takes: the runs here are short ones.

#include <regex>

#include "tests/terminal/lesson_player.hpp"

namespace {

const std::string anew = "loaded, and stopped before its first instruction";
const std::string task = "Task: The program can collect";

/// The number in front of `words`.
long number_before(const std::string& text, const std::string& words) {
  std::smatch found;
  REQUIRE(std::regex_search(text, found, std::regex("(\\d+) " + words)));
  return std::stol(found[1]);
}

/// What is written behind `words`, up to a character that ends it.
std::string behind(const std::string& text, const std::string& words, char ending) {
  const std::size_t start = text.find(words);
  REQUIRE(start != std::string::npos);
  const std::size_t from = start + words.size();
  return text.substr(from, text.find(ending, from) - from);
}

/// A shell makes the config file anew, and is let run to its end.
std::vector<Turn> set_buffer(const std::string& line) {
  return {{"run sh -c \"echo " + line + " > parcel-log.conf\"", {anew}},
          {"continue", {"exit_group(0)", "exited with 0"}}};
}

}  // namespace

TEST_CASE("lesson 17: why it is slow, by wrong answers, free looks and vague sentences") {
  TemporaryFolder home;
  {
    PseudoTerminal terminal = lesson_at(home, {"17", "--seed", "1"});
    terminal.expect("seed 1 ");
    play(terminal, 1,
         {{"d", {"You said: neither.", "what it asks for should be the same, too", anew}}});
    play(terminal, 2,
         {{"trace -c -w ./parcel-log 10 saddle.out", {" 30           write", "total"}},
          {"trace -c -w ./parcel-log 10 saddle.out\rtrace -c -w ./parcel-log 10 saddle.out",
           {" 30           write", "total", " 30           write", "total"}},
          {"maps", {"the loader"}},
          {"39", {"It asks for a file called `stop`"}},
          {"391", {"That is how many parcels there are."}},
          {"write", {"That is the call. And how often is it made?"}},
          {"quite often", {"Not that. Once more"}},
          {"write, 1173 times", {"Yes: 1173.", "1173 writes for 391 parcels"}}});
    go_away(terminal, 3);
  }
  PseudoTerminal terminal = lesson_at(home, {"17"});
  terminal.expect("seed 1 ");
  terminal.expect("step 3 of 6");
  play(terminal, 3,
       {{"trace -T -e opnat,write ./parcel-log 5 saddle.out", {"no system call `opnat`"}},
        {"trace -T -e openat,write ./parcel-log 5 saddle.out",
         {"O_WRONLY|O_CREAT|O_TRUNC|O_SYNC|O_CLOEXEC", "\"parcel \", 7) ", "exited with 0"}},
        {"explain O_SYNC", {"every write waits until data and metadata are on the disk"}},
        {"clue O_SYNC at the openat of saddle.out", {"clue 1: O_SYNC"}},
        {"access fails again and again", {"access fails, and may"}},
        {"the processor is busy", {"Then the time would not be in calls."}},
        {"a server lets it wait", {"there is no socket in the trace"}},
        {"it is the config", {"The config is read once."}},
        {"bad luck", {"That doesn't say it yet. And the writes themselves?"}},
        {"hint", {"Hint 1 of 3: In `trace -T -e openat,write ./parcel-log 5 saddle.out`"}},
        {"hint", {"Hint 2 of 3: `explain O_CREAT` says what that flag means"}},
        {"hint", {"Hint 3 of 3: Every word of 5 to 7 bytes"}},
        {"hint", {"that was the last hint"}},
        {"it has to wait for the disk", {"So far, yes. And the writes themselves?"}},
        {"clues", {"clue 1: O_SYNC at the openat"}},
        {"they are tiny", {"Yes, that is it.", "With O_SYNC a write comes back only when"}}});
  play(terminal, 4,
       {{"calls", {"execve(\"./parcel-log\""}},
        {"391", {"You said: 391.", "That would be one for each parcel, 18 bytes.", task}}});
  go_away(terminal, 5);
}

TEST_CASE("lesson 17: buffering, switched on at last") {
  TemporaryFolder home;
  const std::string start_again = "run ./parcel-log 43 saddle.out";
  {
    PseudoTerminal terminal = lesson_at(home, {"17", "--seed", "1"});
    play(terminal, 1, {{"a", {"You said: the time.", "just what the complaint is about"}}});
    play(terminal, 2, {{"?", {"It is: 1173"}}});
    play(terminal, 3, {{"?", {"It is: It makes many tiny writes"}}});
    play(terminal, 4, {{"1173", {"You said: 1173.", "So many it takes now"}}});
    play(terminal, 5,
         {{"kstack", {"stopped by its tracer"}}, {"run sh -c \"cat parcel-log.conf\"", {anew}}});
    // Looking into the file is no try.
    const std::string looked = play(
        terminal, 5, {{"continue", {"buffer = 0\n", "exited with 0"}}, {"where", {"step 5 of 6"}}});
    CHECK(looked.find("Not yet") == std::string::npos);
    play(terminal, 5,
         {{"rnu ./parcel-log 43 saddle.out", {"no command `rnu` (did you mean run?)"}},
          {"run ./parcle-log 43 saddle.out", {"parcle-log"}},
          {"run ./parcel-log 3 other", {anew}},
          {"continue", {"Not yet: it has ended without writing anything into saddle.out"}},
          {"hint", {"Hint 1 of 3"}},
          {"?", {"Hint 2 of 3: In a shell", "with `" + start_again + "`"}},
          {"retry", {anew, task}},
          {"kill", {"Not yet: it has ended without writing anything into saddle.out"}},
          {"retry", {anew, task}},
          {"continue", {"Not yet: 129 writes, as ever: it has not collected anything"}},
          {"waits", {"write"}},
          {"fds", {"the program has ended; `run` starts it again"}}});
    go_away(terminal, 5);
  }
  PseudoTerminal terminal = lesson_at(home, {"slow-three-writes"});
  terminal.expect("seed 1 ");
  terminal.expect("step 5 of 6");
  play(terminal, 5, set_buffer("buffer = 18"));
  play(terminal, 5,
       {{start_again, {anew}},
        {"continue", {"Not yet: 43 writes: fewer than 129, but still more than a hundredth."}}});
  play(terminal, 5, set_buffer("buffer = 4096"));
  play(terminal, 5,
       {{"run ./parcel-log 42 saddle.out", {anew}},
        {"continue", {"Not yet: 756 bytes are in the log.", "it has 774"}},
        {start_again, {anew}},
        {"continue", {"Done.", "the disk is asked a few times only"}}});
  play(terminal, 6,
       {{"summary calls", {"write", "total"}},
        {"a", {"the kernel has never seen it"}},
        {"all of the log", {"that is what O_SYNC is for"}},
        {"b", {"Yes: these 3000 bytes.", "Lesson 17 is done.", "This was seed 1."}}});
  terminal.expect("(spyglass) ");
  end(terminal);
}

TEST_CASE("lesson 17 with another seed, by what its screens show, and by calls of the program") {
  TemporaryFolder home;
  PseudoTerminal terminal = lesson_at(home, {"17", "--seed", "4"});
  terminal.expect("seed 4 ");
  play(terminal, 1, {{"b", {"Yes: the number of calls."}}});
  const std::string told = terminal.expect("Question: ");
  const std::string parcels = behind(told, "Type `trace -c -w ./parcel-log ", ' ');
  const std::string log = behind(told, "./parcel-log " + parcels + " ", '`');
  const std::string counted =
      play(terminal, 2, {{"trace -c -w ./parcel-log 10 " + log, {"write", "total"}}});
  const long writes = number_before(counted, " +write") * std::stol(parcels) / 10;
  play(terminal, 2, {{std::to_string(writes), {"Yes: " + std::to_string(writes)}}});
  const std::string traced =
      play(terminal, 3, {{"trace -T -e openat,write ./parcel-log 5 " + log, {"exited with 0"}}});
  CHECK(traced.find("\"" + log + "\", O_WRONLY|O_CREAT|O_TRUNC|O_SYNC") != std::string::npos);
  const std::string explained =
      play(terminal, 3,
           {{"each word is flushed to the disk by itself", {"Yes, that is it.", "4096 bytes"}}});
  const long bytes = number_before(explained, "bytes\\. If the program collected");
  play(terminal, 4, {{std::to_string((bytes + 4095) / 4096), {"Yes: ", task}}});
  // The program writes its own config file before it reads it.
  play(terminal, 5,
       {{"do openat(AT_FDCWD, \"parcel-log.conf\", O_WRONLY|O_TRUNC)", {") = 3"}},
        {"do write(3, \"buffer = 1024\\n\", 14)", {") = 14"}},
        {"continue", {"Done.", "The same log, byte for byte"}}});
  play(terminal, 6, {{"b", {"Lesson 17 is done.", "This was seed 4."}}});
  terminal.expect("(spyglass) ");
  end(terminal);
}
