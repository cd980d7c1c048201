// Lesson 21, who lets whom wait: by the calls, as a conversation, and by the packets.

#include "tests/terminal/lesson_player.hpp"

namespace {

// What seed 1 draws: the shop at the first port is slow, and so is the order at the second one.
const std::string command = "./errands 127.216.120.246 26846 23983";

}  // namespace

TEST_CASE("lesson 21: the times of both visits, their packets, and a file of these") {
  TemporaryFolder home;
  {
    PseudoTerminal terminal = lesson_at(home, {"21", "--seed", "1"});
    terminal.expect("seed 1 ");
    play(terminal, 1, {{"b", {"Yes: the server, or the way"}}});
    play(terminal, 2, {{"5", {"It counts, too."}}, {"6", {"Yes: 6."}}});
    play(terminal, 3, {{"a", {"see how long that one takes"}}, {"b", {"Yes: the shop"}}});
    play(terminal, 4, {{"a", {"Yes: the client"}}});
    play(terminal, 5,
         {{"the shop is asleep", {"Which call stands in the gap"}},
          {"it sleeps", {"Yes, that is it.", "> until exit_group", "clock_nanosleep", "> net"}}});
    terminal.expect("127.216.120.246:26846");
    terminal.expect(" for the other end");
    terminal.expect("127.216.120.246:23983");
    terminal.expect("it kept the other end waiting");
    go_away(terminal, 6);
  }
  PseudoTerminal terminal = lesson_at(home, {"who-is-slow"});
  terminal.expect("step 6 of 10");
  play(terminal, 6,
       {{"packets tcp prot 80", {"prot"}},
        {"b", {"Yes: none: the shop's kernel", "is seen there as a gap only."}}});
  terminal.expect("Task: Whoever only believes in packets");
  play(terminal, 7,
       {{"until recvfrom", {"recvfrom has been called"}},
        {"pcap visits.pcapng", {"Not yet: in visits.pcapng there is no whole visit to port 26846"}},
        {"pcap visits.txt", {"Not yet: in visits.pcapng there is no whole visit"}},
        {"continue", {"port 23983: it is on its way", "exited with 0"}},
        {"pcap visits.pcapng", {"19 packets of 2 connections", "Done."}}});
  play(terminal, 8,
       {{"c", {"So it is in the visit to port 26846."}},
        {"trace -e none sh -c \"ls *.pcapng\"", {"visits.pcapng"}},
        {"b", {"Yes: between packets of the client"}}});
  terminal.expect("Task: The proof");
  go_away(terminal, 9);
}
