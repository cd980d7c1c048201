// The table of samples and the stacks behind it.

#include "repl/views/sample_table.hpp"

#include <catch2/catch.hpp>

using namespace spyglass;
using Catch::Matchers::Contains;

namespace {

std::string shown(const Samples& samples, Look look = {.width = 80}) {
  std::string text;
  Output out([&](std::string_view part) { text += part; }, look);
  show_samples(out, samples);
  show_stacks(out, samples);
  return text;
}

Samples some() {
  Samples samples;
  samples.running = {{{"hot", "program"}, 90}, {{"cold", "program"}, 10}};
  samples.stacks = {{{"main", "work", "hot"}, 90}, {{"main", "cold"}, 10}};
  samples.waiting = {{"read", 3}, {"poll", 5}};
  samples.rounds = samples.rounds_wanted = 108;
  samples.lasted = std::chrono::milliseconds(1080);
  return samples;
}

}  // namespace

TEST_CASE("samples are counted, the most frequent first") {
  const std::string text = shown(some());
  CHECK_THAT(text, Contains("108 samples in 1.08 s: 100 running, 8 waiting\n"));
  CHECK_THAT(text, Contains("waiting: 5 in poll(…), 3 in read(…)\n"));
  CHECK_THAT(text, Contains(" 90.0 %     90  hot       program\n"));
  CHECK(text.find("hot") < text.find("cold"));
  CHECK_THAT(text, Contains("main;work;hot 90\n") && Contains("main;cold 10\n"));
  CHECK_THAT(text, Contains("frame pointers"));
  CHECK_THAT(text, !Contains("too busy"));
  CHECK(folded_stacks(some()) == "main;work;hot 90\nmain;cold 10\n");
}

TEST_CASE("fewer rounds than wanted are admitted") {
  Samples samples = some();
  samples.rounds_wanted = 200;
  CHECK_THAT(shown(samples), Contains("looked at 108 times") && Contains("would have been 200"));
}

TEST_CASE("no samples, and none of running threads") {
  CHECK_THAT(shown({}), Contains("0 samples") && Contains("nothing was seen") &&
                            !Contains("share") && !Contains("stacks"));
  Samples sleeping;
  sleeping.waiting = {{"pause", 1}};
  CHECK_THAT(shown(sleeping), Contains("1 sample in") && Contains("no thread was running"));
  Samples stopped;
  stopped.stopped = 2;
  CHECK_THAT(shown(stopped), Contains("2 samples") && Contains("until SIGCONT comes: 2"));
}

TEST_CASE("long lists are cut, and names from outside do no harm") {
  Samples samples;
  for (int i = 10; i < 40; ++i) {
    samples.running[{"f" + std::to_string(i), "m"}] = 1;
    samples.stacks[{"f" + std::to_string(i)}] = 1;
  }
  samples.running[{"evil\033[2J", "m\n"}] = 5;
  samples.stacks[{"a b;c", "d"}] = 5;
  const std::string text = shown(samples);
  CHECK_THAT(text, Contains("… and 11 other functions\n") && Contains("… and 21 others"));
  CHECK(text.find('\033') == std::string::npos);
  CHECK_THAT(folded_stacks(samples), Contains("a_b:c;d 5\n"));
}
