// Typing at the prompt: editing, history, completion, Ctrl-C.

#include <catch2/catch.hpp>

#include "tests/temporary_folder.hpp"
#include "tests/terminal/pseudo_terminal.hpp"

namespace {

const std::string hello = SPYGLASS_PROGRAMS_DIR "/x86_64/hello";

}  // namespace

TEST_CASE("the prompt appears and a command runs") {
  TemporaryFolder home;
  PseudoTerminal terminal({}, {.home = home.path()});
  terminal.expect("what do programs ask of the kernel?");
  terminal.command("help next");
  terminal.expect("stops before it is");
  terminal.command("quit");
  CHECK(terminal.expect_end() == 0);
}

TEST_CASE("a program is loaded, walked to its call, changed and ended") {
  TemporaryFolder home;
  PseudoTerminal terminal({hello}, {.home = home.path()});
  terminal.expect("stopped before its first instruction");
  terminal.command("next");
  terminal.expect("stopped before a system call");
  terminal.command("set rdx 5");
  terminal.expect("15 → 5");
  terminal.command("finish");
  terminal.expect("write(1, \"Hello\", 5) = 5");
  terminal.command("continue");
  terminal.expect("+++ exited with 42 +++");
  terminal.command("quit");
  CHECK(terminal.expect_end() == 0);
}

TEST_CASE("a line can be edited anywhere") {
  TemporaryFolder home;
  PseudoTerminal terminal({}, {.home = home.path()});
  SECTION("inserting behind the arrow keys") {
    terminal.expect("(spyglass) ");
    terminal.type("errno ENENT");
    for (int i = 0; i < 3; ++i) terminal.press(key::left);
    terminal.type("O");
    terminal.press(key::enter);
    terminal.expect("ENOENT (2)");
  }
  SECTION("Ctrl-A goes to the beginning") {
    terminal.expect("(spyglass) ");
    terminal.type("ENOENT");
    terminal.press(key::ctrl_a);
    terminal.type("errno ");
    terminal.press(key::enter);
    terminal.expect("ENOENT (2)");
  }
  SECTION("Ctrl-U takes all of it away") {
    terminal.expect("(spyglass) ");
    terminal.type("nonsense");
    terminal.press(key::ctrl_u);
    terminal.type("errno 2");
    terminal.press(key::enter);
    CHECK(terminal.expect("ENOENT (2)").find("there is no command") == std::string::npos);
  }
  SECTION("backspace takes a character away, whatever its bytes") {
    terminal.expect("(spyglass) ");
    terminal.type("errno 2→ü");
    terminal.press(key::backspace);
    terminal.press(key::backspace);
    terminal.press(key::enter);
    terminal.expect("ENOENT (2)");
  }
  SECTION("characters of other languages are words like any other") {
    terminal.command("explain grüße");
    terminal.expect("`grüße` is no call");
  }
  terminal.command("quit");
  CHECK(terminal.expect_end() == 0);
}

TEST_CASE("earlier lines come back, also those of an earlier run") {
  TemporaryFolder home;
  {
    PseudoTerminal terminal({}, {.home = home.path()});
    terminal.command("errno 2");
    terminal.expect("ENOENT (2)");
    terminal.command("errno 13");
    terminal.expect("EACCES (13)");
    terminal.expect("(spyglass) ");
    terminal.press(key::up);
    terminal.press(key::up);
    terminal.press(key::enter);
    terminal.expect("ENOENT (2)");
    terminal.command("errno 32");
    terminal.expect("EPIPE (32)");
    terminal.command("quit");
    CHECK(terminal.expect_end() == 0);
  }
  PseudoTerminal terminal({}, {.home = home.path()});
  terminal.expect("(spyglass) ");
  terminal.press(key::up);  // quit
  terminal.press(key::up);
  terminal.press(key::enter);
  terminal.expect("EPIPE (32)");
  terminal.command("quit");
  CHECK(terminal.expect_end() == 0);
}

TEST_CASE("Tab completes") {
  TemporaryFolder home;
  PseudoTerminal terminal({hello}, {.home = home.path()});
  SECTION("a command") {
    terminal.expect("(spyglass) ");
    terminal.type("symb\t");
    terminal.expect("symbols ");
    terminal.press(key::enter);
    terminal.expect("_start");
  }
  SECTION("a call") {
    terminal.expect("(spyglass) ");
    terminal.type("abi exit_g\t\r");
    terminal.expect("rax = 231");
  }
  SECTION("a register") {
    terminal.expect("(spyglass) ");
    terminal.type("set rd\t\t");
    CHECK(terminal.expect("rdx").find("rdi") != std::string::npos);
    terminal.type("x 7\r");
    terminal.expect("0 → 7");
  }
  SECTION("a symbol") {
    terminal.expect("(spyglass) ");
    terminal.type("mem mess\t15\r");
    terminal.expect("Hello, k");
  }
  SECTION("a path") {
    home.write("some-folder/a-program", "no program\n");
    terminal.expect("(spyglass) ");
    terminal.type("elf " + home.file("some-f") + "\ta-pr\t\r");
    terminal.expect("a-program");
    terminal.expect("ELF");
  }
  SECTION("a name with control characters in it is shown, not obeyed") {
    home.write("f/a\033[31m1", "");
    home.write("f/a\033[31m2", "");
    terminal.expect("(spyglass) ");
    terminal.type("elf " + home.file("f") + "/a\t\t");
    terminal.expect("^[[31m1");
    terminal.press(key::ctrl_u);
    terminal.press(key::enter);
    CHECK(terminal.raw().find("\033[31m") == std::string::npos);
  }
  SECTION("nothing, where nothing fits") {
    terminal.expect("(spyglass) ");
    terminal.type("xyz\t\r");
    terminal.expect("there is no command `xyz`");
  }
  terminal.command("quit");
  CHECK(terminal.expect_end() == 0);
}

TEST_CASE("Ctrl-C forgets a half-typed line and nothing else") {
  TemporaryFolder home;
  PseudoTerminal terminal({hello}, {.home = home.path()});
  terminal.expect("(spyglass) ");
  terminal.type("kil");
  terminal.expect("kil");
  terminal.press(key::ctrl_c);
  terminal.expect("^C");
  terminal.command("next");
  terminal.expect("stopped before a system call");
  terminal.command("quit");
  CHECK(terminal.expect_end() == 0);
}

TEST_CASE("an unknown word gets the nearest known one") {
  TemporaryFolder home;
  PseudoTerminal terminal({hello}, {.home = home.path()});
  terminal.command("finsh");
  terminal.expect("there is no command `finsh` (did you mean finish?)");
  terminal.command("until opnat");
  terminal.expect("openat");
  terminal.command("set rfx 1");
  terminal.expect("there is no register `rfx`");
  terminal.command("explain ENONET");
  terminal.expect("ENONET (64)");
  terminal.command("lesson hello-nostdlb");
  terminal.expect("hello-nostdlib?");
  terminal.command("quit");
  CHECK(terminal.expect_end() == 0);
}
