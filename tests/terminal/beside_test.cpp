// `trace` at the prompt: another spyglass beside the session, with the flags of strace.

#include <catch2/catch.hpp>

#include "tests/temporary_folder.hpp"
#include "tests/terminal/process.hpp"
#include "tests/terminal/pseudo_terminal.hpp"

namespace {

const std::string programs = SPYGLASS_PROGRAMS_DIR "/x86_64/";
const std::string again = programs + "execve";

}  // namespace

using Catch::Matchers::Contains;

TEST_CASE("a trace at the prompt takes the flags of strace, and leaves the session as it is") {
  const auto result =
      run_spyglass({"-e", "next", "-e", "trace " + again, "-e", "trace -v -s 1024 " + again, "-e",
                    "finish", "--", programs + "hello"});
  INFO(result.errors);
  CHECK(result.status == 0);
  CHECK_THAT(result.output,
             Contains("\"Meet me at noon, when the tide i\"...], 0x402018 /* 2 vars */) = 0") &&
                 Contains("below the lighthouse.\"], [\"FRUIT=pear\", \"DRINK=cocoa\"]) = 0") &&
                 Contains("+++ exited with 2 +++") &&
                 Contains("write(1, \"Hello, kernel!\\n\", 15) = 15"));
}

TEST_CASE("what is traced at the prompt finds its input at its end") {
  const auto result = run_spyglass({"-e", "trace cat"});
  CHECK(result.status == 0);
  CHECK_THAT(result.output, Contains(", 131072)") && Contains("+++ exited with 0 +++"));
}

TEST_CASE("a trace at the prompt that makes no sense is an error of its line") {
  struct Bad {
    const char* line;
    const char* says;
  };
  const auto bad = GENERATE(values<Bad>({{"trace", "usage: trace [FLAG"},
                                         {"trace -s", "-s wants a value"},
                                         {"trace -s 10", "trace what?"},
                                         {"trace --no-such ls", "there is no option"}}));
  const auto result = run_spyglass({"-e", bad.line});
  INFO(bad.line);
  CHECK(result.status == 1);
  CHECK_THAT(result.errors, Contains(bad.says));
}

TEST_CASE("Ctrl-C ends a trace at the prompt, and the prompt stays") {
  TemporaryFolder home;
  PseudoTerminal terminal({}, {.home = home.path()});
  terminal.expect("(spyglass) ");
  terminal.type("trace sleep 1000\r");
  terminal.expect("nanosleep(");
  terminal.type("\x03");
  terminal.expect(" detached");
  terminal.expect("(spyglass) ");
}
