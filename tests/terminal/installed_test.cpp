// An installation is a folder with bin, lib and share; a teacher adds a lesson to it by adding a
// file. The README promises that its lesson of 20 lines is one.

#include <algorithm>
#include <catch2/catch.hpp>

#include "tests/temporary_folder.hpp"
#include "tests/terminal/process.hpp"

namespace fs = std::filesystem;
using Catch::Matchers::Contains;

namespace {

/// From the line that begins with `lesson {` to the one that begins with `epilogue`, without the
/// indent that makes it code in Markdown.
std::string lesson_of_readme() {
  const std::string readme = read_whole(SPYGLASS_SOURCE_DIR "/README.md");
  const std::size_t start = readme.find("    lesson { title");
  REQUIRE(start != std::string::npos);
  const std::size_t last_line = readme.find("\n    epilogue", start);
  REQUIRE(last_line != std::string::npos);
  std::string text = "\n" + readme.substr(start, readme.find('\n', last_line + 1) - start + 1);
  constexpr std::string_view indent = "\n    ";
  for (auto at = text.find(indent); at != std::string::npos; at = text.find(indent, at + 1)) {
    text.replace(at, indent.size(), "\n");
  }
  return text.substr(1);
}

/// A copy of the build, with lessons that can be changed; the name of its program.
std::string install(const TemporaryFolder& folder) {
  const fs::path build = fs::path(SPYGLASS_BINARY).parent_path().parent_path();
  const fs::path& prefix = folder.path();
  fs::create_directories(prefix / "bin");
  fs::copy_file(SPYGLASS_BINARY, prefix / "bin/spyglass");
  fs::create_directory_symlink(build / "lib", prefix / "lib");
  fs::create_directories(prefix / "share/spyglass");
  for (const auto& entry : fs::directory_iterator(build / "share/spyglass")) {
    if (entry.path().filename() == "lessons") continue;
    fs::create_directory_symlink(entry.path(), prefix / "share/spyglass" / entry.path().filename());
  }
  fs::copy(fs::canonical(build / "share/spyglass/lessons"), prefix / "share/spyglass/lessons",
           fs::copy_options::recursive);
  return folder.file("bin/spyglass");
}

}  // namespace

TEST_CASE("the lesson of the README works as it stands there, in an installation") {
  const std::string lesson = lesson_of_readme();
  CHECK(std::count(lesson.begin(), lesson.end(), '\n') <= 20);
  TemporaryFolder folder;
  const std::string binary = install(folder);
  folder.write("share/spyglass/lessons/42-who-am-i.lua", lesson);
  const auto checked = run_spyglass({"lesson", "--check", "who-am-i"}, "", {.binary = binary});
  INFO(checked.output << checked.errors);
  CHECK(checked.status == 0);
  CHECK_THAT(checked.output, Contains("fool-it: solution 1") && Contains("0 failed"));
  CHECK_THAT(run_spyglass({"lesson"}, "", {.binary = binary}).output,
             Contains("42  who-am-i") && Contains("hello-nostdlib"));
}

TEST_CASE("a lesson that is broken is listed with what is wrong, and harms no other") {
  TemporaryFolder folder;
  const std::string binary = install(folder);
  folder.write("share/spyglass/lessons/43-broken.lua", "lesson { title = 'T', minuts = 3 }");
  const auto list = run_spyglass({"lesson"}, "", {.binary = binary});
  CHECK(list.status == 0);
  CHECK_THAT(list.output, Contains("43-broken.lua:1:") && Contains("hello-nostdlib"));
  const auto checked = run_spyglass({"lesson", "--check", "broken"}, "", {.binary = binary});
  CHECK(checked.status == 1);
  CHECK_THAT(checked.output, Contains("FAIL") && Contains("minutes"));
}

TEST_CASE("a lesson that needs what is not here says so, and its check is skipped") {
  TemporaryFolder folder;
  const std::string binary = install(folder);
  const std::string steps =
      R"(quiz { id = "q", ask = "?", answer = "a", wrong = { { answer = "b" } } })";
  folder.write(
      "share/spyglass/lessons/45-elsewhere.lua",
      "lesson { title = 'T', minutes = 1, needs = { 'sh', 'no-such-program' } }\n" + steps);
  folder.write("share/spyglass/lessons/46-here.lua",
               "lesson { title = 'T', minutes = 1, needs = { 'sh', 'x86-64' } }\n" + steps);
  const auto checked = run_spyglass({"lesson", "--check", "elsewhere"}, "", {.binary = binary});
  CHECK(checked.status == 0);
  CHECK_THAT(checked.output,
             Contains("\nSKIPPED: elsewhere: there is no program `no-such-program`"));
  CHECK_THAT(checked.output, !Contains("walk"));
  const auto opened = run_spyglass({"lesson", "elsewhere"}, "", {.binary = binary});
  CHECK(opened.status == 1);
  CHECK_THAT(opened.errors, Contains("cannot be played here: there is no program"));
  const auto here = run_spyglass({"lesson", "--check", "here"}, "", {.binary = binary});
  CHECK(here.status == 0);
  CHECK_THAT(here.output, Contains("walk") && !Contains("SKIPPED"));
}

TEST_CASE("the checker finds lessons that cannot be finished or cannot be failed") {
  TemporaryFolder folder;
  const std::string binary = install(folder);
  folder.write("share/spyglass/lessons/44-loose.lua", R"(
lesson { title = "T", minutes = 1, program = "x86_64/hello" }
quiz { id = "q", ask = "?", answer = "a", wrong = { { answer = "A" } } }
task {
  id = "always", text = "x", check = function() return true end,
  hints = { "a", "b", "c" }, solutions = { { "next" } }, wrong = { { "continue", expect = "x" } },
}
task {
  id = "never", text = "x", check = function(t) return "no " .. t.output .. "\xff" end,
  hints = { "a" }, solutions = { { "nonsense" } }, wrong = { { "continue", expect = "yes" } },
}
task { id = "broken", text = "x", check = function() error("mine") end }
)");
  const auto checked = run_spyglass({"lesson", "--check", "loose"}, "", {.binary = binary});
  CHECK(checked.status == 1);
  CHECK_THAT(checked.output, Contains("q: wrong answer `A`: it is accepted"));
  CHECK_THAT(checked.output, Contains("always: untouched: it passes although nothing was done"));
  CHECK_THAT(checked.output, Contains("always: wrong try 1: it passed"));
  CHECK_THAT(checked.output, Contains("never: solution 1: it does not pass"));
  CHECK_THAT(checked.output, Contains("never: wrong try 1: the message is not the expected one"));
  CHECK_THAT(checked.output, Contains("never: structure: it has 1 hints, and needs 3"));
  CHECK_THAT(checked.output, Contains("broken: structure") && Contains("mine"));
  // What is not UTF-8 does not break the JSON.
  const auto json = run_spyglass({"lesson", "--check", "--json", "loose"}, "", {.binary = binary});
  CHECK(json.status == 1);
  CHECK_THAT(json.output, Contains("\"ok\": false"));
}

TEST_CASE("the checker finds what is wrong with a mystery") {
  struct Bad {
    const char* lesson;
    const char* says;
  };
  const auto bad = GENERATE(values<Bad>({
      {"say(draw.word() .. math.random())", "drawn twice: it is not the same"},
      {"diagnose { id = 'd', ask = '?', parts = { { any = 'x', ask = '?' } }, answer = 'x',"
       "  wrong = { { answer = 'y' } } }",
       "it has 0 hints, and needs 3"},
      {"diagnose { id = 'd', ask = '?', parts = { { any = 'x', ask = '?' } }, answer = 'z',"
       "  hints = { '1', '2', '3' }, wrong = { { answer = 'y' } } }",
       "its own answer is not accepted"},
      {"diagnose { id = 'd', ask = '?', parts = { { any = 'x', ask = '?' } }, answer = 'x',"
       "  vague = 'z', hints = { '1', '2', '3' }, wrong = { { answer = 'y' } } }",
       "no follow-up question comes"},
      {"load 'true'", "`no-such-server` is not on this machine"},
  }));
  TemporaryFolder folder;
  const std::string binary = install(folder);
  const std::string beside =
      std::string(bad.lesson).starts_with("load") ? ", beside = 'no-such-server'" : "";
  folder.write("share/spyglass/lessons/44-bad.lua",
               "lesson { title = 'T', minutes = 1" + beside + " }\n" + bad.lesson);
  const auto checked = run_spyglass({"lesson", "--check", "44"}, "", {.binary = binary});
  INFO(checked.output);
  CHECK(checked.status == 1);
  CHECK_THAT(checked.output, Contains(bad.says));
}

TEST_CASE("a program beside a lesson is heard before the lesson goes on, and ends with it") {
  TemporaryFolder folder;
  const std::string binary = install(folder);
  const std::string server = GENERATE("echo ready; exec cat", "echo no luck >&2; exit 1", "exit 1");
  folder.write("share/spyglass/lessons/44-beside.lua",
               "lesson { title = 'T', minutes = 1, beside = { 'sh', '-c', '" + server +
                   "' } }\nload 'true'\nsay 'done'");
  const auto checked = run_spyglass({"lesson", "--check", "44"}, "", {.binary = binary});
  INFO(checked.output);
  CHECK(checked.status == (server.starts_with("echo ready") ? 0 : 1));
  if (server == "exit 1") CHECK_THAT(checked.output, Contains("it has ended at once"));
  if (server.starts_with("echo no")) CHECK_THAT(checked.output, Contains("no luck"));
}
