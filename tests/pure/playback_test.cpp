// Going through a recording, whatever is in it.

#include "repl/session/playback.hpp"

#include <catch2/catch.hpp>
#include <random>

#include "core/report/text.hpp"
#include "tests/temporary_folder.hpp"

using namespace spyglass;
using recorded::Step;
using Reason = Outcome::Reason;
using Move = Goal::Kind;

namespace {

constexpr std::uint64_t write_number = 1, exit_group_number = 231;

Step step_of(Event event, int thread = 7) {
  Step step;
  step.thread = Tid(thread);
  step.process = Pid(7);
  step.event = std::move(event);
  return step;
}
Step entry(std::uint64_t number, std::uint64_t length = 3) {
  Step step = step_of(event::CallEntry{{AbiId::x86_64, number, {1, 0x1000, length}, Addr()}});
  step.memory = {{Addr(0x1000), "abcdef"}};
  return step;
}
Step changed(Step step) {
  step.changed = true;
  return step;
}

class Recording {
 public:
  template <class... Records>
  explicit Recording(const Records&... records) {
    auto writer = recorded::FileWriter::create(path_);
    REQUIRE(writer);
    writer->add(recorded::Beginning{.process = Pid(7), .calls_before = 4});
    (writer->add(records), ...);
    writer->finish();
    auto opened = Playback::open(path_, log, tally, nobody_);
    INFO((opened ? "" : opened.error().message));
    REQUIRE(opened);
    playback = std::move(*opened);
  }
  [[nodiscard]] std::string last_call() const {
    return call_text(*log.calls().back().call, {.result_column = 0});
  }

  EventLog log;
  Tally tally;
  std::unique_ptr<Playback> playback;

 private:
  TemporaryFolder folder_;
  std::string path_ = folder_.file("run.spy");
  Watcher nobody_;
};

}  // namespace

TEST_CASE("calls have the numbers that they had, and the doors of all can be gone to") {
  Recording run(entry(write_number), step_of(event::CallExit{3}), entry(write_number, 2),
                step_of(event::CallExit{2}), entry(exit_group_number),
                step_of(event::Gone{{.code = 5}}));
  Playback& playback = *run.playback;
  CHECK(playback.moments() == std::vector<MomentInLife>{{5, false}, {6, false}, {7, false}});
  CHECK(playback.moment() == MomentInLife{5, false});
  CHECK(playback.pursue({Move::finish}).reason == Reason::returned);
  CHECK(run.last_call() == "write(1, \"abc\", 3) = 3");
  CHECK(playback.pursue({Move::until, {"exit_group"}}).reason == Reason::entered);
  CHECK(playback.moment() == MomentInLife{7, false});
  CHECK(playback.pursue({Move::run}).reason == Reason::ended);
  REQUIRE(playback.exit_status());
  CHECK(playback.exit_status()->code == 5);
  CHECK(playback.go_to({6, false}).reason == Reason::entered);
  CHECK_FALSE(playback.exit_status());
  CHECK(run.log.calls_seen() == 6);
}

TEST_CASE("a call that somebody changed at its entry is the one call that it was") {
  Recording run(entry(write_number), changed(entry(write_number, 1)), step_of(event::CallExit{1}));
  CHECK(run.playback->moments().size() == 1);
  CHECK(run.playback->pursue({Move::finish}).reason == Reason::returned);
  CHECK(run.last_call() == "write(1, \"a\", 1) = 1");
  CHECK(run.log.calls_seen() == 5);
  CHECK(run.playback->pursue({Move::run}).reason == Reason::recording_ended);
}

TEST_CASE("after a journey back, what was done the second time counts") {
  Recording run(entry(write_number), step_of(event::CallExit{3}), entry(write_number, 2),
                recorded::Rewind{5, false}, changed(entry(write_number)),
                step_of(event::CallExit{1}), entry(exit_group_number));
  CHECK(run.playback->moments() == std::vector<MomentInLife>{{5, false}, {6, false}});
  CHECK(run.playback->go_to({6, false}).call->name == "exit_group");
  CHECK(run.playback->go_to({5, false}).reason == Reason::entered);
  CHECK(run.playback->pursue({Move::finish}).call->result == 1);
}

TEST_CASE("a recording in which nothing happens is refused") {
  const TemporaryFolder folder;
  auto writer = recorded::FileWriter::create(folder.file("empty"));
  REQUIRE(writer);
  writer->add(recorded::Beginning{});
  writer->finish();
  EventLog log;
  Tally tally;
  Watcher nobody;
  const auto opened = Playback::open(folder.file("empty"), log, tally, nobody);
  REQUIRE_FALSE(opened);
  CHECK_THAT(opened.error().message, Catch::Matchers::Contains("nothing happens"));
}

TEST_CASE("whatever a forged recording tells, it is told to its end") {
  const TemporaryFolder folder;
  const std::string path = folder.file("forged");
  std::mt19937 random(11);
  const auto any = [&](std::uint32_t below) { return static_cast<int>(random() % below); };
  const auto any_event = [&]() -> Event {
    switch (any(9)) {
      case 0: return event::CallExit{any(5000) - 4096};
      case 1: return event::Exec{Tid(any(4))};
      case 2: return event::Started{};
      case 3: return event::Gone{{.code = any(256)}};
      case 4: return event::Exiting{};
      case 5: return event::SignalStop{Signal(any(70) - 2), {}};
      case 6: return event::Breakpoint{};
      default: break;
    }
    event::CallEntry entry;
    entry.call.abi = static_cast<AbiId>(any(3));
    entry.call.number = static_cast<std::uint64_t>(any(500));
    for (auto& argument : entry.call.arguments) {
      argument = any(2) == 0 ? static_cast<std::uint64_t>(0x1000 + any(64)) : random();
    }
    return entry;
  };
  for (int round = 0; round < 60; ++round) {
    auto writer = recorded::FileWriter::create(path);
    REQUIRE(writer);
    writer->add(recorded::Beginning{});
    for (int count = 0; count < 200; ++count) {
      Step step = step_of(any_event(), any(4));
      step.process = Pid(any(3));
      step.changed = any(8) == 0;
      std::string bytes(static_cast<std::size_t>(any(200)), '\0');
      for (char& byte : bytes) byte = static_cast<char>(random());
      step.memory = {{Addr(static_cast<std::uint64_t>(0x1000 + any(100))), bytes, any(2) == 0}};
      step.facts = {{{static_cast<proc::Question::Kind>(any(15)), Tid(any(4)), "fd/3"}, bytes}};
      writer->add(std::move(step));
      if (any(20) == 0) writer->add(recorded::Rewind{static_cast<std::size_t>(any(300)), true});
    }
    writer->finish();
    EventLog log;
    Tally tally;
    Watcher nobody;
    auto opened = Playback::open(path, log, tally, nobody);
    if (!opened) continue;
    Playback& playback = **opened;
    while (!playback.is_over()) {
      const Outcome outcome = playback.pursue({Move::step});
      if (outcome.call) CHECK_FALSE(call_text(*outcome.call).empty());
    }
    for (const MomentInLife moment : playback.moments()) (void)playback.go_to(moment);
  }
}
