// Starting, ending, attaching and letting go.

#include <catch2/catch.hpp>

#include "core/proc/status.hpp"
#include "tests/tracing/session_harness.hpp"

using namespace spyglass;
using Reason = Outcome::Reason;
using Move = Goal::Kind;

TEST_CASE("kill ends the program, wherever it is") {
  SessionStage stage(example("echo"));
  CHECK(stage.session.type("unread\n"));
  SECTION("stopped before a call") { stage.go(Move::next); }
  SECTION("stopped inside a call") { stage.go(Move::enter); }
  SECTION("running") {
    stage.go(Move::finish);
    stage.go(Move::finish);
    stage.go_until_blocked(Move::finish);
  }
  REQUIRE(stage.session.kill());
  CHECK(stage.session.state() == Session::State::ended);
  CHECK(stage.session.exit_status()->killed_by == Signal(SIGKILL));
  CHECK(stage.listener.heard("killed by SIGKILL"));
  CHECK_FALSE(stage.session.kill());
  CHECK_FALSE(stage.session.interrupt());
}

TEST_CASE("a program that somebody else kills") {
  SessionStage stage(example("hello"));
  stage.go(Move::next);
  REQUIRE(kill(stage.session.focus().value(), SIGKILL) == 0);
  CHECK(stage.go(Move::step).reason == Reason::ended);
  CHECK(stage.session.exit_status()->killed_by == Signal(SIGKILL));
}

TEST_CASE("running again forgets the former run") {
  SessionStage stage(example("hello"));
  stage.go(Move::next);
  REQUIRE(stage.session.add_breakpoint(stage.pc()));
  const bool to_the_end = GENERATE(true, false);
  if (to_the_end) stage.go(Move::finish);
  if (to_the_end) stage.go(Move::run);
  const Tid former = stage.session.focus();
  stage.start(example("count"));
  CHECK_FALSE(proc::status(former));
  CHECK(stage.session.log().calls_seen() == 1);
  CHECK(stage.session.log().output().empty());
  CHECK(stage.session.log().ends().empty());
  CHECK(stage.session.breakpoints().empty());
  CHECK_FALSE(stage.session.exit_status());
  CHECK_FALSE(stage.session.registers_before());
  CHECK(stage.session.program()->path == example("count"));
  CHECK(stage.go(Move::run).reason == Reason::ended);
  CHECK(stage.session.log().output() == "1\n2\n3\n4\n5\n");
}

TEST_CASE("a program gets its arguments, its directory and its environment") {
  SessionStage stage;
  ProgramSpec spec{.path = target("surroundings"),
                   .arguments = {"name", "word"},
                   .directory = "/",
                   .environment = {"ADDED=yes"}};
  SessionStage::want(stage.session.run(spec, stage.patience));
  stage.go(Move::run);
  const std::string& output = stage.session.log().output();
  for (const char* line : {"argv name.\n", "argv word.\n", "directory /\n", "environ ADDED=yes\n",
                           "environ TERM=dumb\n", "session own\n"}) {
    CHECK(output.find(line) != std::string::npos);
  }
  CHECK(output.find("terminal none") == std::string::npos);
}

TEST_CASE("attaching stops the process, detaching lets it go unharmed") {
  SessionStage stage;
  Talker talker(target("echo_lines"), {"2"});
  REQUIRE(talker.hear() == "ready\n");
  CHECK(SessionStage::want(stage.session.attach(talker.process())).reason == Reason::attached);
  CHECK(stage.session.state() == Session::State::stopped);
  CHECK(stage.session.was_attached());
  CHECK(stage.session.tracer().threads().size() == 3);
  for (const auto& [thread, record] : stage.session.tracer().threads()) CHECK(record->stopped);
  CHECK(stage.session.registers());
  CHECK_FALSE(stage.session.type("not its terminal"));
  SECTION("at once") {}
  SECTION("after a while, with a breakpoint left behind") {
    REQUIRE(stage.session.add_breakpoint(stage.pc()));
    REQUIRE(stage.session.add_breakpoint(stage.place("main")));
    stage.go_until_blocked(Move::run);
    talker.say("traced\n");
    CHECK(stage.wait().reason == Reason::breakpoint);
  }
  SECTION("while it runs") {
    stage.go_until_blocked(Move::run);
    talker.say("traced\n");
    const std::string line = "leave write(1, \"traced\\n\", 7) = 7";
    while (!stage.listener.heard(line)) {
      REQUIRE(SessionStage::want(stage.session.resume_waiting(stage.impatience)).reason ==
              Reason::waiting);
    }
    CHECK(talker.hear() == "traced\n");
  }
  REQUIRE(stage.session.detach());
  CHECK(stage.session.state() == Session::State::empty);
  talker.say("free\n");
  std::string line = talker.hear();
  if (line == "traced\n") line = talker.hear();
  CHECK(line == "free\n");
  CHECK(WEXITSTATUS(talker.finish()) == 0);
}

TEST_CASE("a session that ends lets go of what it attached to") {
  Talker talker(target("echo_lines"), {"1"});
  REQUIRE(talker.hear() == "ready\n");
  {
    Listener listener;
    Session session(SessionStage::signals(), listener);
    SessionStage::want(session.attach(talker.process()));
  }
  talker.say("free\n");
  CHECK(talker.hear() == "free\n");
  CHECK(WEXITSTATUS(talker.finish()) == 0);
}

TEST_CASE("a process that is stopped can be attached to") {
  SessionStage stage;
  Talker talker(target("stop_self"));
  int status = 0;
  REQUIRE(waitpid(talker.process().value(), &status, WUNTRACED) == talker.process().value());
  CHECK(SessionStage::want(stage.session.attach(talker.process())).reason == Reason::attached);
  CHECK(stage.session.state() == Session::State::stopped);
  REQUIRE(stage.session.detach());
  kill(talker.process().value(), SIGCONT);
  CHECK(WEXITSTATUS(talker.finish()) == 5);
}

TEST_CASE("attaching to nothing leaves no trace") {
  SessionStage stage;
  const auto failed = stage.session.attach(Pid(0x3fffff));
  REQUIRE_FALSE(failed);
  CHECK(stage.session.state() == Session::State::empty);
  CHECK_FALSE(stage.session.was_attached());
}
