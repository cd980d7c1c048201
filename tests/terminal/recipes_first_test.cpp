// The recipes about errors, processes, waiting and files: what they find out about small programs,
// as these run, by each engine, and in recordings.

#include <catch2/catch.hpp>
#include <filesystem>
#include <functional>
#include <nlohmann/json.hpp>
#include <set>
#include <sstream>

#include "tests/temporary_folder.hpp"
#include "tests/terminal/engines.hpp"
#include "tests/terminal/process.hpp"

using Catch::Matchers::Contains;
using Catch::Matchers::StartsWith;

namespace {

using Json = nlohmann::json;
using Words = std::vector<std::string>;

/// What a recipe has told.
class Told {
 public:
  explicit Told(const std::string& lines) {
    std::istringstream stream(lines);
    for (std::string line; std::getline(stream, line);) {
      if (line.starts_with("{\"recipe\"")) all_.push_back(Json::parse(line));
    }
  }

  /// Those rows in which a column begins with a text.
  [[nodiscard]] std::vector<Json> rows(const std::string& column, const std::string& begin) const {
    std::vector<Json> found;
    for (const Json& one : all_) {
      if (!one.contains("row")) continue;
      const Json& value = one["row"].at(column);
      if (value.is_string() && value.get<std::string>().starts_with(begin)) {
        found.push_back(one["row"]);
      }
    }
    return found;
  }
  /// What is counted in a summary under keys that hold a text.
  [[nodiscard]] std::vector<Json> counted(const std::string& summary,
                                          const std::string& key) const {
    std::vector<Json> found;
    for (const Json& one : all_) {
      if (one.value("top", "") == summary && one["key"].get<std::string>().find(key) != key.npos) {
        found.push_back(one);
      }
    }
    return found;
  }
  [[nodiscard]] Json branch(const std::string& part) const {
    for (const Json& one : all_) {
      if (one.contains("tree") && one["label"].get<std::string>().find(part) != part.npos) {
        return one;
      }
    }
    FAIL("no branch of " << part);
    return {};
  }
  [[nodiscard]] std::size_t branches() const {
    return static_cast<std::size_t>(
        std::ranges::count_if(all_, [](const Json& one) { return one.contains("tree"); }));
  }
  [[nodiscard]] std::string text() const {
    std::string whole;
    for (const Json& one : all_) whole += one.value("text", "") + '\n';
    return whole;
  }

 private:
  std::vector<Json> all_;
};

/// Where the program runs, under its real name, which is the one that calls show.
struct Place {
  TemporaryFolder folder;
  std::string path = std::filesystem::canonical(folder.path());
  Circumstances circumstances{.environment = {{"PATH", "/usr/bin:/bin"}, {"LC_ALL", "C"}},
                              .directory = path};
};

using Check = std::function<void(const Told&, const std::string& folder)>;

/// Has `check` look at what a recipe tells of a shell's script: by each engine, and of a recording.
void in_all_ways(const Words& recipe, const std::string& script, const Check& check) {
  const Words program = {"--", "/bin/sh", "-c", script};
  const auto run = [](Words words, const Words& more, const Place& place) {
    words.insert(words.end(), more.begin(), more.end());
    return run_spyglass(words, "", place.circumstances);
  };
  Words words = {"recipe"};
  words.insert(words.end(), recipe.begin(), recipe.end());
  words.emplace_back("--json");
  Words engines = {"ptrace"};
  if (can_observe()) engines.emplace_back("bpf");
  for (const std::string& engine : engines) {
    INFO(engine);
    const Place place;
    Words live = words;
    live.insert(live.end(), {"--engine=" + engine, "-o", place.folder.file("results")});
    const auto finished = run(live, program, place);
    CHECK_THAT(finished.errors, !Contains("the recipe"));
    check(Told(read_whole(place.folder.path() / "results")), place.path);
  }
  INFO("of a recording");
  const Place place;
  const std::string recording = place.folder.file("run.spy");
  run({"trace", "-f", "-o", "/dev/null", "--record", recording}, program, place);
  const auto finished = run(words, {"--from", recording}, place);
  CHECK(finished.status == 0);
  check(Told(finished.output), place.path);
}

}  // namespace

TEST_CASE("why-failed groups searches, and names the last error before a failure") {
  const auto look = [](const Told& told, const std::string&) {
    const auto never = told.rows("what", "no-such-program: never found, in 2 places");
    REQUIRE(never.size() == 1);
    CHECK(never[0]["error"] == "ENOENT");
    const auto missing = told.rows("what", "/no/such/file");
    REQUIRE(missing.size() == 1);
    CHECK(missing[0]["command"] == "cat");
    CHECK(told.rows("what", "/etc/ld.so.preload").empty());
    const auto ends = told.rows("call", "exit");
    REQUIRE(ends.size() == 2);
    CHECK(ends[0]["command"] == "cat");
    CHECK(ends[0]["error"] == "status 1");
    CHECK_THAT(ends[0]["what"].get<std::string>(),
               StartsWith("likely for: ENOENT of openat, /no/such/file"));
    CHECK(ends[1]["error"] == "status 3");
    CHECK_THAT(ends[1]["what"].get<std::string>(), StartsWith("likely for: cat ("));
  };
  in_all_ways({"why-failed"}, "no-such-program 2>/dev/null; cat /no/such/file 2>/dev/null; exit 3",
              look);
}

TEST_CASE("why-failed says where a search has ended, and on demand what is expected") {
  const std::string script = "PATH=/nowhere:/usr/bin; mkdir folder; mkdir -p folder; exit 0";
  const auto expected = [](const Told& told) {
    std::size_t count = 0;
    for (const Json& row : told.rows("call", "mkdir")) {
      count += row["what"].get<std::string>().ends_with("folder (expected: it is there already)");
    }
    return count;
  };
  in_all_ways({"why-failed"}, script, [&](const Told& told, const std::string&) {
    CHECK(told.rows("what", "mkdir: not in 1 place, found in /usr/bin").size() >= 1);
    CHECK(told.rows("call", "exit").empty());
    CHECK(expected(told) == 0);
  });
  in_all_ways({"why-failed", "all=true"}, script,
              [&](const Told& told, const std::string&) { CHECK(expected(told) == 1); });
}

TEST_CASE("exec-tree has a branch for each program, with how it ended") {
  in_all_ways({"exec-tree"}, "cat '/no such' 2>/dev/null; (cat /dev/null); exec env -u X true",
              [](const Told& told, const std::string&) {
                CHECK(told.branches() == 5);
                const Json shell = told.branch(" /bin/sh -c ");
                CHECK(shell["parent"].is_null());
                CHECK_THAT(shell["label"].get<std::string>(), Contains("[replaced]"));
                const Json failed = told.branch(" cat '/no such' [status 1]");
                CHECK(failed["parent"] == shell["id"]);
                CHECK(failed["amount"] > 0);
                CHECK(told.branch(" cat /dev/null [status 0]")["parent"] == shell["id"]);
                const Json next = told.branch("env -u X true [replaced]");
                CHECK(next["parent"] == shell["id"]);
                CHECK(told.branch(" true [status 0]")["parent"] == next["id"]);
              });
}

TEST_CASE("exec-tree names the signal that killed a program, and shows forks when asked") {
  in_all_ways({"exec-tree", "forks=true"}, "(:; :) & wait; kill -KILL $$",
              [](const Told& told, const std::string&) {
                const Json shell = told.branch("/bin/sh");
                CHECK_THAT(shell["label"].get<std::string>(), Contains("[killed by SIGKILL]"));
                CHECK(told.branch("fork ")["parent"] == shell["id"]);
              });
}

TEST_CASE("what-blocks tells what a thread waits for, and who was killed while it waited") {
  in_all_ways({"what-blocks", "min=50"}, "mkfifo f; timeout -s KILL 0.2 cat f; sleep 0.1; :",
              [](const Told& told, const std::string& folder) {
                const auto slept = told.counted("by call", "sleep clock_nanosleep: a time");
                REQUIRE(slept.size() == 1);
                CHECK(slept[0]["count"] == 1);
                CHECK(slept[0]["amount"] >= 0.1);
                CHECK(slept[0]["amount"] < 5);
                CHECK(told.counted("by call", "sh wait4: process running sleep").size() == 1);
                CHECK(told.counted("by call", "cat openat: " + folder + "/f").size() == 1);
                const auto killed = told.rows("command", "cat");
                REQUIRE(killed.size() == 1);
                CHECK(killed[0]["waits for"] == folder + "/f");
                CHECK(killed[0]["blocked for"] > 0.05);
              });
}

TEST_CASE("fd-leaks finds what stays open at an execve, and leaves out what was closed") {
  in_all_ways({"fd-leaks"}, "exec 3</etc/passwd 4</etc/passwd 5</dev/null; exec 5<&-; exec true",
              [](const Told& told, const std::string&) {
                const auto leaks = told.rows("open on", "/etc/passwd");
                REQUIRE(leaks.size() == 1);
                CHECK(leaks[0]["count"] == 2);
                CHECK(leaks[0]["when"] == "exec");
                CHECK(leaks[0]["descriptors"] == "3 4");
                CHECK(leaks[0]["command"] == "sh");
                CHECK(told.rows("open on", "/dev/null").empty());
                const auto most = told.counted("most open at once", " sh");
                REQUIRE(most.size() == 1);
                CHECK(most[0]["amount"] >= 3);
              });
}

TEST_CASE("tiny-io finds a shell that reads byte by byte") {
  in_all_ways({"tiny-io"}, "seq 100 | while read -r x; do :; done; head -c 500000 /dev/zero | cat",
              [](const Told& told, const std::string&) {
                const auto tiny = told.rows("does", "");
                REQUIRE(tiny.size() == 1);
                CHECK(tiny[0]["command"] == "sh");
                CHECK(tiny[0]["does"] == "reads");
                CHECK(tiny[0]["file"] == "pipe");
                CHECK(tiny[0]["calls"] == 293);
                CHECK(tiny[0]["bytes"] == 292);
                CHECK(tiny[0]["with 4 KiB"] == 1);
              });
  in_all_ways({"tiny-io", "calls=1000"}, "seq 100 | while read -r x; do :; done",
              [](const Told& told, const std::string&) { CHECK(told.rows("does", "").empty()); });
}

TEST_CASE("deps lists what is read and written, without what is gone again and the system's") {
  in_all_ways({"deps"}, "echo 1 >in; cat in >passing; cat passing >out; rm passing; mv out 'my $x'",
              [](const Told& told, const std::string& folder) {
                CHECK(told.rows("path", "").size() == 2);
                const auto in = told.rows("path", folder + "/in");
                REQUIRE(in.size() == 1);
                CHECK(in[0]["what"] == "both");
                const auto out = told.rows("path", folder + "/my $x");
                REQUIRE(out.size() == 1);
                CHECK(out[0]["what"] == "written");
                CHECK(out[0]["by"] == "mv");
              });
}

TEST_CASE("deps writes rules for make, through what is gone again") {
  const std::string script =
      "echo 1 >in; cat in >passing; cat passing /etc/passwd >out; rm passing; mv out 'my $x'";
  in_all_ways({"deps", "form=make"}, script, [](const Told& told, const std::string& folder) {
    CHECK_THAT(told.text(), Contains(folder + "/my\\ $$x: \\\n  " + folder + "/in\n"));
    CHECK_THAT(told.text(), Contains(folder + "/in:\n"));
    CHECK_THAT(told.text(), !Contains("passwd"));
  });
  in_all_ways({"deps", "form=make", "system=true"}, script,
              [](const Told& told, const std::string& folder) {
                CHECK_THAT(told.text(), Contains("  /etc/passwd"));
                CHECK_THAT(told.text(), !Contains(folder + "/passing"));
              });
}

TEST_CASE("flight-recorder shows the last calls before a signal, and no more than asked for") {
  in_all_ways({"flight-recorder", "last=3"}, "cat /no/such/file 2>/dev/null; kill -SEGV $$",
              [](const Told& told, const std::string&) {
                const auto rows = told.rows("what", "");
                REQUIRE(rows.size() == 4);
                CHECK(rows[3]["what"] == "killed by SIGSEGV");
                CHECK(rows[3]["before the end"] == 0.0);
                CHECK(told.rows("what", "signal SIGSEGV").size() == 1);
                CHECK(told.rows("what", "kill(").size() == 1);
                for (const Json& row : rows) CHECK(row["command"] == "sh");
                CHECK(rows[0]["before the end"] >= rows[1]["before the end"]);
              });
}

TEST_CASE("flight-recorder is about failures, too, when asked") {
  const std::string script = "cat /no/such/file 2>/dev/null; true";
  in_all_ways({"flight-recorder"}, script,
              [](const Told& told, const std::string&) { CHECK(told.rows("what", "").empty()); });
  in_all_ways({"flight-recorder", "failed=true"}, script, [](const Told& told, const std::string&) {
    CHECK(told.rows("what", "ended with status 1").size() == 1);
    CHECK(told.rows("what", "openat(AT_FDCWD, \"/no/such/file\"").size() == 1);
    CHECK(told.rows("command", "true").empty());
  });
}
