// Tools that somebody writes who has just learned how: within ten lines each, from an empty file to
// an answer.

#include <algorithm>
#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "tests/temporary_folder.hpp"
#include "tests/terminal/process.hpp"

using Catch::Contains;
using nlohmann::json;

namespace {

constexpr std::string_view slower_than = R"(recipe {
  summary = "every call that is slower than a limit",
  category = "time",
  arguments = { { name = "min", type = "duration", default = "10ms", help = "the limit" } },
  where = "duration > arg.min",
  columns = { "process", "took:seconds", "call" },
}
function on.call_exit(e) row { process = e.process, took = e.duration, call = e.text } end
)";

constexpr std::string_view no_such_file = R"(recipe {
  summary = "one file is not there",
  category = "faults",
  calls = "openat",
  needs = "control",
  arguments = { { name = "path", type = "text", help = "which" } },
}
function on.call_entry(e)
  if e.arg.pathname == arg.path then e:fail "ENOENT" end
end
)";

std::ptrdiff_t lines_of(std::string_view code) { return std::ranges::count(code, '\n'); }

}  // namespace

TEST_CASE("a tool of ten lines prints every call that is slower than a threshold") {
  CHECK(lines_of(slower_than) <= 10);
  const TemporaryFolder folder;
  const std::string tool = folder.write("mine.lua", std::string(slower_than));
  const auto done =
      run_spyglass({"recipe", tool, "min=40ms", "--json", "--", "sh", "-c", "sleep 0.05; true"});
  REQUIRE(done.status == 0);
  std::istringstream stream(done.errors);
  bool slept = false;
  for (std::string line; std::getline(stream, line);) {
    const json row = json::parse(line)["row"];
    CHECK(row["took"] > 0.04);
    slept |= row["call"].get<std::string>().find("nanosleep") != std::string::npos;
  }
  CHECK(slept);
}

TEST_CASE("a tool of ten lines changes a result") {
  CHECK(lines_of(no_such_file) <= 10);
  const TemporaryFolder folder;
  const std::string tool = folder.write("mine.lua", std::string(no_such_file));
  folder.write("notes", "here\n");
  folder.write("others", "there\n");
  const auto done = run_spyglass({"recipe", tool, "path=notes", "--", "cat", "others", "notes"}, "",
                                 {.directory = folder.path().string()});
  CHECK(done.status == 1);
  CHECK(done.output == "there\n");
  CHECK_THAT(done.errors, Contains("notes: No such file"));
}
