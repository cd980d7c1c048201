// Calls that are tampered with in a session: they are driven as others are.

#include <catch2/catch.hpp>

#include "core/inject/injector.hpp"
#include "tests/tracing/session_harness.hpp"

using namespace spyglass;
using Reason = Outcome::Reason;
using Move = Goal::Kind;

namespace {

int inject(SessionStage& stage, const std::string& expression) {
  return stage.session.injector().add(SessionStage::want(parse_injection(expression)));
}

}  // namespace

TEST_CASE("a call that is kept from the kernel still is itself at its entry, and returns") {
  SessionStage stage(example("hello", GENERATE("x86_64", "i386")));
  inject(stage, "write:error=EIO");
  SECTION("by its own moves") {
    const Outcome entered = stage.go(Move::enter);
    CHECK(entered.call->name == "write");
    CHECK(entered.call->injected.result);
    const auto site = stage.session.call_site();
    REQUIRE(site);
    CHECK(site->numbers.number == entered.call->raw.number);
    const Outcome left = stage.go(Move::finish);
    CHECK(left.call->error() == Errno(EIO));
  }
  SECTION("in one step") {
    REQUIRE(stage.go(Move::next).reason == Reason::before_call);
    const Outcome left = stage.go(Move::step);
    CHECK(left.reason == Reason::returned);
    CHECK(left.call->error() == Errno(EIO));
  }
  CHECK(stage.go(Move::run).reason == Reason::ended);
  CHECK(stage.session.exit_status() == ExitStatus{.code = 42});
  CHECK(stage.session.log().output().empty());
  CHECK(stage.listener.heard(
      "leave write(1, \"Hello, kernel!\\n\", 15) = -1 EIO (Input/output error) (INJECTED)"));
}

TEST_CASE("calls of all threads are kept from the kernel, and counted for each thread") {
  SessionStage stage(target("threads"));
  const int number = inject(stage, "write:retval=1:when=3+");
  CHECK(stage.go(Move::run).reason == Reason::ended);
  CHECK(stage.session.exit_status() == ExitStatus{.code = 8});
  std::map<Tid, int> injected;
  for (const auto& entry : stage.session.log().calls()) {
    if (entry.call->injected.result) ++injected[entry.call->thread];
  }
  CHECK(injected.size() == 8);
  for (const auto& [thread, count] : injected) CHECK(count == 8);
  CHECK(stage.session.injector().remove(number));
}

TEST_CASE("injections outlive a run, and their counts do not") {
  SessionStage stage(example("count"));
  inject(stage, "write:error=EIO:when=2");
  for (int run = 0; run < 2; ++run) {
    CHECK(stage.go(Move::run).reason == Reason::ended);
    CHECK(stage.session.log().output() == "1\n3\n4\n5\n");
    stage.start(example("count"));
  }
  stage.session.remove_traps();
  CHECK(stage.go(Move::run).reason == Reason::ended);
  CHECK(stage.session.log().output() == "1\n2\n3\n4\n5\n");
}

TEST_CASE("a program that is let go inside such a call makes it after all") {
  Talker talker(target("echo_lines"));
  REQUIRE(talker.hear() == "ready\n");
  SessionStage stage;
  SessionStage::want(stage.session.attach(talker.process()));
  inject(stage, "write:error=EIO");
  talker.say("echo\n");
  REQUIRE(stage.go(Move::until, {"write"}).reason == Reason::entered);
  REQUIRE(stage.session.current_call()->injected.result);
  REQUIRE(stage.session.detach());
  CHECK(talker.hear() == "echo\n");
  CHECK(talker.finish() == 0);
}
