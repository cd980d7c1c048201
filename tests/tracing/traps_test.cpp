// Breakpoints with conditions, catches and watchpoints: under threads, on both ABIs.

#include <catch2/catch.hpp>
#include <cstring>
#include <filesystem>

#include "tests/tracing/session_harness.hpp"

using namespace spyglass;
using Catch::Matchers::Contains;
using Reason = Outcome::Reason;
using Move = Goal::Kind;
using Side = trap::Calls::Side;
using trap::Milestone;

namespace {

/// A session with shorthands for traps.
class Bench : public SessionStage {
 public:
  using SessionStage::SessionStage;

  int set(decltype(Trap::what) what, const std::string& condition = {}, bool once = false) {
    Trap trap{.what = std::move(what), .text = {}, .once = once};
    if (!condition.empty()) trap.condition = want(session.compile_condition(condition));
    return want(session.add_trap(std::move(trap)));
  }
  int set_catch(const std::string& calls, Side side, const std::string& condition = {}) {
    return set(trap::Calls{want(CallSet::parse(calls)), side}, condition);
  }
  [[nodiscard]] std::uint64_t hits(int number) const {
    const Trap* trap = session.traps().find(number);
    REQUIRE(trap != nullptr);
    return trap->hits;
  }
  /// Everything went as it would have without us.
  void must_end_well() {
    CHECK(session.exit_status() == ExitStatus{.code = 0});
    CHECK(session.log().output() == "40\n");
    CHECK(session.log().signals().empty());
  }
  /// All stops until the end, each of which must be a hit of `number`.
  std::vector<std::pair<Tid, TrapHit>> run_through(int number, Reason reason) {
    std::vector<std::pair<Tid, TrapHit>> stops;
    Outcome outcome = go(Move::run);
    for (; outcome.reason != Reason::ended; outcome = go(Move::run)) {
      REQUIRE(outcome.reason == reason);
      REQUIRE(outcome.trap);
      CHECK(outcome.trap->number == number);
      CHECK(outcome.trap->problem.empty());
      stops.emplace_back(session.focus(), *outcome.trap);
      CHECK(outcome.trap->hits == stops.size());
      for (const auto& [thread, record] : session.tracer().threads()) CHECK(record->stopped);
    }
    return stops;
  }
};

std::set<Tid> threads_of(const std::vector<std::pair<Tid, TrapHit>>& stops) {
  std::set<Tid> threads;
  for (const auto& [thread, hit] : stops) threads.insert(thread);
  return threads;
}

std::int32_t number_in(const std::string& bytes) {
  std::int32_t number = 0;
  REQUIRE(bytes.size() == sizeof number);
  std::memcpy(&number, bytes.data(), sizeof number);
  return number;
}

/// The same program for both ABIs, where the compiler can make it.
std::string watched() {
  const std::string name = GENERATE("watched", "watched-32");
  return std::filesystem::exists(target(name)) ? target(name) : target("watched");
}

bool is_32(const Bench& bench) { return bench.session.registers()->abi().word_size == 4; }

}  // namespace

TEST_CASE("a breakpoint stops where its condition holds, and all other threads pass") {
  Bench bench(watched());
  // The argument of `mark`, as its ABI passes it.
  const std::string argument =
      is_32(bench) ? "string.byte(program:memory(esp + 4, 1)) == 1" : "rdi == 1";
  const int number = bench.set(trap::Place{bench.place("mark")}, argument);
  const auto stops = bench.run_through(number, Reason::breakpoint);
  CHECK(stops.size() == 20);
  CHECK(threads_of(stops).size() == 2);
  bench.must_end_well();
}

TEST_CASE("a catch with a condition under four threads, at the entry and at the exit") {
  Bench bench(watched());
  const bool entry = GENERATE(true, false);
  const int number = entry ? bench.set_catch("write", Side::entry, "count == 2 and fd ~= 1")
                           : bench.set_catch("write", Side::exit, "ret == 2 and errno == nil");
  const auto stops = bench.run_through(number, Reason::caught);
  CHECK(stops.size() == 20);
  CHECK(threads_of(stops).size() == 2);
  CHECK(stops.front().second.what == (entry ? "write has been called" : "write has returned"));
  bench.must_end_well();
}

TEST_CASE("no hit is lost when threads meet traps at the same time") {
  Bench bench(watched());
  const int entries = bench.set_catch("write", Side::entry);
  // 40 from the threads, one into the pipe, one of the total.
  CHECK(bench.run_through(entries, Reason::caught).size() == 42);
  bench.must_end_well();
}

TEST_CASE("watched memory: each write of four threads, with both values and the instruction") {
  Bench bench(watched());
  const Addr total = bench.place("total");
  const int number = bench.set(trap::Watch{{total, 4}});
  const auto stops = bench.run_through(number, Reason::watched);
  REQUIRE(stops.size() == 40);
  CHECK(threads_of(stops).size() == 4);
  for (std::size_t i = 0; i < stops.size(); ++i) {
    REQUIRE(stops[i].second.touch);
    CHECK_FALSE(stops[i].second.touch->by_kernel);
    CHECK(number_in(stops[i].second.touch->before) == static_cast<int>(i));
    CHECK(number_in(stops[i].second.touch->after) == static_cast<int>(i) + 1);
  }
  bench.must_end_well();
}

TEST_CASE("a watchpoint with a condition, which is then removed") {
  Bench bench(watched());
  const int number = bench.set(trap::Watch{{bench.place("total"), 4}}, "old == 24 and new == 25");
  CHECK(bench.go(Move::run).reason == Reason::watched);
  CHECK(bench.hits(number) == 1);
  REQUIRE(bench.session.remove_trap(number));
  CHECK(bench.go(Move::run).reason == Reason::ended);
  bench.must_end_well();
}

TEST_CASE("reads count where that is wanted, and a step that touches memory says so") {
  Bench bench(target("watched"));
  const int number = bench.set(trap::Watch{{bench.place("total"), 4, true}});
  REQUIRE(bench.go(Move::run).reason == Reason::watched);
  REQUIRE(bench.session.remove_trap(number));
  Bench single(example("count"));
  const Addr line = single.place("line");
  single.set(trap::Watch{{line, 1}});
  CHECK(single.go(Move::step).reason == Reason::stepped);
  CHECK(single.go(Move::step).reason == Reason::stepped);
  const Outcome touched = single.go(Move::step);
  CHECK(touched.reason == Reason::watched);
  CHECK(touched.trap->touch->after == "1");
}

TEST_CASE("a call that fills watched memory is the one that did it") {
  Bench bench(watched());
  const int number = bench.set(trap::Watch{{bench.place("filled"), 4}});
  const auto stops = bench.run_through(number, Reason::watched);
  REQUIRE(stops.size() == 1);
  CHECK(stops.front().second.touch->by_kernel);
  CHECK(stops.front().second.touch->before == std::string(4, '\0'));
  CHECK(stops.front().second.touch->after == "ABCD");
}

TEST_CASE("what somebody pokes into watched memory is no news") {
  Bench bench(target("watched"), {"1"});
  bench.set(trap::Watch{{bench.place("filled"), 4}});
  REQUIRE(bench.session.poke(bench.place("filled"), std::as_bytes(std::span("ABCD", 4))));
  CHECK(bench.go(Move::run).reason == Reason::ended);
}

TEST_CASE("there are four watchpoints, and a removed one makes room") {
  Bench bench(example("count"));
  const Addr line = bench.place("line");
  std::vector<int> numbers;
  for (std::size_t i = 0; i < Watchpoints::most; ++i) {
    numbers.push_back(bench.set(trap::Watch{{line + i, 1}}));
  }
  const auto fifth = bench.session.add_trap({.what = trap::Watch{{line, 2}}, .text = {}});
  REQUIRE_FALSE(fifth);
  CHECK_THAT(fifth.error().message, Contains("has 4 watchpoints, and all are in use"));
  REQUIRE(bench.session.remove_trap(numbers[1]));
  bench.set(trap::Watch{{line, 2}});
}

TEST_CASE("a breakpoint for once, and one that is removed, while four threads meet them") {
  Bench bench(watched());
  const bool once = GENERATE(true, false);
  const int number = bench.set(trap::Place{bench.place("mark")}, {}, once);
  const Outcome outcome = bench.go(Move::run);
  REQUIRE(outcome.reason == Reason::breakpoint);
  CHECK(outcome.trap->once == once);
  CHECK((bench.session.traps().find(number) == nullptr) == once);
  if (!once) REQUIRE(bench.session.remove_trap(number));
  CHECK(bench.session.breakpoints().empty());
  CHECK(bench.go(Move::run).reason == Reason::ended);
  bench.must_end_well();
}

TEST_CASE("a signal is caught before it arrives") {
  Bench bench(example("self-signal"));
  bench.set(trap::Signals{{Signal(SIGUSR2)}});
  const int number = bench.set(trap::Signals{}, "signal ~= SIGUSR2");
  const Outcome outcome = bench.go(Move::run);
  REQUIRE(outcome.reason == Reason::caught);
  CHECK(outcome.trap->number == number);
  CHECK(outcome.signal != no_signal);
}

TEST_CASE("forks, execs and ends are caught") {
  Bench bench(target("children"), {example("hello")});
  const int forks = bench.set(Milestone::fork);
  const int execs = bench.set(Milestone::exec);
  const int exits = bench.set(Milestone::exit);
  Outcome outcome = bench.go(Move::run);
  for (; outcome.reason == Reason::caught; outcome = bench.go(Move::run)) {
  }
  CHECK(outcome.reason == Reason::ended);
  CHECK(bench.session.exit_status() == ExitStatus{.code = 0});
  CHECK(bench.hits(forks) == 3);
  CHECK(bench.hits(execs) == 1);
  CHECK(bench.hits(exits) == 4);
}

TEST_CASE("a new program has none of the old one's places, and all of its catches") {
  Bench bench(target("exec_from_thread"), {example("hello")});
  bench.set(trap::Place{bench.place("main")}, "false");
  bench.set(trap::Watch{{bench.place("main"), 1}});
  const int writes = bench.set_catch("write", Side::entry);
  REQUIRE(bench.go(Move::run).reason == Reason::caught);
  CHECK(bench.session.traps().all().size() == 1);
  CHECK(bench.go(Move::run).reason == Reason::ended);
  // Counting starts anew with each run.
  CHECK(bench.hits(writes) == 1);
  bench.start(example("hello"));
  CHECK(bench.hits(writes) == 0);
  CHECK(bench.go(Move::run).reason == Reason::caught);
}

TEST_CASE("a condition that cannot be evaluated stops the program and says why") {
  Bench bench(example("hello", GENERATE("x86_64", "i386")));
  const auto [condition, says] = GENERATE(table<std::string, std::string>({
      {"fdd == 1", "nothing here is called `fdd`"},
      {"count", "neither true nor false"},
      {"ret < 0", "nil"},
      {"(function() while true do end end)()", "runs too long"},
      {"string.rep('x', 1 << 40) == ''", ""},
  }));
  bench.set_catch("write", Side::entry, condition);
  const Outcome outcome = bench.go(Move::run);
  REQUIRE(outcome.reason == Reason::caught);
  CHECK_THAT(outcome.trap->problem, Contains(says));
  CHECK_FALSE(outcome.trap->problem.empty());
  CHECK(bench.go(Move::run).reason == Reason::ended);
}

TEST_CASE("conditions see a call's arguments, registers, names of constants and the program") {
  const bool wide = GENERATE(true, false);
  Bench bench(example("hello", wide ? "x86_64" : "i386"));
  const std::string condition =
      GENERATE("fd == 1 and count == 15", "buf == \"Hello, kernel!\\n\"",
               "buf:find('kernel') ~= nil", "has(buf, 'kernel!') and not has(buf, 'Hello. kernel')",
               "not has(pathname, 'x')", "call.name == 'write' and call.args.fd == fd",
               "pathname == nil and addr ~= AF_INET", "program.pid == thread and process == thread",
               "errno ~= ENOENT", "_start < message", "math.max(fd, 3) == 3", "REGISTER == 1");
  std::string text = condition;
  if (const auto at = text.find("REGISTER"); at != std::string::npos) {
    text.replace(at, 8, wide ? "rdi" : "ebx");
  }
  INFO(text);
  bench.set_catch("write", Side::entry, text);
  const Outcome outcome = bench.go(Move::run);
  REQUIRE(outcome.reason == Reason::caught);
  CHECK(outcome.trap->problem.empty());
}

TEST_CASE("a false condition lets a single step and a finish go on") {
  Bench bench(example("count"));
  bench.set(trap::Place{bench.place("next_digit")}, "rbx == 99");
  CHECK(bench.go(Move::step).reason == Reason::stepped);
  CHECK(bench.pc() == bench.place("next_digit"));
  CHECK(bench.go(Move::step).reason == Reason::stepped);
  CHECK(bench.go(Move::next).reason == Reason::before_call);
  CHECK(bench.go(Move::finish).reason == Reason::returned);
  CHECK(bench.go(Move::next).reason == Reason::before_call);
  CHECK(bench.go(Move::run).reason == Reason::ended);
  CHECK(bench.session.log().output() == "1\n2\n3\n4\n5\n");
  CHECK(bench.session.log().signals().empty());
}

TEST_CASE("a program that is let go is watched no more") {
  Talker talker(target("echo_lines"), {"3"});
  REQUIRE(talker.hear() == "ready\n");
  Bench bench;
  REQUIRE(bench.session.attach(talker.process()));
  const auto stack = bench.session.registers()->stack_pointer();
  for (std::uint64_t i = 0; i < Watchpoints::most; ++i) {
    bench.set(trap::Watch{{Addr((stack.value() & ~std::uint64_t{7}) + 8 * i), 8, true}});
  }
  REQUIRE(bench.session.detach());
  talker.say("still here\n");
  CHECK(talker.hear() == "still here\n");
  CHECK(talker.finish() == 0);
}

TEST_CASE("traps for a process that something has killed") {
  Bench bench(example("wait"));
  bench.go_until_blocked(Move::run, "pause");
  SessionStage::want(bench.session.interrupt());
  const Addr at = bench.pc();
  REQUIRE(kill(bench.session.focus().value(), SIGKILL) == 0);
  // It is dead, or on its way: at PTRACE_EVENT_EXIT its memory is there for a last time.
  siginfo_t news{};
  REQUIRE(waitid(P_PID, static_cast<id_t>(bench.session.focus().value()), &news,
                 WEXITED | WSTOPPED | WNOWAIT) == 0);
  const auto set = bench.session.add_trap({.what = trap::Place{at}, .text = {}});
  if (!set) CHECK_THAT(set.error().message, Contains("is gone"));
  CHECK(bench.go(Move::run).reason == Reason::ended);
}
