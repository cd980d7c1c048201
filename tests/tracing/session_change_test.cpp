// Changing a program that stands still: registers, memory, breakpoints.

#include <catch2/catch.hpp>

#include "tests/tracing/session_harness.hpp"

using namespace spyglass;
using Reason = Outcome::Reason;
using Move = Goal::Kind;

namespace {

std::span<const std::byte> bytes_of(std::string_view text) {
  return std::as_bytes(std::span(text));
}

}  // namespace

TEST_CASE("a register that is set before the call changes what the kernel does") {
  SessionStage stage(example("hello"));
  stage.go(Move::next);
  stage.set("rdx", 5);
  CHECK(stage.session.call_site()->numbers.arguments[2] == 5);
  CHECK(stage.go(Move::finish).call->result == 5);
  CHECK(stage.session.log().output() == "Hello");
}

TEST_CASE("so does one that is set inside the call, and the call shows it") {
  SessionStage stage(example("hello"));
  const Outcome entered = stage.go(Move::enter);
  SECTION("an argument") {
    stage.set("rdx", 5);
    CHECK(entered.call->raw.arguments[2] == 5);
    CHECK(stage.go(Move::finish).call->result == 5);
    CHECK(stage.listener.said.back() == "leave write(1, \"Hello\", 5) = 5");
    CHECK(stage.session.log().output() == "Hello");
  }
  SECTION("the number") {
    stage.set("orig_rax", 39);
    CHECK(stage.session.current_call()->name == "getpid");
    CHECK(stage.go(Move::finish).call->result == stage.session.focus().value());
    CHECK(stage.session.log().output().empty());
  }
  SECTION("a number that no call has: the kernel does nothing") {
    stage.set("orig_rax", ~std::uint64_t{0});
    CHECK(stage.go(Move::finish).call->error() == Errno(ENOSYS));
  }
}

TEST_CASE("a result that is set after the call is what the program gets") {
  SessionStage stage(example("exit-status"));
  stage.go(Move::next);
  stage.set("rdi", 7);
  stage.go(Move::run);
  CHECK(stage.session.exit_status() == ExitStatus{.code = 7});
}

TEST_CASE("memory that the program may only read can be changed") {
  SessionStage stage(example("hello"));
  const Addr message = stage.place("message");
  SECTION("before the call") {
    REQUIRE(stage.session.poke(message, bytes_of("J")));
    CHECK(stage.session.memory()->bytes(message, 5) == "Jello");
    stage.go(Move::run);
  }
  SECTION("inside the call, which shows it") {
    stage.go(Move::enter);
    REQUIRE(stage.session.poke(message, bytes_of("J")));
    stage.go(Move::finish);
    CHECK(stage.listener.said.back() == "leave write(1, \"Jello, kernel!\\n\", 15) = 15");
  }
  CHECK(stage.session.log().output() == "Jello, kernel!\n");
}

TEST_CASE("what cannot be poked") {
  SessionStage stage(example("hello"));
  const auto failed = stage.session.poke(Addr(8), bytes_of("x"));
  REQUIRE_FALSE(failed);
  CHECK(failed.error().message.find("mapped") != std::string::npos);
}

TEST_CASE("a breakpoint is hit, stepped over, hit again, and removed") {
  SessionStage stage(example("count"));
  const Addr place = stage.place("next_digit");
  REQUIRE(stage.session.add_breakpoint(place));
  CHECK(stage.session.breakpoints() == std::vector<Addr>{place});
  for (std::uint64_t round = 1; round <= 2; ++round) {
    const Outcome outcome = stage.go(Move::run);
    CHECK(outcome.reason == Reason::breakpoint);
    CHECK(outcome.address == place);
    CHECK(stage.pc() == place);
    CHECK(stage.get("rbx") == round);
    CHECK(stage.session.log().calls_seen() == round);
  }
  CHECK(stage.go(Move::step).reason == Reason::stepped);
  CHECK(stage.pc() > place);
  CHECK(stage.go(Move::next).reason == Reason::before_call);
  CHECK(stage.go(Move::run).reason == Reason::breakpoint);
  CHECK(stage.get("rbx") == 3);
  CHECK(stage.go(Move::enter).reason == Reason::entered);
  CHECK(stage.go(Move::finish).reason == Reason::returned);
  REQUIRE(stage.session.remove_breakpoint(place));
  CHECK_FALSE(stage.session.remove_breakpoint(place));
  CHECK(stage.go(Move::run).reason == Reason::ended);
  CHECK(stage.session.log().output() == "1\n2\n3\n4\n5\n");
  CHECK(stage.session.log().signals().empty());
}

TEST_CASE("a breakpoint on a call instruction, and one that a step runs into") {
  SessionStage stage(example("hello"));
  stage.go(Move::next);
  const Addr call = stage.pc();
  stage.start(example("hello"));
  REQUIRE(stage.session.add_breakpoint(call));
  CHECK(stage.go(Move::run).reason == Reason::breakpoint);
  CHECK(stage.pc() == call);
  // Seen through the trap: the instruction that stands there for the program.
  REQUIRE(stage.session.call_site());
  CHECK(stage.session.call_site()->moment == Moment::before);
  SECTION("enter") {
    CHECK(stage.go(Move::enter).reason == Reason::entered);
    CHECK(stage.go(Move::finish).reason == Reason::returned);
  }
  SECTION("step") { CHECK(stage.go(Move::step).reason == Reason::returned); }
  SECTION("finish") { CHECK(stage.go(Move::finish).reason == Reason::returned); }
  CHECK(stage.session.log().output() == "Hello, kernel!\n");
  CHECK(stage.go(Move::run).reason == Reason::ended);
  CHECK(stage.session.exit_status() == ExitStatus{.code = 42});
}

TEST_CASE("memory that is changed under a breakpoint") {
  SessionStage stage(example("count"));
  const Addr place = stage.place("next_digit");
  const Chars original = stage.session.memory()->bytes(place, 4);
  REQUIRE(stage.session.add_breakpoint(place));
  CHECK(stage.session.memory()->bytes(place, 4) == original);
  // lea '0'(%rbx), %eax: its last byte is the '0'.
  Chars letters = original;
  letters[2] = 'a';
  REQUIRE(stage.session.poke(place, bytes_of(letters)));
  CHECK(stage.session.memory()->bytes(place, 4) == letters);
  CHECK(stage.go(Move::run).reason == Reason::breakpoint);
  REQUIRE(stage.session.remove_breakpoint(place));
  CHECK(stage.go(Move::run).reason == Reason::ended);
  CHECK(stage.session.log().output() == "b\nc\nd\ne\nf\n");
}

TEST_CASE("a trap instruction of the program's own stops it, and then means SIGTRAP to it") {
  SessionStage stage(target("own_trap"));
  CHECK(stage.go(Move::run).reason == Reason::breakpoint);
  CHECK(stage.go(Move::run).reason == Reason::ended);
  CHECK(stage.session.exit_status() == ExitStatus{.code = 1});
}
