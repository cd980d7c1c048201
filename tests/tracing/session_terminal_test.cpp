// The program's own terminal, when the program lets go of it.

#include <catch2/catch.hpp>

#include "tests/tracing/session_harness.hpp"

using namespace spyglass;

TEST_CASE("a program that closes its terminal lives on") {
  for (const char* closing : {"exec <&- >&- 2>&-", "exec </dev/null >/dev/null 2>&1"}) {
    INFO(closing);
    // Many more calls, in which we hear of it, and a child.
    const std::string script =
        std::string(closing) + "; for i in 1 2 3 4 5 6 7 8 9; do (exit $i); done; exit 7";
    SessionStage stage("/bin/sh", {"-c", script});
    const Outcome outcome = stage.go(Goal::Kind::run);
    CHECK(outcome.reason == Outcome::Reason::ended);
    REQUIRE(stage.session.exit_status());
    CHECK(!stage.session.exit_status()->was_killed());
    CHECK(stage.session.exit_status()->code == 7);
  }
}
