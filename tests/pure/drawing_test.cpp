// What mysteries are drawn from: the same seed draws the same, everywhere and for ever.

#include <catch2/catch.hpp>
#include <set>

#include "repl/lesson/drawing.hpp"
#include "repl/lesson/lesson.hpp"
#include "tests/temporary_folder.hpp"

using namespace spyglass;
using Catch::Matchers::Contains;

namespace {

std::string words_of(std::uint64_t seed, std::string_view lesson) {
  Draw draw(seed, lesson);
  return draw.word() + " " + draw.word() + " " + draw.word();
}

/// The text of the only step of a lesson that is `line`, or the error.
std::string drawn(const std::string& line, std::uint64_t seed = 7) {
  TemporaryFolder folder;
  const auto path =
      folder.write("07-try.lua", "lesson { title = 'T', minutes = 5 }\nsay(" + line + ")");
  const auto lesson = load_lesson({7, "try", path}, seed);
  return lesson ? lesson->steps.front().text : lesson.error().message;
}

}  // namespace

TEST_CASE("a seed draws the same on every machine and in every version") {
  CHECK(words_of(4711, "mystery-config") == "falcon heron tulip");
  Draw draw(1, "x");
  std::string numbers;
  for (int i = 0; i < 8; ++i) numbers += std::to_string(draw.below(10));
  CHECK(numbers == "66914484");
}

TEST_CASE("seeds and lessons are told apart") {
  CHECK(words_of(1, "x") == words_of(1, "x"));
  CHECK(words_of(1, "x") != words_of(2, "x"));
  CHECK(words_of(1, "x") != words_of(1, "y"));
}

TEST_CASE("every number of a range is drawn, and no other") {
  for (const std::uint64_t count : {1, 2, 3, 7, 64}) {
    Draw draw(count, "x");
    std::set<std::uint64_t> seen;
    for (int i = 0; i < 2000; ++i) seen.insert(draw.below(count));
    CHECK(seen.size() == count);
    CHECK(*seen.rbegin() == count - 1);
  }
}

TEST_CASE("a word is not drawn twice") {
  Draw draw(1, "x");
  std::set<std::string> seen;
  for (int i = 0; i < 80; ++i) seen.insert(draw.word());
  CHECK(seen.size() == 80);
  CHECK(!draw.word().empty());
}

TEST_CASE("a lesson draws numbers, elements and words") {
  CHECK(drawn("draw.number(3, 3)") == "3");
  CHECK(drawn("draw.number(math.mininteger, math.maxinteger)") != drawn("draw.number(0, 9)"));
  CHECK(drawn("draw.pick { 'a' }") == "a");
  CHECK(drawn("table.concat(draw.pick({ 'a' }, 1))") == "a");
  CHECK(drawn("#draw.pick({ 'a', 'b' }, 0)") == "0");
  CHECK(drawn("draw.word()") != drawn("draw.word()", 8));
  // All of a list, in whatever order.
  const std::string sorted =
      "(function() local l = { 'c', 'a', 'b' } local p = draw.pick(l, 3) table.sort(p) "
      "return table.concat(p) .. table.concat(l) end)()";
  CHECK(drawn(sorted) == "abccab");
}

TEST_CASE("what cannot be drawn is an error of the lesson") {
  CHECK_THAT(drawn("draw.number(2, 1)"), Contains("07-try.lua:2:") && Contains("from 2 to 1"));
  CHECK_THAT(drawn("draw.pick {}"), Contains("0 elements"));
  CHECK_THAT(drawn("draw.pick({ 'a' }, 2)"), Contains("1 elements, and 2"));
  CHECK_THAT(drawn("draw.pick({ 'a' }, -1)"), Contains("-1"));
  CHECK_THAT(drawn("draw.pick('a')"), Contains("table expected"));
  CHECK_THAT(drawn("draw.number(1.5, 2)"), Contains("no integer representation"));
}

TEST_CASE("whether a lesson draws is known, and after it is loaded it draws no more") {
  TemporaryFolder folder;
  const std::string head = "lesson { title = 'T', minutes = 5 }\n";
  CHECK(!load_lesson({7, "try", folder.write("07-try.lua", head)}, 3)->draws);
  const auto lesson =
      load_lesson({7, "try", folder.write("07-try.lua", head + "say(draw.word())")}, 3);
  REQUIRE(lesson);
  CHECK(lesson->draws);
  CHECK(lesson->seed == 3);
  for (const char* later : {"draw.word()", "draw.number(1, 2)", "draw.pick { 1 }", "say 'more'"}) {
    const auto ran = lesson->host->run_file(folder.write("later.lua", later));
    REQUIRE(!ran);
    CHECK_THAT(ran.error().message, Contains("while the file is loaded"));
  }
}
