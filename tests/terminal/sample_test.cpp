// `sample` as people type it.

#include <catch2/catch.hpp>
#include <fstream>
#include <regex>
#include <sstream>

#include "tests/temporary_folder.hpp"
#include "tests/terminal/process.hpp"
#include "tests/terminal/pseudo_terminal.hpp"

using Catch::Matchers::Contains;

namespace {

const std::string computes = SPYGLASS_TARGETS_DIR "/computes";

}  // namespace

TEST_CASE("sample shows a table and stacks, and stops the program again") {
  const auto result = run_spyglass(
      {"--plain", "-e", "sample 300ms", "-e", "sample 20ms", "-e", "regs", "--", computes});
  INFO(result.errors);
  INFO(result.output);
  CHECK(result.status == 0);
  CHECK(std::regex_search(result.output, std::regex("\n\\d+ samples? in 0\\.3\\d s: ")));
  CHECK_THAT(result.output, Contains("hot computes\n") && Contains("main;"));
  CHECK_THAT(result.output, Contains("interrupted thread ") && Contains("rip"));
}

TEST_CASE("sample writes its stacks to a file") {
  TemporaryFolder folder;
  const std::string file = (folder.path() / "stacks").string();
  const bool short_flag = GENERATE(true, false);
  const std::string order =
      short_flag ? "sample 300ms -f " + file : "sample --folded " + file + " 300ms";
  const auto result = run_spyglass({"--plain", "-e", order, "--", computes});
  INFO(result.errors);
  CHECK(result.status == 0);
  CHECK_THAT(result.output, Contains("hot computes\n") && !Contains("main;"));
  std::ifstream stream(file);
  std::string line;
  std::size_t lines = 0;
  for (; std::getline(stream, line); ++lines) {
    INFO(line);
    CHECK(std::regex_match(line, std::regex("[^ ]+ \\d+")));
  }
  CHECK(lines > 0);
}

TEST_CASE("sample of a program that ends meanwhile tells both") {
  const auto result = run_spyglass({"--plain", "-e", "sample 600s", "--", computes, "0", "500"});
  CHECK(result.status == 0);
  CHECK_THAT(result.output, Contains("samples in ") && Contains("exited with 0"));
  CHECK(result.output.find("samples in ") < result.output.find("exited with 0"));
}

TEST_CASE("sample with words that make no sense") {
  struct Bad {
    const char* line;
    const char* says;
  };
  const auto bad = GENERATE(values<Bad>({
      {"sample soon", "`soon` is no length of time"},
      {"sample 2", "from 10ms to 3600s"},
      {"sample 5000s", "from 10ms to 3600s"},
      {"sample 1s 1s", "usage: sample"},
      {"sample -f", "usage: sample"},
      {"sample 1s -f /no/such/folder/file", "cannot write to /no/such/folder/file"},
  }));
  INFO(bad.line);
  const auto result = run_spyglass({"-e", bad.line, "--", computes});
  CHECK(result.status == 1);
  CHECK_THAT(result.errors, Contains("spyglass: ") && Contains(bad.says));
}

TEST_CASE("sample needs a program that is still there") {
  const auto none = run_spyglass({"-e", "sample"});
  CHECK(none.status == 1);
  CHECK_THAT(none.errors, Contains("there is no program yet"));
  const auto ended = run_spyglass({"-e", "continue", "-e", "sample", "--", computes, "0", "1"});
  CHECK(ended.status == 1);
  CHECK_THAT(ended.errors, Contains("the program has ended"));
}

TEST_CASE("sample of a program that waits at the prompt, and Ctrl-C during one that runs") {
  TemporaryFolder home;
  SECTION("it waits, and goes on waiting") {
    PseudoTerminal terminal({"--plain", SPYGLASS_PROGRAMS_DIR "/x86_64/echo"},
                            {.home = home.path()});
    WatchedProcess program(terminal);
    terminal.command("continue");
    terminal.expect("read is waiting");
    terminal.command("sample 100ms");
    terminal.expect("0 running");
    terminal.expect(" in read(");
    terminal.expect("the program goes on");
    terminal.command("send hello");
    terminal.expect("hello");
    terminal.command("quit");
    CHECK(terminal.expect_end() == 0);
  }
  SECTION("Ctrl-C") {
    PseudoTerminal terminal({"--plain", computes}, {.home = home.path()});
    WatchedProcess program(terminal);
    terminal.command("sample 3600s");
    terminal.expect("ready");
    terminal.press(key::ctrl_c);
    terminal.expect(" running, 0 waiting");
    terminal.expect("interrupted");
    terminal.command("quit");
    CHECK(terminal.expect_end() == 0);
  }
}
