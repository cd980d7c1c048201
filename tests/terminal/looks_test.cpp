// How the screen may be: its width, with colours and without.

#include <algorithm>
#include <catch2/catch.hpp>

#include "tests/temporary_folder.hpp"
#include "tests/terminal/pseudo_terminal.hpp"

namespace {

const std::string hello = SPYGLASS_PROGRAMS_DIR "/x86_64/hello";

/// Types a command at the prompt; what came of it, without the echo of the line.
std::string panel_of(PseudoTerminal& terminal, const std::string& command) {
  constexpr std::string_view prompt = "(spyglass) ";
  terminal.type(command + "\r");
  terminal.expect("\n");
  std::string panel = terminal.expect(prompt);
  panel.resize(panel.size() - prompt.size());
  return panel;
}

const std::vector<std::string> tour = {"next",   "regs",    "finish",     "help",
                                       "fds",    "lesson",  "stack",      "mem message",
                                       "maps",   "abi",     "abi openat", "explain openat",
                                       "calls",  "errno 2", "help next",  "tree",
                                       "status", "kstack",  "limits",     "mem rsp 32"};

}  // namespace

TEST_CASE("no line of a panel is wider than the window, from 60 columns on") {
  const int width = GENERATE(60, 72, 80, 100);
  TemporaryFolder home;
  // A short path: what the program is called is not ours to break.
  home.write("here", "");
  std::filesystem::copy_file(hello, home.path() / "hello");
  PseudoTerminal terminal({"./hello"}, {.home = home.path(),
                                        .columns = width,
                                        .environment = {"NO_COLOR=1"},
                                        .directory = home.path()});
  terminal.expect("(spyglass) ");
  for (const std::string& command : tour) {
    const std::string panel = panel_of(terminal, command);
    INFO(command << " at " << width << ":\n" << panel);
    CHECK(widest_line(panel) <= width);
  }
}

TEST_CASE("a window that changes its size is followed") {
  TemporaryFolder home;
  PseudoTerminal terminal({hello}, {.home = home.path(), .columns = 100});
  terminal.expect("(spyglass) ");
  terminal.type("nex");
  terminal.expect("nex");
  SECTION("to 60 columns: panels fit") {
    terminal.resize(60, 20);
    CHECK(widest_line(panel_of(terminal, "t")) <= 60);
    terminal.type("quit\r");
  }
  SECTION("to 20 columns: everything still works") {
    terminal.resize(20, 5);
    terminal.type("t\r");
    terminal.expect("stopped before a system call");
    terminal.command("errno ENOENT");
    terminal.expect("ENOENT (2)");
    terminal.command("quit");
  }
  CHECK(terminal.expect_end() == 0);
}

TEST_CASE("where colours are not wanted no panel has an escape code") {
  TemporaryFolder home;
  const std::string how = GENERATE("NO_COLOR=1", "TERM=dumb", "TERM", "--plain");
  const bool by_option = how == "--plain";
  PseudoTerminal terminal(
      by_option ? std::vector<std::string>{how, hello} : std::vector<std::string>{hello},
      {.home = home.path(), .environment = {by_option ? "TERM=xterm" : how}});
  terminal.expect("(spyglass) ");
  for (const std::string& command : tour) {
    const std::size_t start = terminal.raw().size();
    const std::string panel = panel_of(terminal, command);
    const std::size_t end = terminal.raw().rfind('\n');
    INFO(how << ", " << command << ":\n" << panel);
    // The echo of the line, and the line editor behind it, are not ours.
    const std::size_t echo_end = terminal.raw().find('\n', start);
    const std::string raw = terminal.raw().substr(echo_end, end - echo_end);
    CHECK(std::count(raw.begin(), raw.end(), '\033') == 0);
  }
  terminal.type("quit\r");
  CHECK(terminal.expect_end() == 0);
}

TEST_CASE("with colours, changes are coloured and also marked") {
  TemporaryFolder home;
  PseudoTerminal terminal({hello}, {.home = home.path()});
  terminal.command("next");
  terminal.command("finish");
  terminal.expect("*  rax  1 → 15");
  terminal.command("quit");
  CHECK(terminal.expect_end() == 0);
  CHECK(terminal.raw().find("\033[1;33m") != std::string::npos);
}

TEST_CASE("--plain aligns nothing and draws nothing") {
  TemporaryFolder home;
  PseudoTerminal terminal({"--plain", hello}, {.home = home.path()});
  terminal.expect("(spyglass) ");
  const std::string panel = panel_of(terminal, "next");
  CHECK(panel.find("   ") == std::string::npos);
  CHECK(panel.find("rdx 15 count") != std::string::npos);
  terminal.type("quit\r");
  CHECK(terminal.expect_end() == 0);
}

TEST_CASE("in a locale that is not UTF-8 the prompt and lessons still work") {
  TemporaryFolder home;
  const std::string environment = GENERATE("LC_ALL=C", "LC_ALL=no_SUCH.locale");
  PseudoTerminal terminal({"lesson", "hello-nostdlib"},
                          {.home = home.path(), .environment = {environment}});
  terminal.expect("step 1 > ");
  terminal.type("errno 2\r");
  terminal.expect("ENOENT (2)");
  terminal.expect("step 1 > ");
  terminal.type("explain grüße\r");
  terminal.expect("`grüße` is no call");
  terminal.type("quit\r");
  CHECK(terminal.expect_end() == 0);
}
