// Programs that block or ignore the very signals that a tracer works by: what we do to them works,
// and is not seen by them. The kernel takes the action of such a signal away when it forces one.

#include <catch2/catch.hpp>

#include "core/encode/written.hpp"
#include "tests/tracing/session_harness.hpp"

using namespace spyglass;
using Reason = Outcome::Reason;
using Move = Goal::Kind;

namespace {

/// The program in both widths, where the compiler can make it, and in all its ways.
struct Deaf : SessionStage {
  Deaf() : Deaf(GENERATE("blocked", "ignored", "handled"), GENERATE("", "-32")) {}
  Deaf(const std::string& how, const std::string& width)
      : SessionStage(access(target("shuts_out" + width).c_str(), X_OK) == 0
                         ? target("shuts_out" + width)
                         : target("shuts_out"),
                     {how}),
        name(how + width) {}

  int set(decltype(Trap::what) what) {
    return want(session.add_trap({.what = std::move(what), .text = {}}));
  }
  int break_at_mark() { return set(trap::Place{place("mark")}); }
  void must_not_have_noticed() {
    INFO(name);
    CHECK(session.log().output() == "round 1\nround 2\nround 3\nround 4\nround 5\nall as it was\n");
    CHECK(session.exit_status() == ExitStatus{.code = 0});
    CHECK(session.log().signals().empty());
  }
  RanCode run_code(const std::string& text) {
    const auto code = want(session.assemble(text, Syntax::att));
    return want(session.run_code(code, false, std::chrono::seconds(20)));
  }

  std::string name;
};

}  // namespace

TEST_CASE("breakpoints do not touch what a program does about signals") {
  Deaf program;
  program.break_at_mark();
  for (int round = 1; round <= 5; ++round) {
    REQUIRE(program.go(Move::run).reason == Reason::breakpoint);
  }
  CHECK(program.go(Move::run).reason == Reason::ended);
  program.must_not_have_noticed();
}

TEST_CASE("breakpoints that are passed do not, either") {
  Deaf program;
  Trap trap{.what = trap::Place{program.place("mark")}, .text = {}};
  trap.condition = SessionStage::want(program.session.compile_condition("false"));
  SessionStage::want(program.session.add_trap(std::move(trap)));
  CHECK(program.go(Move::run).reason == Reason::ended);
  program.must_not_have_noticed();
}

TEST_CASE("single steps do not touch what a program does about signals") {
  Deaf program;
  const int number = program.break_at_mark();
  REQUIRE(program.go(Move::run).reason == Reason::breakpoint);
  REQUIRE(program.session.remove_trap(number));
  for (int i = 0; i < 30; ++i) CHECK(program.go(Move::step).reason == Reason::stepped);
  CHECK(program.go(Move::next).reason == Reason::before_call);
  CHECK(program.go(Move::run).reason == Reason::ended);
  program.must_not_have_noticed();
}

TEST_CASE("watchpoints do not touch what a program does about signals") {
  Deaf program;
  program.set(trap::Watch{{program.place("filled"), 4}});
  for (int round = 1; round <= 5; ++round) {
    REQUIRE(program.go(Move::run).reason == Reason::watched);
  }
  CHECK(program.go(Move::run).reason == Reason::ended);
  program.must_not_have_noticed();
}

TEST_CASE("instructions of somebody's do not touch what a program does about signals") {
  Deaf program;
  const int number = program.break_at_mark();
  REQUIRE(program.go(Move::run).reason == Reason::breakpoint);
  REQUIRE(program.session.remove_trap(number));
  CHECK(program.run_code("nop; mov $20, %eax; nop").end == RanCode::End::done);
  CHECK(program.run_code("xor %eax, %eax; movl $1, 8").end == RanCode::End::fault);
  CHECK(program.run_code("int3; nop").end == RanCode::End::fault);
  CHECK(program.run_code("mov $10, %ecx; 1: loop 1b; ud2").end == RanCode::End::fault);
  CHECK(program.go(Move::run).reason == Reason::ended);
  program.must_not_have_noticed();
}

TEST_CASE("what instructions of somebody's want done about a signal stays so") {
  Deaf program("ignored", "");
  program.break_at_mark();
  REQUIRE(program.go(Move::run).reason == Reason::breakpoint);
  // rt_sigaction(SIGTRAP, {SIG_DFL}, NULL, 8)
  const auto ran = program.run_code(
      "sub $32, %rsp; movq $0, (%rsp); movq $0, 8(%rsp); movq $0, 16(%rsp); movq $0, 24(%rsp);"
      "mov $13, %eax; mov $5, %edi; mov %rsp, %rsi; xor %edx, %edx; mov $8, %r10d; syscall;"
      "add $32, %rsp; nop; nop");
  REQUIRE(ran.end == RanCode::End::done);
  while (program.go(Move::run).reason == Reason::breakpoint) {
  }
  CHECK(program.session.log().output().ends_with("5 is treated otherwise\n"));
}

TEST_CASE("calls and journeys work in a program that is deaf") {
  Deaf program;
  const int number = program.break_at_mark();
  REQUIRE(program.go(Move::run).reason == Reason::breakpoint);
  REQUIRE(program.session.remove_trap(number));
  REQUIRE(program.go(Move::enter).reason == Reason::entered);
  const MomentInLife here = program.session.moment();
  const auto call = SessionStage::want(parse_call("getpid()"));
  const auto done = SessionStage::want(program.session.do_call(call, std::chrono::seconds(20)));
  CHECK(done.call.result == program.session.focus().value());
  REQUIRE(program.go(Move::finish).reason == Reason::returned);
  REQUIRE(program.session.travel(here));
  CHECK(program.go(Move::run).reason == Reason::ended);
  CHECK(program.session.log().output().ends_with("all as it was\n"));
  CHECK(program.session.exit_status() == ExitStatus{.code = 0});
}
