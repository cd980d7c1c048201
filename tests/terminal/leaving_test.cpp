// Every way to leave: what was started ends, and what was typed is kept.

#include <signal.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <fstream>

#include "tests/temporary_folder.hpp"
#include "tests/terminal/pseudo_terminal.hpp"

namespace {

const std::string echo = SPYGLASS_PROGRAMS_DIR "/x86_64/echo";
const std::string count = SPYGLASS_PROGRAMS_DIR "/x86_64/count";

std::string history_in(const TemporaryFolder& home) {
  return read_whole(home.path() / "state/spyglass/history");
}

/// Until the program waits in a call; one typed line is in the history then.
void go_on_until_it_waits(PseudoTerminal& terminal) {
  terminal.command("continue");
  terminal.expect("is waiting");
  terminal.expect("(spyglass) ");
}

}  // namespace

TEST_CASE("Ctrl-D and quit leave, and end what was started") {
  TemporaryFolder home;
  PseudoTerminal terminal({echo}, {.home = home.path()});
  WatchedProcess program(terminal);
  go_on_until_it_waits(terminal);
  SECTION("Ctrl-D") { terminal.press(key::ctrl_d); }
  SECTION("quit") { terminal.type("quit\r"); }
  SECTION("exit") { terminal.type("exit\r"); }
  CHECK(terminal.expect_end() == 0);
  CHECK(program.ends());
  CHECK(history_in(home).find("continue") != std::string::npos);
}

TEST_CASE("Ctrl-D on a half-typed line does not leave") {
  TemporaryFolder home;
  PseudoTerminal terminal({}, {.home = home.path()});
  terminal.expect("(spyglass) ");
  terminal.type("errno 2");
  terminal.press(key::ctrl_d);
  terminal.press(key::enter);
  terminal.expect("ENOENT (2)");
  terminal.command("quit");
  CHECK(terminal.expect_end() == 0);
}

TEST_CASE("a window that is closed ends the tool and the program, and keeps the history") {
  TemporaryFolder home;
  SECTION("at the prompt") {
    PseudoTerminal terminal({echo}, {.home = home.path()});
    WatchedProcess program(terminal);
    go_on_until_it_waits(terminal);
    terminal.hang_up();
    terminal.expect_end();
    CHECK(program.ends());
  }
  SECTION("while the program runs freely") {
    PseudoTerminal terminal({"/bin/sh", "-c", "while :; do kill -0 $$; done"},
                            {.home = home.path()});
    WatchedProcess program(terminal);
    terminal.command("continue");
    terminal.expect("kill(");
    terminal.hang_up();
    terminal.expect_end();
    CHECK(program.ends());
  }
  CHECK(history_in(home).find("continue") != std::string::npos);
}

TEST_CASE("SIGTERM ends the tool and the program, and keeps the history") {
  TemporaryFolder home;
  PseudoTerminal terminal({echo}, {.home = home.path()});
  WatchedProcess program(terminal);
  go_on_until_it_waits(terminal);
  REQUIRE(kill(terminal.process(), SIGTERM) == 0);
  terminal.expect_end();
  CHECK(program.ends());
  CHECK(history_in(home).find("continue") != std::string::npos);
}

TEST_CASE("Ctrl-C stops a program that runs freely") {
  TemporaryFolder home;
  PseudoTerminal terminal({"/bin/sh", "-c", "while :; do kill -0 $$; done"}, {.home = home.path()});
  terminal.command("continue");
  terminal.expect("kill(");
  terminal.press(key::ctrl_c);
  terminal.expect("interrupted");
  terminal.command("regs");
  terminal.expect("rax");
  terminal.command("quit");
  CHECK(terminal.expect_end() == 0);
}

TEST_CASE("a terminal is usable again after the start that follows a kill") {
  TemporaryFolder home;
  PseudoTerminal shell(
      {"-i"}, {.home = home.path(), .environment = {"PS1=shell> ", "ENV"}, .binary = "/bin/sh"});
  shell.expect("shell> ");
  const termios before = shell.modes();
  shell.type(std::string(SPYGLASS_BINARY) + " " + echo + "\r");
  WatchedProcess program(shell);
  go_on_until_it_waits(shell);
  pid_t tool = 0;
  std::ifstream("/proc/" + std::to_string(shell.process()) + "/task/" +
                std::to_string(shell.process()) + "/children") >>
      tool;
  REQUIRE(kill(tool, SIGKILL) == 0);
  CHECK(program.ends());
  shell.expect("Killed");
  CHECK((shell.modes().c_lflag & ECHO) == 0);
  shell.type(std::string(SPYGLASS_BINARY) + "\r");
  shell.command("quit");
  shell.expect("shell> ");
  const termios after = shell.modes();
  CHECK(after.c_lflag == before.c_lflag);
  CHECK(after.c_iflag == before.c_iflag);
  CHECK(after.c_oflag == before.c_oflag);
  CHECK(std::ranges::equal(after.c_cc, before.c_cc));
}
