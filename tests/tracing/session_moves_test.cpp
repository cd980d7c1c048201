// Every way of moving on, and where it ends.

#include <catch2/catch.hpp>

#include "tests/tracing/session_harness.hpp"

using namespace spyglass;
using Reason = Outcome::Reason;
using Move = Goal::Kind;

TEST_CASE("a program is loaded up to its first instruction") {
  SessionStage stage;
  CHECK(stage.session.state() == Session::State::empty);
  CHECK_FALSE(stage.session.pursue({Move::step}, {}));
  const Outcome outcome = stage.start(example("hello"));
  CHECK(outcome.reason == Reason::loaded);
  REQUIRE(outcome.call);
  CHECK(outcome.call->name == "execve");
  CHECK(outcome.call->result == 0);
  CHECK(stage.session.state() == Session::State::stopped);
  CHECK(stage.pc() == stage.place("_start"));
  CHECK(stage.session.log().calls().size() == 1);
  CHECK_FALSE(stage.session.call_site());
}

TEST_CASE("a program that cannot be executed: the call says why, then the child ends") {
  SessionStage stage;
  const Outcome outcome = stage.start("/no/such/program");
  CHECK(outcome.reason == Reason::returned);
  REQUIRE(outcome.call);
  CHECK(outcome.call->error() == Errno(ENOENT));
  CHECK(stage.go(Move::run).reason == Reason::ended);
  CHECK(stage.session.exit_status() == ExitStatus{.code = 127});
}

TEST_CASE("step by step, and through the kernel in one") {
  SessionStage stage(example("hello"));
  for (int i = 0; i < 3; ++i) CHECK(stage.go(Move::step).reason == Reason::stepped);
  CHECK(stage.go(Move::step).reason == Reason::before_call);
  const auto site = stage.session.call_site();
  REQUIRE(site);
  CHECK(site->moment == Moment::before);
  CHECK(site->numbers.number == 1);
  CHECK(site->numbers.arguments[2] == 15);
  const Addr before = stage.pc();
  const Outcome outcome = stage.go(Move::step);
  CHECK(outcome.reason == Reason::returned);
  REQUIRE(outcome.call);
  CHECK(call_text(*outcome.call, {.result_column = 0}) ==
        "write(1, \"Hello, kernel!\\n\", 15) = 15");
  // Driven by call stops: r11 shows the program's own flags, not our trap flag.
  CHECK(stage.get("r11") == 0x202);
  CHECK(stage.get("rcx") == before.value() + 2);
  REQUIRE(stage.session.registers_before());
  CHECK(stage.session.registers_before()->program_counter() == before);
}

TEST_CASE("next, enter, finish, until, run") {
  SessionStage stage(example("hello"));
  const Outcome next = stage.go(Move::next);
  CHECK(next.reason == Reason::before_call);
  CHECK(next.instructions == 4);
  CHECK_FALSE(next.went_by_calls);
  const Outcome entered = stage.go(Move::enter);
  CHECK(entered.reason == Reason::entered);
  REQUIRE(entered.call);
  CHECK(entered.call->in_kernel());
  CHECK(stage.session.current_call() == entered.call);
  CHECK(stage.session.call_site()->moment == Moment::inside);
  CHECK(stage.get("rax") == static_cast<std::uint64_t>(-38));
  const auto again = stage.session.pursue({Move::enter}, stage.patience);
  REQUIRE_FALSE(again);
  CHECK(again.error().kind == Error::Kind::input);
  const Outcome finished = stage.go(Move::finish);
  CHECK(finished.reason == Reason::returned);
  CHECK(finished.call->result == 15);
  CHECK(stage.session.current_call() == nullptr);
  const Outcome until = stage.go(Move::until, {"read", "exit_group"});
  CHECK(until.reason == Reason::entered);
  CHECK(until.call->name == "exit_group");
  CHECK(stage.go(Move::run).reason == Reason::ended);
  CHECK(stage.session.exit_status() == ExitStatus{.code = 42});
  CHECK(stage.session.state() == Session::State::ended);
  CHECK(stage.session.log().output() == "Hello, kernel!\n");
}

TEST_CASE(
    "finish from outside goes to the end of the next call, next from inside to the one after") {
  SessionStage stage(example("hello"));
  CHECK(stage.go(Move::finish).call->name == "write");
  stage.start(example("hello"));
  CHECK(stage.go(Move::enter).call->name == "write");
  CHECK(stage.go(Move::next).reason == Reason::before_call);
  CHECK(stage.session.call_site()->numbers.number == 231);
}

TEST_CASE("a program that ends under a goal") {
  const auto kind = GENERATE(Move::step, Move::next, Move::finish, Move::until, Move::run);
  SessionStage stage(example("hello"));
  stage.go(Move::next);
  stage.go(Move::finish);
  CHECK(stage.go(Move::next).reason == Reason::before_call);
  const Outcome outcome = stage.go(kind, {"read"});
  CHECK(outcome.reason == Reason::ended);
  CHECK(stage.session.exit_status() == ExitStatus{.code = 42});
  CHECK(stage.session.log().calls().back().call->no_return);
  CHECK_FALSE(stage.session.pursue({kind}, {}));
  CHECK_FALSE(stage.session.registers());
  CHECK(stage.listener.heard("exited with 42"));
}

TEST_CASE("a fault stops before the program is punished") {
  const auto kind = GENERATE(Move::run, Move::next, Move::enter, Move::finish);
  SessionStage stage(example("jump-to-nowhere"));
  const Outcome outcome = stage.go(kind);
  CHECK(outcome.reason == Reason::fault);
  CHECK(outcome.signal == Signal(SIGSEGV));
  CHECK(stage.pc() == Addr(0));
  CHECK(stage.go(Move::run).reason == Reason::ended);
  CHECK(stage.session.exit_status()->killed_by == Signal(SIGSEGV));
}

TEST_CASE("a step leads into a signal's handler") {
  SessionStage stage(example("self-signal"));
  REQUIRE(stage.go(Move::until, {"kill"}).reason == Reason::entered);
  CHECK(stage.go(Move::step).reason == Reason::returned);
  CHECK(stage.go(Move::step).reason == Reason::stepped);
  CHECK(stage.pc() == stage.place("handler"));
  REQUIRE(stage.session.log().signals().size() == 1);
  CHECK(stage.session.log().signals()[0].signal == Signal(SIGUSR1));
  CHECK(stage.go(Move::until, {"rt_sigreturn"}).reason == Reason::entered);
  CHECK(stage.go(Move::finish).reason == Reason::returned);
  CHECK(stage.pc() == stage.place("after_signal"));
  CHECK(stage.get("rax") == 0);
  CHECK(stage.go(Move::run).reason == Reason::ended);
}

TEST_CASE("next doesn't look at every instruction of a long way") {
  SessionStage stage("/bin/true");
  Outcome outcome = stage.go(Move::next);
  while (!outcome.went_by_calls && outcome.reason != Reason::ended) outcome = stage.go(Move::next);
  CHECK(outcome.went_by_calls);
  CHECK(outcome.reason == Reason::entered);
  CHECK(outcome.instructions > 1000);
  CHECK(stage.session.call_site()->moment == Moment::inside);
  CHECK(stage.go(Move::run).reason == Reason::ended);
  CHECK(stage.session.exit_status() == ExitStatus{.code = 0});
}

TEST_CASE("what a call wrote is shown before the call is over") {
  SessionStage stage(example("count"));
  stage.go(Move::run);
  const auto& listener = stage.listener;
  for (char digit = '1'; digit <= '5'; ++digit) {
    const std::string number(1, digit);
    const auto wrote = listener.index_of("wrote " + number + "\n");
    REQUIRE(wrote < listener.said.size());
    CHECK(listener.said[wrote - 1] == "enter write");
    CHECK(listener.said[wrote + 1] == "leave write(1, \"" + number + "\\n\", 2) = 2");
  }
}

TEST_CASE("a restarted call is finished when it really is") {
  SessionStage stage(example("restart"));
  REQUIRE(stage.go(Move::until, {"read"}).reason == Reason::entered);
  REQUIRE(kill(stage.session.focus().value(), SIGUSR1) == 0);
  stage.session.type("x\n");
  // The signal comes first: the read is left with ERESTARTSYS, or has read before it looked.
  const Outcome outcome = stage.go(Move::until, {"write"});
  CHECK(outcome.reason == Reason::entered);
  CHECK(stage.session.log().signals().size() == 1);
  CHECK(stage.go(Move::finish).call->result == 2);
}
