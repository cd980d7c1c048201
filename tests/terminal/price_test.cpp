// What watching costs, at the prompt and on the command line: that it is all there, not how long it
// takes here.

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <catch2/catch.hpp>

#include "tests/temporary_folder.hpp"
#include "tests/terminal/process.hpp"
#include "tests/terminal/pseudo_terminal.hpp"

using Catch::Matchers::Contains;

namespace {

const std::string many = SPYGLASS_PROGRAMS_DIR "/x86_64/many-calls";

void check_page(const Finished& run) {
  INFO(run.output << run.errors);
  CHECK(run.status == 0);
  CHECK_THAT(run.output, Contains("1001 calls"));
  for (const char* way : {"alone ", "ptrace, counted ", "ptrace ", "bpf", "strace"}) {
    CHECK_THAT(run.output, Contains(std::string("\n  ") + way));
  }
  CHECK_THAT(run.output, Contains("for each call that it watched") && Contains("wait4"));
  CHECK_THAT(run.output, Contains("Where the time goes: ptrace made each of 1001 calls"));
}

}  // namespace

TEST_CASE("price measures a program on the command line, and the one at hand at the prompt") {
  check_page(run_spyglass({"price", "--", many}));
  check_page(at_prompt({"price"}, many));
  check_page(at_prompt({"price " + many}, ""));
}

TEST_CASE("two stops a call are two waits and some ptrace calls of the tool") {
  const auto run = run_spyglass({"--plain", "price", many});
  INFO(run.output << run.errors);
  const auto each = [&](const std::string& call) {
    const std::size_t at = run.output.find("\n" + call + " ");
    return at == std::string::npos ? 0 : std::stod(run.output.substr(at + 2 + call.size()));
  };
  // About two: it is the difference of two runs, and a busy machine lets a tool look more than
  // once.
  CHECK(each("wait4") > 1);
  CHECK(each("wait4") < 4);
  CHECK_THAT(run.output, Contains("\nalone 0.") && Contains(" s 1.0x\n"));
}

TEST_CASE("Ctrl-C ends measuring, and all that runs for it") {
  const TemporaryFolder home;
  const std::string mark = home.file("alive");
  // Each run keeps the pipe open while it lives; whoever reads from it sees the last one's end.
  REQUIRE(mkfifo(mark.c_str(), 0600) == 0);
  PseudoTerminal terminal({"price", "--", "sh", "-c", "exec 9>" + mark + "; sleep 4"},
                          {.home = home.path()});
  const int reader = open(mark.c_str(), O_RDONLY | O_CLOEXEC);  // until one has opened it, too
  REQUIRE(reader >= 0);
  terminal.press(key::ctrl_c);
  terminal.expect("stopped before it was done");
  CHECK(terminal.expect_end() == 1);
  char byte = 0;
  CHECK(read(reader, &byte, 1) == 0);
  close(reader);
}

TEST_CASE("a program that cannot be measured is named, with why") {
  const auto failing = run_spyglass({"price", "false"});
  CHECK(failing.status == 1);
  CHECK_THAT(failing.errors, Contains("false must end well") && Contains("it exited with 1"));
  const auto missing = run_spyglass({"price", "no-such-program"});
  CHECK(missing.status == 1);
  CHECK_THAT(missing.errors, Contains("there is no `no-such-program` in PATH"));
  const auto nothing = run_spyglass({"price"});
  CHECK(nothing.status == 1);
  CHECK_THAT(nothing.errors, Contains("price of what?"));
  CHECK_THAT(at_prompt({"price"}, "").errors, Contains("price [PROGRAM"));
}
