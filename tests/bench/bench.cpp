// Runs every workload under every rival, by turns, so that a busy machine treats them alike; prints
// a table for each workload, and writes all that was measured as JSON. See README.md.

#include <fmt/format.h>
#include <sys/utsname.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdio>
#include <fstream>
#include <map>
#include <nlohmann/json.hpp>

#include "tests/bench/measure.hpp"
#include "tests/bench/rivals.hpp"
#include "tests/temporary_folder.hpp"

namespace {

using bench::Measured;
using bench::Rival;
using bench::Workload;

struct Row {
  std::string rival;
  std::vector<double> seconds = {};  ///< in rising order, when all rounds are over
  double megabytes = 0;
  bool failed = false;

  [[nodiscard]] double median() const { return seconds[seconds.size() / 2]; }
};

void run(const Workload& workload, const Rival& rival, Row& row) {
  if (row.failed) return;
  bench::Words words = rival.words;
  if (workload.narrow) words.insert(words.end(), rival.narrow.begin(), rival.narrow.end());
  words.insert(words.end(), workload.words.begin(), workload.words.end());
  const auto measured = bench::measure(words);
  row.failed = !measured;
  if (!measured) return;
  row.seconds.push_back(measured->seconds);
  row.megabytes = std::max(row.megabytes, measured->megabytes);
}

const Row* find(const std::vector<Row>& rows, std::string_view name) {
  const auto found = std::ranges::find(rows, name, &Row::rival);
  return found == rows.end() || found->failed ? nullptr : &*found;
}

std::string ratio(const Row& row, const Row* other) {
  return other == nullptr ? "" : fmt::format("{:.2f}", row.median() / other->median());
}

void print(const Workload& workload, const std::vector<Row>& rows) {
  const Row* alone = find(rows, "alone");
  const Row* strace = find(rows, "strace");
  fmt::print("\n{}\n  {:<22}{:>9}{:>9}{:>9}{:>10}{:>10}{:>10}{:>7}\n", workload.name, "", "median",
             "min", "max", "x alone", "x strace", "us a call", "MB");
  for (const Row& row : rows) {
    if (row.failed) {
      fmt::print("  {:<22} cannot be run here\n", row.rival);
      continue;
    }
    const bool counts = workload.calls > 0 && alone != nullptr && &row != alone;
    const std::string added = counts
                                  ? fmt::format("{:.2f}", (row.median() - alone->median()) * 1e6 /
                                                              static_cast<double>(workload.calls))
                                  : "";
    fmt::print("  {:<22}{:>9.3f}{:>9.3f}{:>9.3f}{:>10}{:>10}{:>10}{:>7.1f}\n", row.rival,
               row.median(), row.seconds.front(), row.seconds.back(), ratio(row, alone),
               ratio(row, strace), added, row.megabytes);
  }
}

nlohmann::json machine() {
  utsname about{};
  uname(&about);
  return {{"kernel", about.release},
          {"architecture", about.machine},
          {"processors", sysconf(_SC_NPROCESSORS_ONLN)}};
}

}  // namespace

int main(int count, char** words) {
  CLI::App app("What watching programs costs");
  int rounds = 5;
  double share = 1;
  std::string only, json_file, spyglass = SPYGLASS_BINARY;
  app.add_option("--rounds", rounds, "how often each pair is run")->check(CLI::PositiveNumber);
  app.add_option("--share", share, "of the usual size of loops: 0.1")
      ->check(CLI::Range(0.001, 100.0));
  app.add_option("--only", only, "workloads whose name has this in it");
  app.add_option("--json", json_file, "all that was measured, as JSON");
  app.add_option("--spyglass", spyglass, "another build of it");
  CLI11_PARSE(app, count, words);

  const TemporaryFolder folder;
  const auto rivals = bench::rivals(spyglass, SPYGLASS_BENCH_PROGRAMS, folder.file("trace"));
  nlohmann::json results = nlohmann::json::array();
  for (const Workload& workload :
       bench::workloads(SPYGLASS_BENCH_PROGRAMS, SPYGLASS_BENCH_SOURCES, share)) {
    if (workload.name.find(only) == std::string::npos) continue;
    std::vector<Row> rows;
    std::vector<const Rival*> running;
    for (const Rival& rival : rivals) {
      if (workload.narrow && rival.only_all) continue;
      const bool is_chosen = std::ranges::find(workload.by, rival.name) != workload.by.end();
      if (!workload.by.empty() && !is_chosen) continue;
      rows.push_back({rival.name});
      running.push_back(&rival);
    }
    for (std::size_t round = 0; round < static_cast<std::size_t>(rounds); ++round) {
      // Each round begins with another one: who runs behind a slow rival finds caches cold.
      for (std::size_t i = 0; i < rows.size(); ++i) {
        const std::size_t turn = (round + i) % rows.size();
        run(workload, *running[turn], rows[turn]);
      }
    }
    for (Row& row : rows) std::ranges::sort(row.seconds);
    print(workload, rows);
    std::fflush(stdout);
    for (const Row& row : rows) {
      results.push_back({{"workload", workload.name},
                         {"rival", row.rival},
                         {"calls", workload.calls},
                         {"seconds", row.seconds},
                         {"megabytes", row.megabytes},
                         {"failed", row.failed}});
    }
  }
  if (!json_file.empty()) {
    const nlohmann::json all = {
        {"machine", machine()}, {"rounds", rounds}, {"share", share}, {"results", results}};
    std::ofstream(json_file) << all.dump(2) << '\n';
  }
  return 0;
}
