// Going back to earlier moments of a program, and forward again.

#include <catch2/catch.hpp>
#include <set>

#include "core/proc/files.hpp"
#include "core/proc/processes.hpp"
#include "tests/tracing/session_harness.hpp"

using namespace spyglass;
using Reason = Outcome::Reason;
using Move = Goal::Kind;

namespace {

Session::Arrival travel(SessionStage& stage, MomentInLife to) {
  REQUIRE(stage.session.checkpoints().at(to) != nullptr);
  auto arrival = stage.session.travel(to);
  INFO((arrival ? "" : arrival.error().message));
  REQUIRE(arrival);
  return std::move(*arrival);
}

/// The numbers of the calls of a name.
std::vector<std::size_t> numbers_of(const Session& session, std::string_view name) {
  std::vector<std::size_t> numbers;
  for (const auto& entry : session.log().calls()) {
    if (entry.call->name == name) numbers.push_back(entry.number);
  }
  return numbers;
}

std::string maps_of(const Session& session) { return *proc::read_file(session.focus(), "maps"); }

/// How many processes run, or stand, in a program's file.
std::size_t processes_in(const std::string& path) {
  std::size_t count = 0;
  for (const auto& process : proc::all_processes()) {
    count += proc::read_link(leader_of(process.process), "exe") == path;
  }
  return count;
}

}  // namespace

TEST_CASE("data, heap, stack and mappings become what they were, from any moment") {
  for (const std::string abi : {"", "-32"}) {
    if (access(target("changing_memory" + abi).c_str(), X_OK) != 0) continue;
    const Deadline deadline;
    SessionStage stage(target("changing_memory" + abi));
    Session& session = stage.session;
    stage.go(Move::until, {"exit_group"});
    const std::string told = session.log().output();
    const auto writes = numbers_of(session, "write");
    REQUIRE(writes.size() == 6);
    // From the end to each round, and on to the end again: the same sums.
    for (std::size_t round = writes.size(); round-- > 0;) {
      INFO(abi << " round " << round);
      const std::size_t before = session.log().output().size();
      const auto arrival = travel(stage, {writes[round], false});
      CHECK(arrival.problems.empty());
      CHECK(arrival.outcome.reason == Reason::entered);
      CHECK(session.log().calls_seen() == writes[round]);
      const std::string line = call_text(*session.current_call(), {.result_column = 0});
      CHECK(line.find("round " + std::to_string(round)) != std::string::npos);
      stage.go(Move::until, {"exit_group"});
      const std::string from_here = told.substr(told.find("round " + std::to_string(round)));
      CHECK(session.log().output().substr(before) == from_here);
      CHECK(numbers_of(session, "write") == writes);
    }
    // And from the very start, in which the loader ran.
    const std::size_t before = session.log().output().size();
    const MomentInLife start = session.checkpoints().all().front().moment();
    travel(stage, start);
    stage.go(Move::until, {"exit_group"});
    CHECK(session.log().output().substr(before) == told);
  }
}

TEST_CASE("forward comes back to where back came from, and a new present takes its place") {
  const Deadline deadline;
  SessionStage stage(example("many-calls"));
  Session& session = stage.session;
  for (int i = 0; i < 3; ++i) stage.go(Move::finish);
  const MomentInLife present = session.moment();
  const RegisterValues registers = *session.registers();
  const std::string maps = maps_of(session);
  travel(stage, {2, false});
  CHECK(session.moment() == MomentInLife{2, false});
  const auto there = travel(stage, present);
  CHECK(there.outcome.reason == Reason::rewound);
  CHECK(session.moment() == present);
  CHECK(std::ranges::equal(session.registers()->bytes(), registers.bytes()));
  CHECK(maps_of(session) == maps);
  CHECK(session.log().calls_seen() == present.call);
  travel(stage, {3, false});
  CHECK(session.moments().back() > MomentInLife{3, false});
  stage.go(Move::finish);
  CHECK(session.moments().back() == MomentInLife{3, false});
  CHECK(session.log().calls_seen() == 3);
}

TEST_CASE("what a loader has written and locked up is there again after a journey to before it") {
  const Deadline deadline;
  for (const std::string abi : {"", "-32"}) {
    if (access(target("changing_memory" + abi).c_str(), X_OK) != 0) continue;
    INFO(abi);
    SessionStage stage(target("changing_memory" + abi));
    Session& session = stage.session;
    stage.go(Move::until, {"write"});
    const MomentInLife present = session.moment();
    travel(stage, session.checkpoints().all().front().moment());
    travel(stage, present);
    CHECK(stage.go(Move::run).reason == Reason::ended);
    CHECK(session.exit_status() == ExitStatus{.code = 0});
  }
}

TEST_CASE("there is a way back from a fault") {
  const Deadline deadline;
  SessionStage stage(example("jump-to-nowhere"));
  CHECK(stage.go(Move::run).reason == Reason::fault);
  const MomentInLife start = stage.session.checkpoints().all().front().moment();
  travel(stage, start);
  CHECK(stage.go(Move::step).reason == Reason::stepped);
  CHECK(stage.go(Move::run).reason == Reason::fault);
}

TEST_CASE("copies of the program never run, never show, and end with the session") {
  const Deadline deadline;
  const std::string path = example("count");
  REQUIRE(processes_in(path) == 0);
  {
    SessionStage stage(path);
    for (int i = 0; i < 4; ++i) stage.go(Move::finish);
    const auto& copies = stage.session.checkpoints().all();
    CHECK(copies.size() >= 4);
    CHECK(processes_in(path) == copies.size() + 1);
    CHECK(stage.session.tracer().threads().size() == 1);
    CHECK(proc::children_of(Pid(stage.session.focus().value())).empty());
  }
  CHECK(processes_in(path) == 0);
}

TEST_CASE("copies keep nothing open that the program has closed") {
  const Deadline deadline;
  SessionStage stage("/bin/sh", {"-c", "echo through a pipe | /bin/cat; echo done"});
  // The reader's end of data comes only when nobody has the other end any more.
  CHECK(stage.go(Move::run).reason == Reason::ended);
  CHECK(stage.session.log().output() == "through a pipe\ndone\n");
}

TEST_CASE("only the newest copies are kept, and of older ones some") {
  const Deadline deadline;
  SessionStage stage(example("many-calls"));
  stage.go(Move::until, {"exit_group"});
  const auto& copies = stage.session.checkpoints().all();
  CHECK(copies.size() > Checkpoints::kept);
  CHECK(copies.size() <= 3 * Checkpoints::kept);
  CHECK(processes_in(example("many-calls")) == copies.size() + 1);
  CHECK(copies.front().moment() == MomentInLife{1, true});
  CHECK(copies.back().moment() == stage.session.moment());
}

TEST_CASE("where there is no way back, that is said") {
  const Deadline deadline;
  SessionStage stage(target("threads"));
  stage.go(Move::until, {"write"});
  const auto copyable = stage.session.check_copyable();
  REQUIRE_FALSE(copyable);
  CHECK(copyable.error().message.find("threads") != std::string::npos);
  CHECK(stage.go(Move::run).reason == Reason::ended);
}

TEST_CASE("breakpoints stay where they are across journeys") {
  const Deadline deadline;
  SessionStage stage(example("hello"));
  Session& session = stage.session;
  const Addr start = session.registers()->program_counter();
  stage.go(Move::finish);
  REQUIRE(session.add_breakpoint(start + 5));
  const MomentInLife first = session.checkpoints().all().front().moment();
  travel(stage, first);
  CHECK(session.breakpoints().size() == 1);
  const Outcome stopped = stage.go(Move::run);
  CHECK(stopped.reason == Reason::breakpoint);
  CHECK(stopped.address == start + 5);
  CHECK(stage.go(Move::finish).call->result == 15);
}

TEST_CASE("copies of a program keep nothing open that it has closed") {
  // A reader gets to the end of a pipe when nobody holds its writing end any more.
  const Deadline deadline;
  SessionStage stage("/bin/sh", {"-c", "exec 4<&0; word=$(echo seven); exit ${#word}"});
  stage.patience.limit = std::chrono::seconds(20);
  CHECK(stage.go(Move::run).reason == Reason::ended);
  REQUIRE(stage.session.exit_status());
  CHECK(stage.session.exit_status()->code == 5);
}
