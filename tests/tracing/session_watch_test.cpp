// Watchpoints beside everything else that can be done to a program: journeys, children, catches.

#include <catch2/catch.hpp>
#include <cstring>

#include "tests/tracing/session_harness.hpp"

using namespace spyglass;
using Reason = Outcome::Reason;
using Move = Goal::Kind;
using Side = trap::Calls::Side;

namespace {

std::string in_both_widths(const std::string& name) {
  const std::string width = GENERATE("", "-32");
  return access(target(name + width).c_str(), X_OK) == 0 ? target(name + width) : target(name);
}

int set(SessionStage& stage, decltype(Trap::what) what, const std::string& condition = {}) {
  Trap trap{.what = std::move(what), .text = {}};
  if (!condition.empty())
    trap.condition = SessionStage::want(stage.session.compile_condition(condition));
  return SessionStage::want(stage.session.add_trap(std::move(trap)));
}

std::uint64_t hits(const SessionStage& stage, int number) {
  return stage.session.traps().find(number)->hits;
}

std::int32_t number_in(const std::string& bytes) {
  std::int32_t number = 0;
  REQUIRE(bytes.size() == sizeof number);
  std::memcpy(&number, bytes.data(), sizeof number);
  return number;
}

}  // namespace

TEST_CASE("a journey is no hit of a watchpoint, which counts on afterwards") {
  SessionStage stage(in_both_widths("shuts_out"));
  const int number = set(stage, trap::Watch{{stage.place("filled"), 4}});
  REQUIRE(stage.go(Move::run).reason == Reason::watched);
  stage.go(Move::until, {"write"});
  const MomentInLife first = stage.session.moment();
  REQUIRE(stage.go(Move::run).reason == Reason::watched);
  const auto third = stage.go(Move::run);
  REQUIRE(third.reason == Reason::watched);
  CHECK(number_in(third.trap->touch->after) == 3);
  REQUIRE(stage.session.travel(first));
  CHECK(hits(stage, number) == 3);
  // What is seen next is the second round's, from the first one's value.
  for (int round = 2; round <= 5; ++round) {
    const auto hit = stage.go(Move::run);
    REQUIRE(hit.reason == Reason::watched);
    CHECK_FALSE(hit.trap->touch->by_kernel);
    CHECK(number_in(hit.trap->touch->before) == round - 1);
    CHECK(number_in(hit.trap->touch->after) == round);
    CHECK(hits(stage, number) == static_cast<std::uint64_t>(round + 2));
  }
  // And back from the last one, a call away, to the very beginning and forward again.
  stage.go(Move::until, {"write"});
  const MomentInLife last = stage.session.moment();
  REQUIRE(stage.session.travel(stage.session.checkpoints().all().front().moment()));
  REQUIRE(stage.session.travel(last));
  CHECK(hits(stage, number) == 7);
  CHECK(stage.go(Move::run).reason == Reason::ended);
  CHECK(stage.session.exit_status() == ExitStatus{.code = 0});
  CHECK(stage.session.log().signals().empty());
}

TEST_CASE("a child that was made inside the program watches its own memory") {
  SessionStage stage(in_both_widths("shuts_out"), {"handled"});
  set(stage, trap::Watch{{stage.place("filled"), 4}});
  REQUIRE(stage.go(Move::run).reason == Reason::watched);
  const Tid parent = stage.session.focus();
  const auto done =
      SessionStage::want(stage.session.do_call(SessionStage::want(parse_call("fork()")), {}));
  REQUIRE(done.made);
  std::map<Tid, int> rounds;
  std::uint64_t last = 0;
  Outcome outcome = stage.go(Move::run);
  for (; outcome.reason == Reason::watched; outcome = stage.go(Move::run)) {
    const int round = number_in(outcome.trap->touch->after);
    CHECK(number_in(outcome.trap->touch->before) == round - 1);
    ++rounds[stage.session.focus()];
    last = outcome.trap->hits;
  }
  CHECK(last == 9);
  CHECK(outcome.reason == Reason::ended);
  CHECK(rounds == std::map<Tid, int>{{parent, 4}, {*done.made, 4}});
  REQUIRE(stage.session.log().ends().size() == 2);
  for (const auto& end : stage.session.log().ends()) CHECK(end.status == ExitStatus{.code = 0});
  CHECK(stage.session.log().signals().empty());
}

TEST_CASE("conditions of watchpoints, catches and breakpoints hold at once under four threads") {
  SessionStage stage(in_both_widths("watched"));
  const int tens = set(stage, trap::Watch{{stage.place("total"), 4}}, "new % 10 == 0");
  const int twos = set(stage, trap::Calls{SessionStage::want(CallSet::parse("write")), Side::entry},
                       "count == 2 and fd ~= 1");
  const int ones =
      set(stage, trap::Calls{SessionStage::want(CallSet::parse("write")), Side::exit}, "ret == 1");
  const int never = set(stage, trap::Place{stage.place("mark")}, "false");
  std::map<int, int> seen;
  std::uint64_t passed = 0;
  Outcome outcome = stage.go(Move::run);
  for (; outcome.reason != Reason::ended; outcome = stage.go(Move::run)) {
    REQUIRE(outcome.trap);
    INFO(outcome.trap->problem);
    CHECK(outcome.trap->problem.empty());
    ++seen[outcome.trap->number];
    passed = hits(stage, never);
    for (const auto& [thread, record] : stage.session.tracer().threads()) CHECK(record->stopped);
  }
  CHECK(seen == std::map<int, int>{{tens, 4}, {twos, 20}, {ones, 20}});
  CHECK(passed == 0);
  CHECK(stage.session.exit_status() == ExitStatus{.code = 0});
  CHECK(stage.session.log().output() == "40\n");
}
