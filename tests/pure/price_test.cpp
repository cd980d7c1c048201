// What watching costs: from rounds and counts to the page.

#include <catch2/catch.hpp>
#include <sstream>

#include "repl/price/counting.hpp"
#include "repl/price/page.hpp"

using namespace spyglass;
using namespace std::chrono_literals;
using Catch::Matchers::Contains;

namespace {

std::string shown(const Prices& prices, Look look = {.width = 60}) {
  std::string text;
  Output out([&](std::string_view part) { text += part; }, look);
  show_prices(out, prices);
  return text;
}

/// 1000 calls; ptrace takes 40 µs for each of them, bpf 1 µs.
Prices some() {
  return {.program = "./prog",
          .calls = 1010,
          .start_calls = 10,
          .rows = {{.name = ways::alone, .rounds = {4ms, 1ms, 2ms}, .start = {1ms, 1ms, 1ms}},
                   {.name = ways::counted, .rounds = {30ms, 31ms, 29ms}, .start = {5ms, 5ms, 5ms}},
                   {.name = ways::ptrace, .rounds = {46ms, 47ms, 4ms}, .start = {5ms, 5ms, 5ms}},
                   {.name = ways::bpf, .rounds = {42ms, 42ms, 42ms}, .start = {40ms, 40ms, 40ms}},
                   {.name = ways::strace, .why_not = "it is not installed"}},
          .tool = {{"ptrace", 4.0}, {"wait4", 2.0}, {"openat", 0.004}}};
}

}  // namespace

TEST_CASE("the median is the round in the middle, or between the two in the middle") {
  CHECK(median({}) == 0ns);
  CHECK(median({3ns}) == 3ns);
  CHECK(median({9ns, 1ns, 2ns}) == 2ns);
  CHECK(median({9ns, 1ns, 2ns, 4ns}) == 3ns);
}

TEST_CASE("each way has its time, how many times that of the program alone it is, and a bar") {
  const std::string text = shown(some());
  INFO(text);
  CHECK_THAT(text, Contains("What watching ./prog costs on this machine: 1010 calls,\n"
                            "medians of 3 rounds\n"));
  CHECK_THAT(text, Contains("  alone            0.0020 s     1.0 ×  ▉\n"));
  CHECK_THAT(text, Contains("  ptrace, counted  0.0300 s    15.0 ×  █████████████\n"));
  CHECK_THAT(text, Contains("  ptrace           0.0460 s    23.0 ×  ████████████████████\n"));
  CHECK_THAT(text, Contains("\n  strace: not here, because it is not installed\n"));
  CHECK_THAT(text, Contains("Bars are linear"));
}

TEST_CASE("nothing on the page is wider than 60 columns") {
  Prices prices = some();
  prices.rows[1].rounds = {1000s};  // the longest that there can be, and more
  std::istringstream lines(shown(prices));
  for (std::string line; std::getline(lines, line);) {
    INFO(line);
    CHECK(columns_of(line) <= 60);
  }
}

TEST_CASE("in plain there are no bars, and no signs for them") {
  const std::string text = shown(some(), {.width = 60, .plain = true});
  CHECK_THAT(text, Contains("ptrace 0.0460 s 23.0x\n") && Contains("wait4 2.00\n"));
  CHECK_THAT(text, !Contains("█") && !Contains("Bars"));
}

TEST_CASE("what a call costs is told without what the start of the tool costs") {
  const std::string text = shown(some());
  INFO(text);
  // ((46 − 5) − (2 − 1)) ms for 1000 calls
  CHECK_THAT(text, Contains("ptrace made each of 1010 calls 40.0 µs"));
  CHECK_THAT(text, Contains("four a call, 10.0 µs each"));
  CHECK_THAT(text, Contains("it is 24.0 µs a call"));
  CHECK_THAT(text, Contains("bpf takes 1.0 µs a call"));
  CHECK_THAT(text, Contains("counted 4.0 ms, ptrace\n4.0 ms, bpf 39.0 ms."));
}

TEST_CASE("too few calls, and times that say nothing, make no sentence about one call") {
  Prices few = some();
  few.calls = 40;
  CHECK_THAT(shown(few), Contains("makes 40 calls: too little") && !Contains("Where the time"));
  Prices quicker = some();
  quicker.rows[2].rounds = {5ms};
  CHECK_THAT(shown(quicker), Contains("too little") && !Contains("Where the time goes"));
}

TEST_CASE("the tool's own calls are listed by how often, with their sum") {
  const std::string text = shown(some());
  CHECK_THAT(text, Contains("  ptrace          4.00\n  wait4           2.00\n"
                            "  all together    6.00\n"));
  CHECK_THAT(text, !Contains("openat"));
  Prices uncounted = some();
  uncounted.tool.clear();
  uncounted.why_no_tool = "that took longer than 20 s.";
  CHECK_THAT(shown(uncounted), Contains("not counted: that took longer than\n20 s."));
}

TEST_CASE("a table of counts is read, without its head and its sum") {
  const CallCounts counts = read_counts(
      "    calls syscall\n--------- ----------------\n      589 ptrace\n        1 execve\n"
      "--------- ----------------\n      590 total\n"
      "System call usage summary for 32 bit mode:\n    calls syscall\n        2 execve\n");
  CHECK(counts == CallCounts{{"ptrace", 589}, {"execve", 3}});
  CHECK(sum_of(counts) == 592);
  CHECK(read_counts("").empty());
}

TEST_CASE("what the tool does in any case is no part of what it does for a call") {
  const Counted whole{{{"ptrace", 410}, {"wait4", 205}, {"openat", 9}, {"brk", 3}}, 105};
  const Counted nothing{{{"ptrace", 10}, {"wait4", 5}, {"openat", 9}, {"brk", 4}}, 5};
  const auto calls = calls_of_tool(whole, nothing);
  REQUIRE(calls.size() == 2);
  CHECK(calls[0].name == "ptrace");
  CHECK(calls[0].each == 4.0);
  CHECK(calls[1].each == 2.0);
  CHECK(calls_of_tool(nothing, whole).empty());
}
