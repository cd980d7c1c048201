// `spyglass doctor` on the machine that the tests run on: whatever it is, programs can be traced.

#include <catch2/catch.hpp>

#include <algorithm>

#include "repl/doctor/checks.hpp"
#include "tests/terminal/process.hpp"
#include "tests/terminal/pseudo_terminal.hpp"

using Catch::Matchers::Contains;
using Catch::Matchers::StartsWith;

TEST_CASE("doctor says a line of each thing, and that programs can be traced") {
  const Finished told = run_spyglass({"--plain", "doctor"});
  INFO(told.output << told.errors);
  CHECK(told.status == 0);
  CHECK(told.errors.empty());
  CHECK_THAT(told.output, StartsWith("ok: kernel: Linux "));
  CHECK_THAT(told.output, Contains("ok: tracing: a child of ours was traced\n") &&
                              Contains("ok: terminal: none: this goes to a file or into a pipe\n"));
  for (const spyglass::Check& check : spyglass::checks()) {
    CHECK_THAT(told.output, Contains(": " + std::string(check.name) + ": "));
  }
  CHECK(std::ranges::count(told.output, '\n') ==
        static_cast<std::ptrdiff_t>(spyglass::checks().size()) + 1);
}

TEST_CASE("doctor finds what PATH and the environment lack") {
  const Finished told =
      run_spyglass({"--plain", "doctor"}, "", {.environment = {{"PATH", "/nowhere"}}});
  CHECK(told.status == 0);
  CHECK_THAT(told.output, Contains("missing: binutils: no `as` in PATH; lost: `asm`"));
}

TEST_CASE("doctor is a command as well, and leaves a loaded program as it is") {
  const Finished told = at_prompt({"next", "doctor", "finish"});
  INFO(told.output << told.errors);
  CHECK(told.status == 0);
  CHECK_THAT(told.output, Contains("a child of ours was traced") &&
                              Contains("write(1, \"Hello, kernel!\\n\", 15) = 15"));
}

TEST_CASE("doctor knows its terminal") {
  PseudoTerminal terminal({"doctor"}, {.columns = 50});
  terminal.expect("50 columns");
  terminal.expect("whole lines");
  CHECK(terminal.expect_end() == 0);
}
