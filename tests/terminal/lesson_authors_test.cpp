// What somebody meets who writes a lesson: a template, the reference, and the checker.

#include <sys/stat.h>
#include <unistd.h>

#include <catch2/catch.hpp>

#include "tests/temporary_folder.hpp"
#include "tests/terminal/process.hpp"

namespace fs = std::filesystem;
using Catch::Matchers::Contains;

namespace {

Finished begin(const std::string& name, const TemporaryFolder& folder) {
  return run_spyglass({"lesson", "new", name}, "", {.directory = folder.path()});
}

Finished check(const std::string& file, const TemporaryFolder& folder) {
  return run_spyglass({"lesson", "--check", file}, "", {.directory = folder.path()});
}

/// The blocks of a page that are marked as Lua, except the one that calls lesson{}, behind one
/// head.
std::string lesson_of_examples(const std::string& page) {
  std::string lesson = "lesson { title = 'T', minutes = 1, program = 'true' }\n";
  constexpr std::string_view begin = "```lua\n";
  for (auto at = page.find(begin); at != std::string::npos; at = page.find(begin, at)) {
    at += begin.size();
    const std::string example = page.substr(at, page.find("```", at) - at);
    if (example.find("lesson {") == std::string::npos) lesson += example;
  }
  return lesson;
}

}  // namespace

TEST_CASE("a lesson that was just begun passes the checker, and says what to do next") {
  TemporaryFolder folder;
  const auto begun = begin("who-am-i", folder);
  INFO(begun.output << begun.errors);
  REQUIRE(begun.status == 0);
  CHECK_THAT(begun.output, Contains("spyglass lesson ./who-am-i.lua"));
  CHECK_THAT(begun.output, Contains("spyglass lesson --check ./who-am-i.lua"));
  const std::string text = read_whole(folder.file("who-am-i.lua"));
  CHECK_THAT(text, Contains("./who-am-i.lua") && Contains("--reference") && !Contains("{file}"));
  const auto checked = check("./who-am-i.lua", folder);
  INFO(checked.output << checked.errors);
  CHECK(checked.status == 0);
  CHECK_THAT(checked.output, Contains("solution 1") && Contains("wrong try 1") && Contains("walk"));
  CHECK_THAT(checked.output, Contains(", 0 failed"));
}

TEST_CASE("a lesson that is there already is left as it is") {
  TemporaryFolder folder;
  const std::string file = GENERATE("draft.lua", "07-draft.lua");
  folder.write(file, "mine");
  const auto begun = begin("draft", folder);
  CHECK(begun.status == 1);
  CHECK_THAT(begun.errors, Contains("spyglass: there is a lesson `draft` here already, " + file));
  CHECK(read_whole(folder.file(file)) == "mine");
  CHECK(std::distance(fs::directory_iterator(folder.path()), {}) == 1);
}

TEST_CASE("a link to nowhere is not written through") {
  TemporaryFolder folder, elsewhere;
  fs::create_symlink(elsewhere.file("target"), folder.file("03-draft.lua"));
  folder.write("02-x.lua", "");
  CHECK(begin("draft", folder).status == 1);
  CHECK(!fs::exists(elsewhere.file("target")));
}

TEST_CASE("where lessons have numbers, a new one gets the next") {
  TemporaryFolder folder;
  folder.write("02-two.lua", "");
  folder.write("08-eight.lua", "");
  folder.write("helper.lua", "");
  CHECK_THAT(begin("more", folder).output, Contains("--check ./09-more.lua"));
  CHECK_THAT(begin("again", folder).output, Contains("--check ./10-again.lua"));
  CHECK(check("./10-again.lua", folder).status == 0);
  CHECK(begin("more", folder).status == 1);
  folder.write("99-last.lua", "");
  const auto none = begin("one-more", folder);
  CHECK(none.status == 1);
  CHECK_THAT(none.errors, Contains("numbers up to 99"));
}

TEST_CASE("what makes no name of a file is refused") {
  TemporaryFolder folder;
  const std::string name = GENERATE("", "a/b", "../x", ".", "a b", "x.lua", "who_am_i", "42",
                                    "7-dwarfs", "\xc3\xa4pfel", "a\nb");
  INFO(name);
  const auto begun = begin(name, folder);
  CHECK(begun.status == 1);
  CHECK_THAT(begun.errors, Contains("is no name for a lesson") && Contains("letters, digits"));
  CHECK(fs::is_empty(folder.path()));
}

TEST_CASE("a name that is too long, or none, or too many") {
  TemporaryFolder folder;
  const auto long_one = begin(std::string(300, 'x'), folder);
  CHECK(long_one.status == 1);
  CHECK_THAT(long_one.errors, Contains("spyglass: cannot make xxx"));
  CHECK(run_spyglass({"lesson", "new"}, "", {.directory = folder.path()}).status == 2);
  CHECK(run_spyglass({"lesson", "new", "a", "b"}, "", {.directory = folder.path()}).status == 2);
  CHECK(fs::is_empty(folder.path()));
}

TEST_CASE("a lesson cannot be begun where nothing may be written") {
  if (geteuid() == 0) {
    // Root may write anywhere but in /proc.
    const auto begun = run_spyglass({"lesson", "new", "x"}, "", {.directory = "/proc"});
    CHECK(begun.status == 1);
    CHECK_THAT(begun.errors, Contains("spyglass: cannot make x.lua"));
    return;
  }
  TemporaryFolder folder;
  chmod(folder.path().c_str(), 0500);
  const auto begun = begin("x", folder);
  chmod(folder.path().c_str(), 0700);
  CHECK(begun.status == 1);
  CHECK_THAT(begun.errors, Contains("cannot make x.lua") && Contains("ermission denied"));
}

TEST_CASE("the reference and the annotations are printed as they are committed") {
  CHECK(run_spyglass({"lesson", "--reference"}).output ==
        read_whole(SPYGLASS_SOURCE_DIR "/docs/lesson-format.md"));
  CHECK(run_spyglass({"lesson", "--annotations"}).output ==
        read_whole(SPYGLASS_SOURCE_DIR "/lessons/annotations/spyglass.lua"));
}

TEST_CASE("the examples of the reference, as one lesson, pass the checker") {
  TemporaryFolder folder;
  folder.write("examples.lua",
               lesson_of_examples(read_whole(SPYGLASS_SOURCE_DIR "/docs/lesson-format.md")));
  const auto checked = check("./examples.lua", folder);
  INFO(checked.output << checked.errors);
  CHECK(checked.status == 0);
  CHECK_THAT(checked.output, Contains("seed 3: walk"));
}
