// Whatever goes wrong while a lesson is loaded is said with the lesson's number and name, and with
// the step that was being declared.

#include <catch2/catch.hpp>

#include "repl/lesson/lesson.hpp"
#include "repl/lesson/place.hpp"
#include "tests/temporary_folder.hpp"

using namespace spyglass;
using Catch::Matchers::StartsWith;

namespace {

struct Bad {
  const char* text;
  const char* says;
};

}  // namespace

TEST_CASE("errors of loading begin with the lesson, and the step that they are about") {
  const std::string head = "lesson { title = 'T', minutes = 1 }\nsay 'Hello.'\n";
  const auto bad = GENERATE(values<Bad>({
      {"leson {}", "lesson 12 who: it cannot be loaded: 12-who.lua:3:"},
      {"while true do end", "lesson 12 who: it cannot be loaded: 12-who.lua:3: it runs too long"},
      {"local s = 'x' while true do s = s .. s end", "lesson 12 who: it cannot be loaded: "},
      {"require 'no-such-helper'", "lesson 12 who: it cannot be loaded: 12-who.lua:3:"},
      {"say()", "lesson 12 who, step step-2: it cannot be loaded: 12-who.lua:3:"},
      {"load {}", "lesson 12 who, step step-2: it cannot be loaded: 12-who.lua:3:"},
      {"quiz 'x'", "lesson 12 who, step step-2: it cannot be loaded: 12-who.lua:3:"},
      {"quiz { id = 'q', ask = 'x' }", "lesson 12 who, step q: it cannot be loaded: 12-who.lua:3:"},
      {"predict { id = 'p', answer = 'x' }", "lesson 12 who, step p: it cannot be loaded: "},
      {"diagnose { id = 'd', ask = 'x', answer = 'y' }", "lesson 12 who, step d: "},
      {"task { id = 't', text = 'x' }", "lesson 12 who, step t: it cannot be loaded: "},
      {"task { id = 't', text = 'x', check = print, edits = '../x' }", "lesson 12 who, step t: "},
      {"say 'x' error('here')", "lesson 12 who: it cannot be loaded: 12-who.lua:3: here"},
      {"quiz { id = 'q', ask = 'x', answer = 'y' } quiz { id = 'q', ask = 'x', answer = 'y' }",
       "lesson 12 who, step q: 12-who.lua:3: two steps have the id `q`"},
  }));
  TemporaryFolder folder;
  const auto lesson = load_lesson({12, "who", folder.write("12-who.lua", head + bad.text)});
  INFO(bad.text);
  REQUIRE(!lesson);
  CHECK_THAT(lesson.error().message, StartsWith(bad.says));
}

TEST_CASE("a place is the number and the name, or the name alone, or that of a pack") {
  LessonFile file{12, "who", "/x/12-who.lua"};
  CHECK(place_of(file, "s") == "lesson 12 who, step s");
  CHECK(place_of(file) == "lesson 12 who");
  file.number = 0;
  CHECK(place_of(file) == "lesson who");
  file.course = "mysteries";
  CHECK(place_of(file, "s") == "lesson mysteries/who, step s");
  const auto error = fail_at("lesson who", {Error::Kind::gone, "it went", Errno(3)});
  CHECK(error.value().message == "lesson who: it went");
  CHECK(error.value().gone());
}
