// Several threads and several processes in one session.

#include <catch2/catch.hpp>

#include "tests/tracing/session_harness.hpp"

using namespace spyglass;
using Reason = Outcome::Reason;
using Move = Goal::Kind;

namespace {

std::size_t writes_in(const EventLog& log) {
  return static_cast<std::size_t>(
      std::count_if(log.calls().begin(), log.calls().end(),
                    [](const auto& entry) { return entry.call->name == "write"; }));
}

}  // namespace

TEST_CASE("calls of all threads are logged, and all threads end") {
  SessionStage stage(target("threads"));
  CHECK(stage.go(Move::run).reason == Reason::ended);
  CHECK(stage.session.exit_status() == ExitStatus{.code = 8});
  CHECK(writes_in(stage.session.log()) == 80);
  CHECK(stage.session.log().ends().size() == 1);
  for (const auto& entry : stage.session.log().calls()) CHECK_FALSE(entry.call->in_kernel());
}

TEST_CASE("at a stop all threads stand still") {
  SessionStage stage(target("threads"));
  for (Outcome outcome = stage.go(Move::until, {"write"}); outcome.reason != Reason::ended;
       outcome = stage.go(Move::until, {"write"})) {
    REQUIRE(outcome.reason == Reason::entered);
    CHECK(outcome.call->thread == stage.session.focus());
    for (const auto& [thread, record] : stage.session.tracer().threads()) CHECK(record->stopped);
  }
  CHECK(writes_in(stage.session.log()) == 80);
}

TEST_CASE("a step moves one thread and no other") {
  SessionStage stage(target("threads"));
  REQUIRE(stage.go(Move::until, {"write"}).reason == Reason::entered);
  const auto calls = stage.session.log().calls_seen();
  REQUIRE(stage.go(Move::finish).reason == Reason::returned);
  const auto after = stage.session.log().calls_seen();
  CHECK(after >= calls);
  const Tid focus = stage.session.focus();
  for (int i = 0; i < 5; ++i) CHECK(stage.go(Move::step).reason == Reason::stepped);
  CHECK(stage.session.focus() == focus);
  CHECK(stage.session.log().calls_seen() == after);
  CHECK(stage.go(Move::run).reason == Reason::ended);
}

TEST_CASE("a breakpoint that all threads meet is hit by each of them, every time") {
  SessionStage stage(target("threads"));
  // The program's own symbols are there as soon as it is mapped.
  const Addr mark = stage.place("mark");
  REQUIRE(stage.session.add_breakpoint(mark));
  std::map<Tid, int> hits;
  Outcome outcome = stage.go(Move::run);
  for (; outcome.reason == Reason::breakpoint; outcome = stage.go(Move::run)) {
    CHECK(stage.pc() == mark);
    ++hits[stage.session.focus()];
  }
  CHECK(outcome.reason == Reason::ended);
  CHECK(stage.session.exit_status() == ExitStatus{.code = 8});
  CHECK(hits.size() == 8);
  for (const auto& [thread, count] : hits) CHECK(count == 10);
  CHECK(writes_in(stage.session.log()) == 80);
  CHECK(stage.session.log().signals().empty());
}

TEST_CASE("a child of fork is followed, and its end is not the end") {
  SessionStage stage(example("fork"));
  CHECK(stage.go(Move::run).reason == Reason::ended);
  CHECK(stage.session.exit_status() == ExitStatus{.code = 7});
  CHECK(stage.session.log().ends().size() == 2);
  CHECK(stage.session.log().output() == "child\nparent\n");
}

TEST_CASE("a child has its parent's breakpoints") {
  SessionStage stage(example("fork"));
  const Tid parent = stage.session.focus();
  REQUIRE(stage.session.add_breakpoint(stage.place("child")));
  REQUIRE(stage.session.add_breakpoint(stage.place("parent")));
  std::set<Addr> hit;
  for (int i = 0; i < 2; ++i) {
    const Outcome outcome = stage.go(Move::run);
    REQUIRE(outcome.reason == Reason::breakpoint);
    CHECK((outcome.address == stage.place("parent")) == (stage.session.focus() == parent));
    hit.insert(outcome.address);
  }
  CHECK(hit.size() == 2);
  CHECK(stage.go(Move::run).reason == Reason::ended);
  CHECK(stage.session.exit_status() == ExitStatus{.code = 7});
  CHECK(stage.session.log().output() == "child\nparent\n");
}

TEST_CASE("children by fork, vfork and clone all end") {
  SessionStage stage(target("children"), {example("hello")});
  // Breakpoints of the old program are none of the new one's.
  REQUIRE(stage.session.add_breakpoint(stage.place("end_of")));
  int hits = 0;
  Outcome outcome = stage.go(Move::run);
  for (; outcome.reason == Reason::breakpoint; outcome = stage.go(Move::run)) ++hits;
  CHECK(hits == 3);
  CHECK(outcome.reason == Reason::ended);
  CHECK(stage.session.exit_status() == ExitStatus{.code = 0});
  CHECK(stage.session.log().ends().size() == 4);
  CHECK(stage.session.log().output() == "Hello, kernel!\n");
}

TEST_CASE("a thread that isn't the leader becomes another program") {
  SessionStage stage(target("exec_from_thread"), {example("hello")});
  const Tid leader = stage.session.focus();
  REQUIRE(stage.go(Move::until, {"execve"}).reason == Reason::entered);
  CHECK(stage.session.focus() != leader);
  SECTION("in one go") { CHECK(stage.go(Move::run).reason == Reason::ended); }
  SECTION("with a look at its first instruction") {
    const Outcome outcome = stage.go(Move::finish);
    CHECK(outcome.reason == Reason::returned);
    CHECK(outcome.call->name == "execve");
    CHECK(stage.session.focus() == leader);
    CHECK(stage.session.tracer().threads().size() == 1);
    CHECK(stage.pc() == stage.place("_start"));
    CHECK(stage.go(Move::next).reason == Reason::before_call);
    CHECK(stage.go(Move::run).reason == Reason::ended);
  }
  CHECK(stage.session.exit_status() == ExitStatus{.code = 42});
  CHECK(stage.session.log().output() == "Hello, kernel!\n");
}

TEST_CASE("an interruption stops every thread of a waiting program") {
  SessionStage stage(target("echo_lines"), {"3"});
  stage.go_until_blocked(Move::run);
  CHECK(SessionStage::want(stage.session.interrupt()).reason == Reason::interrupted);
  CHECK(stage.session.tracer().threads().size() == 4);
  for (const auto& [thread, record] : stage.session.tracer().threads()) CHECK(record->stopped);
}
