// Programs that take more than they may are ended, with a sentence, and nothing of them is left.

#include <catch2/catch.hpp>

#include "core/proc/files.hpp"
#include "core/proc/processes.hpp"
#include "core/proc/stat_field.hpp"
#include "tests/temporary_folder.hpp"
#include "tests/tracing/session_harness.hpp"

using namespace spyglass;
using Reason = Outcome::Reason;
using Move = Goal::Kind;

namespace {

constexpr std::uint64_t mebibyte = 1 << 20;
constexpr std::size_t enough_threads = 20;

/// Loads a program into a session and a folder of its own.
struct House {
  explicit House(const std::string& program, std::vector<std::string> arguments = {},
                 Household limits = {enough_threads, mebibyte}) {
    arguments.insert(arguments.begin(), program);
    SessionStage::want(stage.session.run({.path = target(program),
                                          .arguments = std::move(arguments),
                                          .directory = folder.path().string(),
                                          .household = limits},
                                         stage.patience));
    leader = stage.session.focus().value();
  }

  /// Moves until the program has ended.
  Outcome end_by(Move move) {
    Outcome outcome = stage.go(move);
    while (outcome.reason != Reason::ended) outcome = stage.go(move);
    return outcome;
  }

  /// Those that belong to the program's session (setsid(2)) and are alive.
  [[nodiscard]] std::vector<pid_t> living() const {
    constexpr int session = 6;
    std::vector<pid_t> found;
    for (const proc::Process& one : proc::all_processes()) {
      const auto stat = proc::read_file(leader_of(one.process), "stat");
      if (!stat || one.state == 'Z' || one.state == 'X') continue;
      const auto its = proc::stat_field(*stat, session);
      if (its && *its == static_cast<std::uint64_t>(leader)) found.push_back(one.process.value());
    }
    return found;
  }

  void check_usable() {
    CHECK(living().empty());
    CHECK(stage.session.state() == Session::State::ended);
    stage.start(example("hello"));
    CHECK(stage.go(Move::run).remark.empty());
    CHECK(stage.session.log().output() == "Hello, kernel!\n");
    CHECK(stage.session.exit_status()->code == 42);
  }

  TemporaryFolder folder;  // outlives the program
  SessionStage stage;
  pid_t leader = 0;
};

/// Several may be made at the same moment, so that there are some more than one too many.
bool has_too_many(const Outcome& outcome) {
  return outcome.remark.starts_with("It was ended: it had ") &&
         outcome.remark.ends_with(" processes and threads at once, and may have 20.");
}

}  // namespace

TEST_CASE("a program that forks without end is ended, with all that it has made") {
  const Move move = GENERATE(Move::run, Move::next, Move::finish);
  House house("fork_storm", {"400"});
  CHECK(std::ranges::count(house.living(), house.leader) == 1);
  const Outcome outcome = house.end_by(move);
  CHECK(has_too_many(outcome));
  CHECK(house.stage.session.exit_status()->killed_by == Signal(SIGKILL));
  house.check_usable();
}

TEST_CASE("a program that starts threads without end is ended") {
  House house("crowd");
  const Outcome outcome = house.end_by(Move::run);
  CHECK(has_too_many(outcome));
  house.check_usable();
}

TEST_CASE("a program that makes many processes, one after the other, may do so") {
  House house("many_children", {}, {4, mebibyte});
  const Outcome outcome = house.end_by(Move::run);
  CHECK(outcome.remark.empty());
  CHECK(house.stage.session.exit_status()->code == 50);
  house.check_usable();
}

TEST_CASE("two hundred threads with a child each are no excess where as many are allowed") {
  House house("crowd", {}, {401, mebibyte});
  CHECK(house.end_by(Move::run).remark.empty());
  CHECK(house.stage.session.exit_status()->code == 77);
  house.check_usable();
}

TEST_CASE("copies that are kept for going back are none of the program's processes") {
  House house("greedy", {"null", "30", "1"}, {1, mebibyte});
  CHECK(house.end_by(Move::finish).remark.empty());
  CHECK(house.stage.session.exit_status()->code == 0);
  house.check_usable();
}

TEST_CASE("a program that fills its folder is ended, however it does that") {
  struct Way {
    const char* what;
    const char* count;
    const char* size;
  };
  const auto way = GENERATE(values<Way>({
      {"files", "200", "65536"},     // each far below the limit
      {"files", "2000", "1"},        // a file takes a block at least
      {"files", "2000", "0"},        // an empty one is not free either
      {"folders", "1000", "0"},      // nor is a folder
      {"reserved", "200", "65536"},  // nothing is written
      {"stubborn", "200", "65536"},  // SIGXFSZ has nothing to do with it
  }));
  INFO(way.what << ' ' << way.count << " of " << way.size);
  House house("greedy", {way.what, way.count, way.size});
  const Outcome outcome = house.end_by(Move::run);
  CHECK(outcome.remark == "It was ended: its files take more than the 1 MiB that they may.");
  CHECK(house.stage.session.exit_status()->killed_by == Signal(SIGKILL));
  house.check_usable();
}

TEST_CASE("a file that grows too big ends its program, or is an error for it") {
  const bool stubborn = GENERATE(false, true);
  House house("greedy", {stubborn ? "stubborn" : "files", "1", "2000000"});
  const Outcome outcome = house.end_by(Move::run);
  CHECK(outcome.remark.empty());
  const auto status = *house.stage.session.exit_status();
  if (stubborn) CHECK(status.code == EFBIG);
  if (!stubborn) CHECK(status.killed_by == Signal(SIGXFSZ));
  CHECK(std::filesystem::file_size(house.folder.file("file-0")) == mebibyte);
  house.check_usable();
}

TEST_CASE("what is written elsewhere takes no room: such a program is left alone") {
  House house("greedy", {"null", "200", "65536"});
  CHECK(house.end_by(Move::run).remark.empty());
  CHECK(house.stage.session.exit_status()->code == 0);
  house.check_usable();
}

TEST_CASE("files that take no more than they may do so, and go to the next program's account") {
  House house("greedy", {"files", "14", "65536"});
  CHECK(house.end_by(Move::run).remark.empty());
  CHECK(house.stage.session.exit_status()->code == 0);
  house.check_usable();
}

TEST_CASE("a program without a household may take what there is") {
  TemporaryFolder folder;
  SessionStage stage;
  SessionStage::want(stage.session.run({.path = target("greedy"),
                                        .arguments = {"greedy", "files", "2", "2000000"},
                                        .directory = folder.path().string()},
                                       stage.patience));
  CHECK(stage.go(Move::run).remark.empty());
  CHECK(stage.session.exit_status()->code == 0);
  CHECK(std::filesystem::file_size(folder.file("file-1")) == 2000000);
}
