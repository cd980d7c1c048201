// The progress file: what was kept is found again, and nothing that cannot be read is lost.

#include <fcntl.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <catch2/catch.hpp>

#include "repl/lesson/progress.hpp"
#include "tests/temporary_folder.hpp"

using namespace spyglass;
using Catch::Matchers::Contains;

namespace {

std::string file_in(const TemporaryFolder& folder) { return folder.file("deep/er/progress.json"); }

/// One lesson, so far.
void save_some(const std::string& file) {
  Progress progress(file);
  REQUIRE(progress.change([](Progress::Records& records) {
    records["one"].steps["a"] = {.done = true, .hints = 2, .content = "5a"};
    records["one"].at = "b";
  }));
}

void nothing(Progress::Records&) {}

std::size_t files_beside(const std::string& file) {
  const auto folder = std::filesystem::path(file).parent_path();
  return static_cast<std::size_t>(std::distance(std::filesystem::directory_iterator(folder), {}));
}

}  // namespace

TEST_CASE("progress makes its folder, and comes back as it was") {
  TemporaryFolder folder;
  save_some(file_in(folder));
  Progress progress(file_in(folder));
  REQUIRE(progress.load());
  const auto& one = progress.lesson("one");
  CHECK(one.at == "b");
  CHECK(one.done("a"));
  CHECK(one.steps.at("a").hints == 2);
  CHECK(!one.changed("a", "5a"));
  CHECK(one.changed("a", "5b"));
  CHECK(!one.done("b"));
  CHECK(!one.changed("b", "5b"));
  CHECK(progress.lesson("two").steps.empty());
  CHECK(files_beside(file_in(folder)) == 1);
}

TEST_CASE("a mystery's seed and its clues are kept, whatever was typed") {
  TemporaryFolder folder;
  Progress before(file_in(folder));
  REQUIRE(before.change([](Progress::Records& records) {
    records["one"].seed = 18446744073709551615U;
    records["one"].played = 7;
    records["one"].clues = {{7, "it opens \"a.xml\""}, {8, "\xff\t"}};
  }));
  Progress progress(file_in(folder));
  REQUIRE(progress.load());
  const auto& one = progress.lesson("one");
  CHECK(one.played == 7);
  CHECK(one.seed == 18446744073709551615U);
  REQUIRE(one.clues.size() == 2);
  CHECK(one.clues[0].seed == 7);
  CHECK(one.clues[0].text == "it opens \"a.xml\"");
  CHECK(one.clues[1].text == "\xef\xbf\xbd\t");
}

TEST_CASE("no file is a fresh start") {
  TemporaryFolder folder;
  Progress progress(file_in(folder));
  CHECK(progress.load());
  CHECK(progress.records().empty());
}

TEST_CASE("what cannot be understood is kept aside under a name of its own") {
  const std::string text =
      GENERATE("{\"version\": 2, \"lessons\": {}}", "{\"version\": 0, \"lessons\": {}}",
               "{\"version\": 1}", "{\"version\": 1, \"lessons\": []}", "{\"version\": \"1\"}",
               "{\"version\": 1, \"lessons\": {\"one\": {\"steps\": {\"a\": {\"hints\": \"x\"}}}}}",
               "{\"version\": 1, \"lessons\": {\"one\": {\"at\": 7, \"steps\": {}}}}",
               "{\"version\": 1, \"lessons\": {\"one\": {\"steps\": {}, \"seed\": \"x\"}}}",
               "{\"version\": 1, \"lessons\": {\"one\": {\"steps\": {}, \"clues\": [7]}}}",
               "{\"version\": 1, \"lessons\": {\"one\": {\"steps\": {}, \"played\": 2e37}}}",
               "{\"version\": 1, \"lessons\": {\"one\": {\"steps\": {}, \"seed\": -1}}}",
               "{\"version\": 1, \"lessons\": {\"one\": {\"steps\": {\"a\": {\"hints\": 1e9}}}}}",
               "{\"version\": 1e40, \"lessons\": {}}", "null", "", "{", "\xff\xfe");
  INFO(text);
  TemporaryFolder folder;
  for (const std::string name : {".kept-1", ".kept-2"}) {
    folder.write("deep/er/progress.json", text);
    Progress progress(file_in(folder));
    const auto loaded = progress.load();
    if (text == "{\"version\": 1, \"lessons\": []}") return;  // an empty list names no lesson
    REQUIRE(!loaded);
    CHECK_THAT(loaded.error().message,
               Contains("the progress file cannot be used") && Contains(name));
    CHECK(read_whole(file_in(folder) + name) == text);
    CHECK(!std::filesystem::exists(file_in(folder)));
    // A fresh start, which can be saved.
    CHECK(progress.records().empty());
    CHECK(progress.change(nothing));
  }
}

TEST_CASE("a later version is named") {
  TemporaryFolder folder;
  Progress progress(folder.write("p.json", "{\"version\": 2}"));
  CHECK_THAT(progress.load().error().message,
             Contains("it has version 2, and this spyglass knows version 1"));
}

TEST_CASE("a file that may not be read is kept aside, not overwritten") {
  if (geteuid() == 0) return;  // root may read anything
  TemporaryFolder folder;
  const auto file = folder.write("p.json", "secret");
  chmod(file.c_str(), 0);
  Progress progress(file);
  REQUIRE(!progress.load());
  REQUIRE(progress.change(nothing));
  chmod((file + ".kept-1").c_str(), 0600);
  CHECK(read_whole(file + ".kept-1") == "secret");
}

TEST_CASE("where there is no folder and none can be made the error says which") {
  TemporaryFolder folder;
  folder.write("deep", "a file");
  CHECK_THAT(Progress(file_in(folder)).change(nothing).error().message,
             Contains("cannot make the folder " + folder.file("deep/er")));
}

TEST_CASE("a full disk leaves the old file as it was") {
  TemporaryFolder folder;
  save_some(file_in(folder));
  const std::string before = read_whole(file_in(folder));
  const pid_t child = fork();
  REQUIRE(child >= 0);
  if (child == 0) {
    // The nearest thing to a full disk: no file may grow past a few bytes.
    signal(SIGXFSZ, SIG_IGN);
    const rlimit few{16, 16};
    setrlimit(RLIMIT_FSIZE, &few);
    Progress progress(file_in(folder));
    const bool loaded = progress.load().has_value();
    const bool saved =
        progress.change([](auto& records) { records["two"].at = "somewhere"; }).has_value();
    _exit(loaded && !saved ? 0 : 1);
  }
  int status = -1;
  REQUIRE(waitpid(child, &status, 0) == child);
  CHECK(status == 0);
  CHECK(read_whole(file_in(folder)) == before);
  CHECK(files_beside(file_in(folder)) == 1);
}

TEST_CASE("where something else has the file's name it is kept aside as well") {
  TemporaryFolder folder;
  folder.write("p.json/inside", "kept");
  Progress progress(folder.file("p.json"));
  CHECK(!progress.change(nothing));
  CHECK(read_whole(folder.file("p.json.kept-1/inside")) == "kept");
  CHECK(progress.change(nothing));
}

TEST_CASE("two tools with one file keep what both of them did") {
  TemporaryFolder folder;
  Progress one(file_in(folder));
  Progress other(file_in(folder));
  REQUIRE(one.load());
  REQUIRE(other.load());
  REQUIRE(one.change([](auto& records) { records["a"].steps["x"].done = true; }));
  REQUIRE(other.change([](auto& records) { records["a"].steps["y"].done = true; }));
  REQUIRE(one.change([](auto& records) { records["b"].steps["z"].done = true; }));
  CHECK(one.lesson("a").done("y"));
  Progress later(file_in(folder));
  REQUIRE(later.load());
  CHECK(later.lesson("a").done("x"));
  CHECK(later.lesson("a").done("y"));
  CHECK(later.lesson("b").done("z"));
  CHECK(files_beside(file_in(folder)) == 1);
}

TEST_CASE("many tools that write at once lose nothing") {
  TemporaryFolder folder;
  constexpr int tools = 8;
  constexpr int steps = 10;
  save_some(file_in(folder));
  std::vector<pid_t> children;
  for (int tool = 0; tool < tools; ++tool) {
    children.push_back(fork());
    REQUIRE(children.back() >= 0);
    if (children.back() != 0) continue;
    Progress progress(file_in(folder));
    bool good = true;
    for (int step = 0; step < steps; ++step) {
      good = good && progress.change([&](auto& records) {
        records["shared"].steps[std::to_string(tool * steps + step)].done = true;
      });
    }
    _exit(good ? 0 : 1);
  }
  for (const pid_t child : children) {
    int status = -1;
    REQUIRE(waitpid(child, &status, 0) == child);
    CHECK(status == 0);
  }
  Progress progress(file_in(folder));
  REQUIRE(progress.load());
  CHECK(progress.lesson("shared").steps.size() == tools * steps);
}

TEST_CASE("a file that was damaged meanwhile is kept aside, and nothing of ours is lost") {
  TemporaryFolder folder;
  save_some(file_in(folder));
  Progress progress(file_in(folder));
  REQUIRE(progress.load());
  folder.write("deep/er/progress.json", "{\"version\": 1, \"less");
  const auto changed = progress.change([](auto& records) { records["two"].at = "x"; });
  REQUIRE(!changed);
  CHECK_THAT(changed.error().message, Contains("it is damaged") && Contains(".kept-1"));
  CHECK(read_whole(file_in(folder) + ".kept-1") == "{\"version\": 1, \"less");
  Progress later(file_in(folder));
  REQUIRE(later.load());
  CHECK(later.lesson("one").done("a"));
  CHECK(later.lesson("two").at == "x");
}

TEST_CASE("a copy is made beside the file, and never over another") {
  TemporaryFolder folder;
  const Progress progress(file_in(folder));
  const auto none = progress.back_up();
  REQUIRE(none);
  CHECK(!*none);
  save_some(file_in(folder));
  const std::string text = read_whole(file_in(folder));
  for (const std::string name : {".before-reset-1", ".before-reset-2"}) {
    const auto copy = progress.back_up();
    REQUIRE((copy && *copy));
    CHECK((*copy)->string() == file_in(folder) + name);
    CHECK(read_whole(file_in(folder) + name) == text);
  }
}
