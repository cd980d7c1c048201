// What `spyglass trace` makes of a trace beside strace's lines: a table, objects, plain words.

#include <catch2/catch.hpp>
#include <map>
#include <nlohmann/json.hpp>
#include <sstream>

#include "tests/terminal/process.hpp"

namespace {

const std::string hello = SPYGLASS_PROGRAMS_DIR "/x86_64/hello";
const std::string threads = SPYGLASS_TARGETS_DIR "/threads";

bool has(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);) lines.push_back(line);
  return lines;
}

/// A table of -U calls,name: how often each call was counted.
std::map<std::string, int> counts_of(const std::string& table) {
  std::map<std::string, int> counts;
  for (const std::string& line : lines_of(table)) {
    std::istringstream words(line);
    int count = 0;
    std::string name;
    if (words >> count >> name) counts[name] = count;
  }
  return counts;
}

}  // namespace

TEST_CASE("the totals of -c agree with the calls that are seen") {
  const auto lines = run_spyglass({"trace", "-f", "-qqq", "-e", "signal=none", "-o", "/dev/stderr",
                                   "-e", "write,openat,mmap", threads});
  const auto table =
      run_spyglass({"trace", "-f", "-c", "-U", "calls,name", "-e", "write,openat,mmap", threads});
  std::map<std::string, int> seen;
  for (const std::string& line : lines_of(lines.errors)) {
    // A call that was torn apart has its end in the second half.
    if (has(line, "<unfinished ...>")) continue;
    for (const char* name : {"write", "openat", "mmap"}) {
      if (has(line, std::string(" ") + name + "(") || has(line, std::string(name) + " resumed")) {
        ++seen[name];
      }
    }
  }
  auto counted = counts_of(table.errors);
  const int total = counted["total"];
  counted.erase("total");
  CHECK(counted == seen);
  CHECK(total == seen["write"] + seen["openat"] + seen["mmap"]);
  CHECK(seen["write"] == 80);
}

TEST_CASE("-C writes the lines and then the table, -w counts the time on the clock") {
  const auto both = run_spyglass({"trace", "-C", "-e", "write", hello});
  CHECK(has(both.errors, "write(1, \"Hello, kernel!\\n\", 15)"));
  CHECK(has(both.errors, "100.00"));
  CHECK(has(run_spyglass({"trace", "-c", "-w", "-U", "name,max-time", hello}).errors, "execve"));
  for (const std::vector<std::string>& bad :
       std::vector<std::vector<std::string>>{{"trace", "-S", "calls", hello},
                                             {"trace", "-c", "-S", "cals", hello},
                                             {"trace", "-c", "-U", "calls,calls", hello},
                                             {"trace", "-c", "-O", "5 parsecs", hello},
                                             {"trace", "-c", "--json", hello},
                                             {"trace", "-c", "-ff", "-o", "/tmp/x", hello}}) {
    CHECK(run_spyglass(bad).status == 2);
  }
}

TEST_CASE("--json writes an object a line, and every call that was made") {
  const auto result = run_spyglass({"trace", "-f", "--json", threads});
  std::map<std::string, int> calls;
  int ends = 0;
  for (const std::string& line : lines_of(result.errors)) {
    if (line.starts_with("spyglass: ")) continue;
    const auto object = nlohmann::json::parse(line);
    if (object["type"] == "call") ++calls[object["name"]];
    if (object["type"] == "exited") ++ends;
  }
  CHECK(calls["write"] == 80);
  CHECK(calls["execve"] == 1);
  CHECK(calls["exit_group"] == 1);
  CHECK(ends == 9);
}

TEST_CASE("-N names the arguments") {
  CHECK(has(run_spyglass({"trace", "-N", "-e", "write", hello}).errors,
            "write(fd=1, buf=\"Hello, kernel!\\n\", count=15) = 15"));
  CHECK(has(run_spyglass({"trace", "-k", hello}).errors, "-k: stack traces"));
}

TEST_CASE("--json refuses what would do nothing") {
  CHECK(has(run_spyglass({"trace", "--json", "-T", hello}).errors, "-T is for lines of text"));
  CHECK(has(run_spyglass({"trace", "--json", "--explain", hello}).errors, "one of them"));
}

TEST_CASE("--explain says under each line what was asked, and what came of it") {
  const auto result = run_spyglass({"trace", "--explain", "-e", "write", hello});
  CHECK(has(result.errors, " = 15\n    Sends bytes to an open file"));
  CHECK(has(result.errors, "\n    → all 15 bytes that were asked for\n"));
  CHECK(has(result.errors, "+++ exited with 42 +++\n    It ended by itself."));
  for (const std::string& line : lines_of(result.errors)) CHECK(line.size() <= 104);
}
