// `trace --engine=bpf` keeps pace: threads go on before what they did is told, and whoever reads
// goes before those who write. Neither changes what is told, nor what programs see.

#include <sys/resource.h>

#include <catch2/catch.hpp>
#include <map>
#include <set>
#include <sstream>

#include "core/tuning/precedence.hpp"
#include "tests/temporary_folder.hpp"
#include "tests/terminal/engines.hpp"
#include "tests/terminal/process.hpp"

using Catch::Matchers::Contains;

namespace {

/// Lines of a trace by the thread that each is of, in their order; and the order of the threads.
struct Told {
  std::map<std::string, std::vector<std::string>> lines = {};
  std::vector<std::string> threads = {};
};

Told told_by_thread(const std::string& trace) {
  Told told;
  std::istringstream stream(trace);
  for (std::string line; std::getline(stream, line);) {
    const auto end = line.find(' ');
    auto& lines = told.lines[line.substr(0, end)];
    if (lines.empty()) told.threads.push_back(line.substr(0, end));
    lines.push_back(line.substr(line.find_first_not_of(' ', end)));
  }
  return told;
}

}  // namespace

TEST_CASE("makers and what they make go on at once, and are told of in their order") {
  if (!can_observe()) return;
  constexpr std::size_t children = 40;
  const TemporaryFolder folder;
  const std::string shell = "i=0; while [ $i -lt " + std::to_string(children) +
                            " ]; do (exit 3); i=$((i+1)); done; exit 7";
  const auto result =
      run_spyglass({"trace", "--engine=bpf", "-f", "-o", folder.file("trace"), "-e",
                    "trace=clone,clone3,fork,vfork,exit_group", "/bin/sh", "-c", shell});
  CHECK(result.status == 7);
  const Told told = told_by_thread(read_whole(folder.file("trace")));
  REQUIRE(told.threads.size() == 1 + children);
  const auto& of_maker = told.lines.at(told.threads.front());
  CHECK_THAT(of_maker.back(), Contains("exited with 7"));
  std::vector<std::string> made;
  for (const std::string& line : of_maker) {
    const auto result_at = line.rfind(" = ");
    if (line.find("fork") == 0 || line.find("clone") != std::string::npos) {
      if (line.find("unfinished") == std::string::npos) made.push_back(line.substr(result_at + 3));
    }
  }
  CHECK(made == std::vector(told.threads.begin() + 1, told.threads.end()));
  for (const std::string& child : made) {
    const auto& lines = told.lines.at(child);
    REQUIRE(lines.size() == 2);
    CHECK_THAT(lines.front(), Contains("exit_group(3)"));
    CHECK_THAT(lines.back(), Contains("+++ exited with 3 +++"));
  }
}

TEST_CASE("who reads what bpf tells goes before others, unless it is told not to") {
  if (!can_observe()) return;
  if (!spyglass::Precedence::take()) {
    puts("SKIPPED: nobody here may go before others, or somebody has chosen how nice we are");
    return;
  }
  // Its own, and the tool's (proc_pid_stat(5)).
  const std::string shell = "nice; cut -d' ' -f19 /proc/$PPID/stat";
  const auto shown = [&](std::vector<std::string> words) {
    const TemporaryFolder folder;
    for (const std::string& word : {std::string("-o"), folder.file("trace"), std::string("/bin/sh"),
                                    std::string("-c"), shell}) {
      words.push_back(word);
    }
    return run_spyglass(words).output;
  };
  CHECK(shown({"trace", "--engine=bpf"}) == "0\n-20\n");
  CHECK(shown({"trace", "--engine=bpf", "--no-tuning"}) == "0\n0\n");
}
