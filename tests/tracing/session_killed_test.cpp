// A program that something has killed while it stood still: whatever is done to it then, the
// session knows afterwards that it has ended.

#include <catch2/catch.hpp>

#include "core/encode/written.hpp"
#include "tests/tracing/session_harness.hpp"

using namespace spyglass;
using Reason = Outcome::Reason;
using Move = Goal::Kind;

TEST_CASE("a killed program has ended when a call, code or a journey finds it gone") {
  const std::string path = GENERATE("changing_memory", "threads", "changing_memory-32");
  const bool dead = GENERATE(true, false);  // or still on its way
  const int what = GENERATE(0, 1, 2);
  if (access(target(path).c_str(), X_OK) != 0) return;
  SessionStage stage(target(path));
  stage.go(Move::until, {"write"});
  const MomentInLife start = stage.session.checkpoints().all().front().moment();
  const auto call = SessionStage::want(parse_call("getpid()"));
  const auto code = SessionStage::want(stage.session.assemble("nop", Syntax::att));
  const Tid thread = stage.session.focus();
  REQUIRE(kill(thread.value(), SIGKILL) == 0);
  siginfo_t news{};
  const auto id = static_cast<id_t>(thread.value());
  if (dead) REQUIRE(waitid(P_PID, id, &news, WEXITED | WSTOPPED | WNOWAIT) == 0);
  if (what == 0) (void)stage.session.do_call(call, std::chrono::seconds(20));
  if (what == 1) (void)stage.session.run_code(code, false, std::chrono::seconds(20));
  if (what == 2) (void)stage.session.travel(start);
  // Only what has not touched it may have gone unnoticed.
  const auto state = stage.session.state();
  INFO(path << " " << dead << " " << what << " " << static_cast<int>(state));
  if (state == Session::State::stopped) CHECK(stage.go(Move::run).reason == Reason::ended);
  CHECK(stage.session.state() == Session::State::ended);
}
