// Calls that don't return by themselves, and ways out of them.

#include <catch2/catch.hpp>

#include "tests/tracing/session_harness.hpp"

using namespace spyglass;
using Reason = Outcome::Reason;
using Move = Goal::Kind;

TEST_CASE("a read that blocks gives control back, and returns when there is something to read") {
  const auto move = GENERATE(Move::step, Move::finish);
  SessionStage stage(example("echo"));
  stage.go(Move::next);
  const Outcome waiting = stage.go_until_blocked(move);
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
  SessionStage stage(example("echo"));
  stage.go_until_blocked(Move::finish);
  CHECK_FALSE(stage.session.tend());
  REQUIRE(stage.session.type("later\n"));
  std::optional<Outcome> outcome;
  pollfd news{SessionStage::signals().fd(), POLLIN, 0};
  while (!outcome && poll(&news, 1, -1) == 1) {
    SessionStage::signals().collect();
    outcome = stage.session.tend();
  }
  REQUIRE(outcome);
  CHECK(outcome->reason == Reason::returned);
  CHECK(outcome->call->result == 6);
}

TEST_CASE("a program that waits can be interrupted, and goes on afterwards") {
  const auto move = GENERATE(Move::run, Move::finish, Move::step);
  SessionStage stage(example("echo"));
  stage.go(Move::next);
  stage.go_until_blocked(move);
  CHECK(SessionStage::want(stage.session.interrupt()).reason == Reason::interrupted);
  CHECK(stage.session.state() == Session::State::stopped);
  CHECK(stage.session.registers());
  CHECK_FALSE(stage.session.interrupt());
  // The kernel makes the program enter its read again.
  stage.go_until_blocked(Move::run);
  REQUIRE(stage.session.type("x\n"));
  stage.wait_for_output("x\n");
}

TEST_CASE("a step from an interrupted read goes into it again") {
  const auto move = GENERATE(Move::step, Move::next);
  SessionStage stage(example("echo"));
  stage.go_until_blocked(Move::run);
  REQUIRE(SessionStage::want(stage.session.interrupt()).reason == Reason::interrupted);
  SECTION("plainly") {}
  SECTION("although a breakpoint stands behind the call") {
    REQUIRE(stage.session.add_breakpoint(stage.pc()));
  }
  const Outcome outcome = stage.go_until_blocked(move);
  CHECK(outcome.call->name == "read");
  REQUIRE(stage.session.type("x\n"));
  const auto reason = stage.wait().reason;
  if (move == Move::step) CHECK(reason == Reason::returned);
  if (move == Move::next) CHECK((reason == Reason::before_call || reason == Reason::breakpoint));
}

TEST_CASE("a limit ends the wait for a program that makes no call at all") {
  SessionStage stage(target("busy"));
  stage.patience.limit = std::chrono::milliseconds(30);
  const Outcome outcome = stage.go(Move::run);
  CHECK(outcome.reason == Reason::interrupted);
  CHECK(stage.session.registers());
}

TEST_CASE("in a batch only a read of the program's own terminal gives control back") {
  SessionStage other(target("blocked_calls"), {"pause"});
  Patience batch = other.impatience;
  batch.any_call = false;
  batch.limit = std::chrono::milliseconds(200);
  CHECK(SessionStage::want(other.session.pursue({Move::run}, batch)).reason == Reason::interrupted);
  REQUIRE(other.session.kill());

  SessionStage reader(example("echo"));
  batch.limit = {};
  const Outcome outcome = SessionStage::want(reader.session.pursue({Move::run}, batch));
  CHECK(outcome.reason == Reason::waiting);
  CHECK(outcome.call->name == "read");
}

TEST_CASE("a program that is stopped by a signal can be interrupted, and goes on after SIGCONT") {
  SessionStage stage(target("stop_self"));
  const auto run_for_a_moment = [&] {
    Patience moment = stage.patience;
    moment.limit = std::chrono::milliseconds(20);
    CHECK(SessionStage::want(stage.session.pursue({Move::run}, moment)).reason ==
          Reason::interrupted);
    CHECK(stage.session.state() == Session::State::stopped);
  };
  while (stage.session.log().signals().empty()) run_for_a_moment();
  run_for_a_moment();  // the signal has stopped it by now
  REQUIRE(kill(stage.session.focus().value(), SIGCONT) == 0);
  CHECK(stage.go(Move::run).reason == Reason::ended);
  CHECK(stage.session.exit_status() == ExitStatus{.code = 5});
}

TEST_CASE("Ctrl-C at our prompt stops the program and not us") {
  SessionStage stage(example("echo"));
  stage.go_until_blocked(Move::run);
  REQUIRE(kill(getpid(), SIGINT) == 0);
  CHECK(stage.wait().reason == Reason::interrupted);
}
