// What a line of a trace costs us, beside the stops of the program: calls that programs make all
// day are decoded and written, and nobody runs. See README.md.

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <chrono>
#include <fstream>
#include <nlohmann/json.hpp>

#include "tests/bench/usual_calls.hpp"

namespace {

using bench::UsualCall;

/// Microseconds that one such call takes.
double measure(const UsualCall& call, const spyglass::Memory& memory, bench::LineMaker& lines,
               long count) {
  using Clock = std::chrono::steady_clock;
  const auto begin = Clock::now();
  for (long i = 0; i < count; ++i) lines.make(call, memory);
  const std::chrono::duration<double, std::micro> taken = Clock::now() - begin;
  return taken.count() / static_cast<double>(count);
}

struct Row {
  std::string_view name;
  double smallest = 1e9;  ///< of the rounds: what the machine does beside it only adds
};

}  // namespace

int main(int count, char** words) {
  CLI::App app("What decoding and writing calls costs");
  int rounds = 10;
  long calls = 100'000;
  std::string only, json_file;
  app.add_option("--rounds", rounds, "how often each call is measured")->check(CLI::PositiveNumber);
  app.add_option("--calls", calls, "how many of each make a round")->check(CLI::PositiveNumber);
  app.add_option("--only", only, "calls whose name has this in it");
  app.add_option("--json", json_file, "the same figures as JSON");
  CLI11_PARSE(app, count, words);

  auto sinks = spyglass::Sinks::open("/dev/null", false, false);
  if (!sinks) {
    fmt::print(stderr, "bench-decode-lines: {}\n", sinks.error().message);
    return 1;
  }
  const bench::UsualCalls usual;
  const spyglass::BufferMemory memory = usual.memory();
  bench::LineMaker lines(*sinks);
  std::vector<Row> rows;
  for (const UsualCall& call : usual.all()) rows.push_back({call.name});
  for (int round = 0; round < rounds; ++round) {
    for (std::size_t i = 0; i < rows.size(); ++i) {
      if (rows[i].name.find(only) == std::string_view::npos) continue;
      const double taken = measure(usual.all()[i], memory, lines, calls);
      rows[i].smallest = std::min(rows[i].smallest, taken);
    }
  }
  std::erase_if(rows, [&](const Row& row) { return row.name.find(only) == row.name.npos; });
  double sum = 0;
  nlohmann::json results = nlohmann::json::array();
  for (const Row& row : rows) {
    fmt::print("  {:<18}{:>8.3f} us a call\n", row.name, row.smallest);
    results.push_back({{"call", row.name}, {"microseconds", row.smallest}});
    sum += row.smallest;
  }
  const double mean = rows.empty() ? 0 : sum / static_cast<double>(rows.size());
  fmt::print("  {:<18}{:>8.3f}\n", "mean", mean);
  if (!json_file.empty()) {
    const nlohmann::json all = {
        {"rounds", rounds}, {"calls", calls}, {"mean", mean}, {"results", results}};
    std::ofstream(json_file) << all.dump(2) << '\n';
  }
  return 0;
}
