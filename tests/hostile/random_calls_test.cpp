// A program that makes random calls while its memory changes under them: whatever it does, it is
// decoded and written, and gets the results that it would get alone.

#include <catch2/catch.hpp>
#include <cstdio>

#include "tests/tracing/harness.hpp"

using namespace spyglass;

namespace {

constexpr int calls = 100'000;

/// What the program prints when nobody watches.
std::string output_alone(const std::string& command) {
  FILE* pipe = popen(command.c_str(), "r");
  REQUIRE(pipe != nullptr);
  char line[64] = {};
  const bool read = fgets(line, sizeof line, pipe) != nullptr;
  REQUIRE(pclose(pipe) == 0);
  REQUIRE(read);
  return line;
}

/// Traces the program, writes every call, and returns what it printed.
std::string output_traced(const std::vector<std::string>& arguments, const DecodeRules& decode,
                          int& seen) {
  Trace trace(decode);
  auto launched = trace.launch(options_for(target("hostile"), arguments));
  REQUIRE(launched);
  std::optional<Trace::Step> step = std::move(launched->step);
  while (step) {
    const bool over = step->call && step->call->result;
    if (over) {
      ++seen;
      REQUIRE_FALSE(call_text(*step->call).empty());
    }
    if (step->stop.stopped) (void)std::move(*step->stop.stopped).resume(Resume::to_call);
    step = trace.wait();
  }
  return read_to_end(launched->channels.output);
}

void check_unharmed(int count, int seed, const DecodeRules& decode) {
  const Deadline deadline(600);
  const std::vector<std::string> arguments = {std::to_string(count), std::to_string(seed)};
  int seen = 0;
  const std::string traced = output_traced(arguments, decode, seen);
  CHECK(traced == output_alone(target("hostile") + " " + arguments[0] + " " + arguments[1]));
  CHECK(seen > count);
}

}  // namespace

TEST_CASE("100,000 random calls with random arguments are traced without harm") {
  check_unharmed(calls, 1, {});
}

TEST_CASE("random calls are decoded in full without harm") {
  check_unharmed(calls / 20, 2, {.all = {.string_limit = 100, .verbose = true}});
}

TEST_CASE("random calls are traced without harm while all that they move is kept") {
  check_unharmed(calls / 20, 3, {.read = NumberSet::all(), .written = NumberSet::all()});
}
