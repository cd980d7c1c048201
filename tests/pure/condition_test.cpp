// Conditions of traps: what holds, and what one condition cannot do to those after it.

#include <catch2/catch.hpp>
#include <lua.hpp>

#include "repl/script/condition.hpp"

using namespace spyglass;
using Catch::Matchers::Contains;

namespace {

bool push_seven(lua_State* state, std::string_view name) {
  if (name != "fd") return false;
  lua_pushinteger(state, 7);
  return true;
}

/// "true", "false", or what went wrong.
std::string holds(const std::shared_ptr<LuaHost>& host, const std::string& text) {
  const auto condition = Condition::compile(host, text);
  if (!condition) return condition.error().message;
  const auto result = condition->holds(push_seven);
  return result ? (*result ? "true" : "false") : result.error().message;
}

struct Case {
  std::string text, says;
};

}  // namespace

TEST_CASE("conditions hold, or say what is wrong; none changes what others find") {
  const auto host =
      std::make_shared<LuaHost>("", LuaHost::Limits{.memory = 8 << 20, .instructions = 1'000'000});
  const std::vector<Case> cases = {
      {"fd == 7", "true"},
      {"fd == 8", "false"},
      {"has('hello', 'ell')", "true"},
      {"has(nil, 'x')", "false"},
      {"('abc'):match('b(.)') == 'c'", "true"},
      {"nothing == 1", "nothing here is called `nothing`"},
      {"(function() string.find = nil end)() == nil", "what Lua brings along cannot be changed"},
      {"(function() getmetatable('').__index = nil end)()", "attempt to index a boolean"},
      {"(function() _G.x = 1 end)()", "nothing here is called `_G`"},
      {"(function() shared = 1 end)() == nil", "true"},
      {"shared == 1", "nothing here is called `shared`"},
      {"getmetatable(_ENV) == false", "true"},
      {"(function() rawset(_ENV, 'pairs', 1) end)() == nil and pairs == 1", "true"},
      {"type(pairs) == 'function'", "true"},
      {"('x'):rep(3000):find(('x*'):rep(30) .. 'y')", "more ways than can be tried"},
      {"(function() while true do end end)()", "it runs too long"},
      {"has(('x'):rep(1 << 22), 'y')", "it runs too long"},
      {"require('x')", "is no name of a file"},
      {"('abc'):find('b') == 2", "true"},
  };
  for (const Case& row : cases) {
    INFO(row.text);
    CHECK_THAT(holds(host, row.text), Contains(row.says));
  }
}
