// What a lesson of a stranger may try with the functions of the lesson format.

#include <catch2/catch.hpp>
#include <lua.hpp>

#include "repl/lesson/lesson.hpp"
#include "tests/temporary_folder.hpp"

using namespace spyglass;
using Catch::Matchers::Contains;

namespace {

/// What loading says of a lesson with this below its head; "fine" when nothing.
std::string loaded(const std::string& text) {
  TemporaryFolder folder;
  const std::string path = folder.write(
      "bad.lua", "lesson { title = 'T', minutes = 1, program = 'x86_64/hello' }\n" + text);
  const auto lesson = load_lesson({0, "bad", path});
  return lesson ? "fine" : lesson.error().message;
}

struct Attempt {
  std::string lua, says;
};

}  // namespace

TEST_CASE("what a stranger's lesson may try") {
  const std::string endless = "bad.lua:2: it runs too long: ";
  const std::vector<Attempt> attempts = {
      {"while true do say 'x' end", endless},
      {"local s = ('x'):rep(1 << 20) while true do say(s) end", endless},
      {"while true do quiz { id = 'a', ask = 'b', answer = 'c', wrong = { { answer = 'd' } } } end",
       endless},
      {"local words = {} for i = 1, 1 << 20 do words[i] = 'x' end while true do load(words) end",
       endless},
      {"local words = {} for i = 1, 3000 do words[i] = 'x' end load(words)", "fine"},
      {"load(setmetatable({}, { __len = function() return 1 << 60 end }))", "load needs a program"},
      {"local all = {} for i = 1, 1 << 16 do all['a' .. i] = ('x'):rep(1 << 10) end"
       " lesson { title = 'T', minutes = 1, files = all }",
       "bad.lua:2: it "},
      {"local parts parts = { setmetatable({ any = 'a', ask = 'b' }, { __index = function() "
       "parts[2] = 1 "
       "end }), { any = 'a', ask = 'b' } } diagnose { id = 'd', ask = 'x', answer = 'a', parts = "
       "parts, "
       "hints = { 'h' }, vague = 'v', wrong = { { answer = 'w', say = 's' } } }",
       "fine"},
      {"quiz(setmetatable({}, { __index = function() while true do end end }))",
       "quiz needs the field `id`"},
      {"task { id = 't', text = 'x', edits = '../../../../etc/passwd' }", "is no example"},
      {"task { id = 't', text = 'x', edits = '/etc/passwd' }", "is no example"},
      {"lesson = say say 'x' lesson 'y'", "fine"},
      {"say = nil say 'x'", "global 'say'"},
      {"draw.pick(setmetatable({}, { __len = function() return 1 << 60 end }))", "0 elements"},
      {"draw.number(math.mininteger, math.maxinteger)", "fine"},
      {"local t = {} for i = 1, 1 << 16 do t[i] = i end while true do draw.pick(t, 9) end",
       endless},
      {"kept = say kept 'x'", "fine"},
      {"say(('x*'):rep(30)) local s = ('x'):rep(3000) s:find(('x*'):rep(30) .. 'y')",
       "more ways than can be tried"},
  };
  for (const Attempt& attempt : attempts) {
    INFO(attempt.lua);
    CHECK_THAT(loaded(attempt.lua), Contains(attempt.says));
  }
}

TEST_CASE("the functions of the format are of no use when the lesson is loaded") {
  TemporaryFolder folder;
  const std::string path = folder.write(
      "bad.lua",
      "lesson { title = 'T', minutes = 1, program = 'x86_64/hello' }\n"
      "task { id = 't', text = 'x', check = function() say 'x' end, hints = { 'a', 'b', 'c' },\n"
      "  solutions = { { 'next' } }, wrong = { { 'next', expect = 'x' } } }");
  const auto lesson = load_lesson({0, "bad", path});
  REQUIRE(lesson.has_value());
  const auto done = lesson->host->protected_call([&](lua_State* state) {
    lesson->steps.front().check.push(state);
    lua_call(state, 0, 0);
  });
  REQUIRE(!done);
  CHECK_THAT(done.error().message, Contains("only be used while the file is loaded"));
}
