// The file of a recording: what goes in comes out, and damage costs no more than what it hit.

#include <catch2/catch.hpp>
#include <cstring>
#include <filesystem>
#include <random>

#include "core/player.hpp"
#include "core/record/bytes.hpp"
#include "core/record/record_file.hpp"
#include "tests/temporary_folder.hpp"

using namespace spyglass;
using namespace spyglass::recorded;
using Catch::Matchers::Contains;

namespace {

Step entry_step(std::size_t number) {
  Step step;
  step.thread = Tid(71);
  step.process = Pid(70);
  step.event = event::CallEntry{{AbiId::x86_64, number, {1, 2, 3, 4, 5, 6}, Addr(0x7ffe)}, true};
  step.when = std::chrono::nanoseconds(-5);
  step.wall_time = std::chrono::nanoseconds(1LL << 60);
  step.threads = 3;
  step.injected.delayed = true;
  std::vector<std::byte> set(abi(AbiId::i386).register_set_size, std::byte{7});
  step.registers.emplace(abi(AbiId::i386), set);
  step.memory = {{Addr(~0ULL), std::string(1, '\0'), true}, {Addr(), "text", false}};
  step.facts = {{{proc::Question::Kind::link, Tid(71), "fd/3"}, "/tmp/x"},
                {{proc::Question::Kind::group, {}, "0"}, std::nullopt}};
  return step;
}

/// A recording of `count` steps, which take several frames.
std::string written(const TemporaryFolder& folder, std::size_t count, bool finished = true) {
  const std::string path = folder.file("run.spy");
  auto writer = FileWriter::create(path);
  REQUIRE(writer);
  writer->add(Beginning{.tool = "a test", .program = {"ls", "-l"}, .process = Pid(70)});
  std::mt19937 random(1);  // so that nothing can be compressed away
  for (std::size_t number = 1; number <= count; ++number) {
    Step step = entry_step(number);
    std::string noise(1000, '\0');
    for (char& byte : noise) byte = static_cast<char>(random());
    step.memory.push_back({Addr(0x1000), noise});
    writer->add(step);
  }
  if (finished) {
    writer->finish();
  } else {
    writer->flush();
  }
  CHECK_FALSE(writer->failed());
  return path;
}

struct Read {
  std::size_t steps = 0;
  std::string damage;
};
Read read_all(const std::string& path) {
  auto reader = FileReader::open(path);
  REQUIRE(reader);
  Read read;
  while (const auto record = reader->next()) {
    if (std::holds_alternative<Step>(*record)) ++read.steps;
  }
  read.damage = reader->damage();
  CHECK_FALSE(reader->next());
  return read;
}

}  // namespace

TEST_CASE("numbers of every length come back, and whatever is cut off fails") {
  for (const std::uint64_t value : {0ULL, 127ULL, 128ULL, 1ULL << 40, ~0ULL}) {
    ByteWriter out;
    out.number(value);
    out.signed_number(static_cast<std::int64_t>(value));
    out.text("ab");
    ByteReader in(out.bytes());
    CHECK(in.number() == value);
    CHECK(in.signed_number() == static_cast<std::int64_t>(value));
    CHECK(in.text() == "ab");
    CHECK((in.at_end() && !in.failed()));
    ByteReader cut(std::string_view(out.bytes()).substr(0, out.bytes().size() - 1));
    (void)cut.number();
    (void)cut.signed_number();
    CHECK(cut.text().empty());
    CHECK(cut.failed());
  }
  ByteReader endless(std::string_view("\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01", 12));
  CHECK(endless.number() == 0);
  CHECK(endless.failed());
}

TEST_CASE("a step is as it was, member by member") {
  const auto record = unpack(pack(entry_step(257)));
  REQUIRE(record);
  const auto& step = std::get<Step>(*record);
  CHECK(step.thread == Tid(71));
  CHECK(step.process == Pid(70));
  const auto& entry = std::get<event::CallEntry>(step.event);
  CHECK(entry.call.number == 257);
  CHECK(entry.call.arguments == std::array<std::uint64_t, 6>{1, 2, 3, 4, 5, 6});
  CHECK(entry.new_abi);
  CHECK(step.when.count() == -5);
  CHECK(step.wall_time.count() == 1LL << 60);
  CHECK(step.injected == Tampering{.delayed = true});
  REQUIRE(step.registers);
  CHECK(step.registers->abi().id == AbiId::i386);
  CHECK(step.registers->bytes().back() == std::byte{7});
  REQUIRE(step.memory.size() == 2);
  CHECK((step.memory[0].at == Addr(~0ULL) && step.memory[0].bytes == std::string(1, '\0') &&
         step.memory[0].lasts));
  REQUIRE(step.facts.size() == 2);
  CHECK(step.facts[0].answer == "/tmp/x");
  CHECK_FALSE(step.facts[1].answer);
}

TEST_CASE("every kind of event survives") {
  siginfo_t info{};
  info.si_signo = SIGSEGV;
  const std::vector<Event> events = {
      event::CallExit{-516},
      event::SingleStep{},
      event::Breakpoint{Addr(5), info},
      event::Watchpoint{},
      event::SignalStop{Signal(SIGSEGV), info},
      event::GroupStop{Signal(SIGSTOP)},
      event::Interrupted{},
      event::Started{},
      event::Exec{Tid(9)},
      event::NewThread{event::NewThread::Kind::clone, Tid(4)},
      event::Exiting{{.code = 3}},
      event::Gone{{.killed_by = Signal(9), .dumped_core = true}},
  };
  for (const Event& event : events) {
    const std::string bytes = pack(Step{.event = event});
    const auto record = unpack(bytes);
    REQUIRE(record);
    CHECK(std::get<Step>(*record).event.index() == event.index());
    CHECK(pack(*record) == bytes);
  }
}

TEST_CASE("bytes that are no record are refused, whatever they are") {
  const std::string good = pack(entry_step(1));
  std::mt19937 random(7);
  for (int round = 0; round < 20000; ++round) {
    std::string bad = good.substr(0, random() % (good.size() + 1));
    for (int change = 0; change < 3 && !bad.empty(); ++change) {
      bad[random() % bad.size()] = static_cast<char>(random());
    }
    if (const auto record = unpack(bad)) CHECK_FALSE(pack(*record).empty());
  }
  CHECK_FALSE(unpack(""));
  CHECK_FALSE(unpack(good + "x"));
}

TEST_CASE("a recording comes back whole") {
  const TemporaryFolder folder;
  const Read read = read_all(written(folder, 300));
  CHECK(read.steps == 300);
  CHECK(read.damage.empty());
}

TEST_CASE("one that was not finished says so, and has everything that was flushed") {
  const TemporaryFolder folder;
  const Read read = read_all(written(folder, 300, false));
  CHECK(read.steps == 300);
  CHECK_THAT(read.damage, Contains("ends in the middle"));
}

TEST_CASE("a recording that is cut anywhere opens up to the cut") {
  const TemporaryFolder folder;
  const std::string path = written(folder, 300);
  const auto whole = std::filesystem::file_size(path);
  std::size_t before = 0;
  for (std::uintmax_t size = 9; size < whole; size += 7919) {
    const std::string cut = folder.file("cut.spy");
    std::filesystem::copy_file(path, cut, std::filesystem::copy_options::overwrite_existing);
    std::filesystem::resize_file(cut, size);
    const Read read = read_all(cut);
    CHECK_THAT(read.damage, Contains("ends in the middle"));
    CHECK(read.steps >= before);
    // No more than a frame is lost.
    CHECK(read.steps + 18 >= 300 * size / whole);
    before = read.steps;
  }
  CHECK(before > 200);
}

TEST_CASE("a byte that is turned around is noticed, and what stands before it is there") {
  const TemporaryFolder folder;
  const std::string path = written(folder, 300);
  const std::string good = read_whole(path);
  for (std::size_t at = 9; at < good.size(); at += 4001) {
    std::string bad = good;
    bad[at] = static_cast<char>(~bad[at]);
    const Read read = read_all(folder.write("bad.spy", bad));
    INFO("byte " << at << " of " << good.size());
    CHECK_FALSE(read.damage.empty());
    CHECK(read.steps + 18 >= 300 * at / good.size());
  }
}

TEST_CASE("what is no recording, or one of another version, is named as such") {
  const TemporaryFolder folder;
  const auto refusal = [](const std::string& path) {
    const auto reader = FileReader::open(path);
    REQUIRE_FALSE(reader);
    return reader.error().message;
  };
  CHECK_THAT(refusal(folder.file("none")), Contains("No such file"));
  CHECK_THAT(refusal(folder.path().string()), Contains("is not a file"));
  CHECK_THAT(refusal(folder.write("empty", "")), Contains("is no recording"));
  CHECK_THAT(refusal(folder.write("text", "spyglasses and more")), Contains("of version 101"));
  CHECK_THAT(refusal(folder.write("later", "spyglass\x03")), Contains("a newer one can open it"));
  // Those of earlier versions are read.
  const auto nothing =
      Player::open(folder.write("nothing", GENERATE("spyglass\x01", "spyglass\x02")));
  REQUIRE_FALSE(nothing);
  CHECK_THAT(nothing.error().message, Contains("ends in the middle"));
}

TEST_CASE("a place that cannot be written is named") {
  const auto writer = FileWriter::create("/nowhere/x.spy");
  REQUIRE_FALSE(writer);
  CHECK_THAT(writer.error().message,
             Contains("cannot write a recording to /nowhere/x.spy") && Contains("No such file"));
  auto full = FileWriter::create("/dev/full");
  REQUIRE_FALSE(full);
  CHECK_THAT(full.error().message, Contains("No space left"));
}
