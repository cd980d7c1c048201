// A program that waits in a call gives the prompt back, and comes back to the screen by itself.

#include <catch2/catch.hpp>

#include "tests/temporary_folder.hpp"
#include "tests/terminal/pseudo_terminal.hpp"

namespace {

const std::string echo = SPYGLASS_PROGRAMS_DIR "/x86_64/echo";
const std::string restart = SPYGLASS_PROGRAMS_DIR "/x86_64/restart";

}  // namespace

TEST_CASE("while the program waits for input the prompt is usable") {
  TemporaryFolder home;
  PseudoTerminal terminal({echo}, {.home = home.path()});
  terminal.command("continue");
  terminal.expect("read is waiting");
  terminal.command("fds");
  terminal.expect("/dev/pts/");
  terminal.command("help interrupt");
  terminal.expect("Ctrl-C does the same");
  terminal.command("regs");
  terminal.expect("the program is running");

  SECTION("Ctrl-C stops it, and the call starts again later") {
    terminal.expect("(spyglass) ");
    terminal.press(key::ctrl_c);
    terminal.expect("interrupted");
    terminal.expect("will restart");
    terminal.command("send hello");
    terminal.command("continue");
    const std::string shown = terminal.expect("write(1, \"hello\\n\", 6)");
    CHECK(shown.find("hello\n") != std::string::npos);
    terminal.expect("is waiting");
    terminal.command("send --eof");
    terminal.expect("+++ exited with 0 +++");
  }
  SECTION("what is sent arrives at once") {
    terminal.command("send hello");
    terminal.expect("write(1, \"hello\\n\", 6)");
    terminal.expect("is waiting");
  }
  SECTION("it can be killed") {
    terminal.command("kill");
    terminal.expect("killed by SIGKILL");
  }
  terminal.command("quit");
  CHECK(terminal.expect_end() == 0);
}

TEST_CASE("a call that ends while a line is half-typed is shown above it, and the line stays") {
  TemporaryFolder home;
  const std::string fifo = home.file("fifo");
  PseudoTerminal terminal(
      {"/bin/sh", "-c", "mkfifo " + fifo + "; read x <" + fifo + "; echo got $x"},
      {.home = home.path()});
  terminal.command("continue");
  terminal.expect("is waiting");
  terminal.expect("(spyglass) ");
  terminal.type("errno EAC");
  terminal.expect("errno EAC");
  REQUIRE(std::system(("echo news >" + fifo).c_str()) == 0);
  terminal.expect("got news\n");
  terminal.expect("+++ exited with 0 +++\n");
  terminal.expect("(spyglass) errno EAC");
  terminal.type("CES\r");
  terminal.expect("EACCES (13)");
  terminal.command("quit");
  CHECK(terminal.expect_end() == 0);
}

TEST_CASE("escape codes that a program prints are shown, not obeyed") {
  TemporaryFolder home;
  PseudoTerminal terminal({"/usr/bin/printf", "\\033[31mred\\033]0;title\\007\\n"},
                          {.home = home.path()});
  terminal.command("continue");
  terminal.expect("^[[31mred^[]0;title^G\n");
  terminal.command("quit");
  CHECK(terminal.expect_end() == 0);
  CHECK(terminal.raw().find("\033]0;") == std::string::npos);
}
