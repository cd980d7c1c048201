// Calls that don't return by themselves, and ways out of them.

#include <catch2/catch.hpp>

#include "tests/tracing/session_harness.hpp"

using namespace spyglass;
using Reason = Outcome::Reason;
using Move = Goal::Kind;

TEST_CASE("a read that blocks gives control back, and returns when there is something to read") {
  const auto move = GENERATE(Move::step, Move::finish);
  Stage stage(example("echo"));
  stage.go(Move::next);
  const Outcome waiting = stage.go(move);
  CHECK(waiting.reason == Reason::waiting);
  REQUIRE(waiting.call);
  CHECK(waiting.call->name == "read");
  CHECK(waiting.call->in_kernel());
  CHECK(stage.session.state() == Session::State::running);
  CHECK(stage.session.current_call() == waiting.call);
  const auto none = stage.session.registers();
  REQUIRE_FALSE(none);
  CHECK(none.error().message.find("running") != std::string::npos);
  CHECK_FALSE(stage.session.pursue({Move::step}, stage.patience));

  REQUIRE(stage.session.type("x\n"));
  const Outcome returned = stage.wait();
  CHECK(returned.reason == Reason::returned);
  CHECK(returned.call->result == 2);
  CHECK(stage.session.state() == Session::State::stopped);
  CHECK(stage.go(Move::finish).call->name == "write");
  CHECK(stage.session.log().output() == "x\n");
}

TEST_CASE("what happens while nobody waits is taken later") {
  Stage stage(example("echo"));
  REQUIRE(stage.go(Move::finish).reason == Reason::waiting);
  CHECK_FALSE(stage.session.tend());
  REQUIRE(stage.session.type("later\n"));
  std::optional<Outcome> outcome;
  pollfd news{Stage::signals().fd(), POLLIN, 0};
  while (!outcome && poll(&news, 1, -1) == 1) {
    Stage::signals().collect();
    outcome = stage.session.tend();
  }
  REQUIRE(outcome);
  CHECK(outcome->reason == Reason::returned);
  CHECK(outcome->call->result == 6);
}

TEST_CASE("a program that waits can be interrupted, and goes on afterwards") {
  const auto move = GENERATE(Move::run, Move::finish, Move::step);
  Stage stage(example("echo"));
  stage.go(Move::next);
  REQUIRE(stage.go(move).reason == Reason::waiting);
  CHECK(Stage::want(stage.session.interrupt()).reason == Reason::interrupted);
  CHECK(stage.session.state() == Session::State::stopped);
  CHECK(stage.session.registers());
  CHECK_FALSE(stage.session.interrupt());
  // The kernel makes the program enter its read again.
  REQUIRE(stage.go(Move::run).reason == Reason::waiting);
  REQUIRE(stage.session.type("x\n"));
  REQUIRE(stage.wait().reason == Reason::waiting);
  CHECK(stage.session.log().output() == "x\n");
}

TEST_CASE("a limit ends the wait for a program that makes no call at all") {
  Stage stage(target("busy"));
  stage.patience.limit = std::chrono::milliseconds(30);
  const Outcome outcome = stage.go(Move::run);
  CHECK(outcome.reason == Reason::interrupted);
  CHECK(stage.session.registers());
}

TEST_CASE("in a batch only a read of the program's own terminal gives control back") {
  Stage stage(target("blocked_calls"), {"pause"});
  stage.patience.any_call = false;
  stage.patience.limit = std::chrono::milliseconds(100);
  CHECK(stage.go(Move::run).reason == Reason::interrupted);
  stage.start(example("echo"));
  CHECK(stage.go(Move::run).reason == Reason::waiting);
}

TEST_CASE("a program that is stopped by a signal can be interrupted, and goes on after SIGCONT") {
  Stage stage(target("stop_self"));
  stage.patience.limit = std::chrono::milliseconds(50);
  const Outcome outcome = stage.go(Move::run);
  CHECK(outcome.reason == Reason::interrupted);
  CHECK(stage.session.state() == Session::State::stopped);
  REQUIRE(kill(stage.session.focus().value(), SIGCONT) == 0);
  stage.patience.limit = {};
  CHECK(stage.go(Move::run).reason == Reason::ended);
  CHECK(stage.session.exit_status() == ExitStatus{.code = 5});
}

TEST_CASE("Ctrl-C at our prompt stops the program and not us") {
  Stage stage(example("echo"));
  REQUIRE(stage.go(Move::run).reason == Reason::waiting);
  REQUIRE(kill(getpid(), SIGINT) == 0);
  CHECK(stage.wait().reason == Reason::interrupted);
}
