#include "repl/recipe/functions.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <lua.hpp>

#include "core/base/nearest.hpp"
#include "repl/recipe/format.hpp"
#include "repl/recipe/missing.hpp"
#include "repl/recipe/results.hpp"
#include "repl/script/budget.hpp"
#include "repl/script/json_value.hpp"
#include "repl/script/raise.hpp"

namespace spyglass {

namespace {

void check(lua_State* state, const Result<void>& done) {
  if (!done) raise(state, done.error().message);
}

const Recipe& recipe_of(lua_State* state) {
  return *static_cast<const Recipe*>(lua_touserdata(state, lua_upvalueindex(1)));
}

Results& results_of(lua_State* state) {
  Results* results = recipe_of(state).results;
  if (results == nullptr) {
    raise(state, "results come from the functions of `on`: nothing has happened yet");
  }
  return *results;
}

/// `what` is for the error about a table or a function.
Cell cell_at(lua_State* state, int at, std::string_view what) {
  switch (lua_type(state, at)) {
    case LUA_TNONE:
    case LUA_TNIL: return Missing{};
    case LUA_TBOOLEAN: return lua_toboolean(state, at) != 0;
    case LUA_TNUMBER:
      if (lua_isinteger(state, at) != 0) return std::int64_t{lua_tointeger(state, at)};
      return double{lua_tonumber(state, at)};
    case LUA_TSTRING: {
      std::size_t length = 0;
      const char* text = lua_tolstring(state, at, &length);
      spend(state, cost_of_bytes(length));
      return std::string(text, length);
    }
    default: break;
  }
  if (missing::is_at(state, at)) return Missing{};
  raise(state, fmt::format("{} is a {}, and must be a text, a number, true or false", what,
                           luaL_typename(state, at)));
}

std::string key_at(lua_State* state, int at, std::string_view what) {
  return cell_text(cell_at(state, at, what));
}

/// An amount to be added, where there may be none. What is not known adds nothing.
double amount_at(lua_State* state, int at, double otherwise) {
  if (lua_isnoneornil(state, at)) return otherwise;
  if (missing::is_at(state, at)) return 0;
  return luaL_checknumber(state, at);
}

int row(lua_State* state) {
  const Recipe& recipe = recipe_of(state);
  luaL_checktype(state, 1, LUA_TTABLE);
  Results& results = results_of(state);
  spend(state, 100);
  std::vector<Cell> cells(recipe.columns.size());
  lua_pushnil(state);
  while (lua_next(state, 1) != 0) {
    const char* name = lua_type(state, -2) == LUA_TSTRING ? lua_tostring(state, -2) : "[1]";
    const auto column = std::ranges::find(recipe.columns, name, &Measured::name);
    if (column == recipe.columns.end()) {
      std::vector<std::string_view> names;
      for (const Measured& each : recipe.columns) names.push_back(each.name);
      raise(state,
            fmt::format("`columns` in recipe{{}} has no `{}`{}", name, did_you_mean(name, names)));
    }
    cells[static_cast<std::size_t>(column - recipe.columns.begin())] = cell_at(state, -1, name);
    lua_pop(state, 1);
  }
  results.row(cells);
  return 0;
}

int top(lua_State* state) {
  const std::string_view summary = luaL_checkstring(state, 1);
  spend(state, 20);
  check(state,
        results_of(state).top(summary, cell_at(state, 2, "the key"), amount_at(state, 3, 1)));
  return 0;
}

int hist(lua_State* state) {
  const std::string_view summary = luaL_checkstring(state, 1);
  const std::string key = lua_isnoneornil(state, 3) ? "" : key_at(state, 3, "the key");
  const lua_Integer count = luaL_optinteger(state, 4, 1);
  luaL_argcheck(state, count >= 0, 4, "a count, from 0 on");
  spend(state, 20);
  check(state, results_of(state).hist(summary, cell_at(state, 2, "the value"), key,
                                      static_cast<std::uint64_t>(count)));
  return 0;
}

int tree(lua_State* state) {
  const std::string_view summary = luaL_checkstring(state, 1);
  RecipeSummary::Branch branch;
  branch.id = key_at(state, 2, "the id");
  branch.has_parent = !lua_isnoneornil(state, 3) && !missing::is_at(state, 3);
  if (branch.has_parent) branch.parent = key_at(state, 3, "the parent's id");
  if (!lua_isnoneornil(state, 4)) branch.label = key_at(state, 4, "the label");
  branch.has_amount = !lua_isnoneornil(state, 5) && !missing::is_at(state, 5);
  branch.amount = amount_at(state, 5, 0);
  spend(state, 20);
  check(state, results_of(state).tree(summary, std::move(branch)));
  return 0;
}

int text(lua_State* state) {
  std::size_t length = 0;
  const char* what = luaL_checklstring(state, 1, &length);
  spend(state, cost_of_bytes(length));
  results_of(state).text({what, length});
  return 0;
}

int json(lua_State* state) {
  luaL_checkany(state, 1);
  const std::string written =
      json_of(state, 1).dump(2, ' ', true, nlohmann::json::error_handler_t::replace);
  spend(state, cost_of_bytes(written.size()));
  lua_pushlstring(state, written.data(), written.size());
  return 1;
}

int known(lua_State* state) {
  lua_pushboolean(state, !lua_isnoneornil(state, 1) && !missing::is_at(state, 1) ? 1 : 0);
  return 1;
}

constexpr luaL_Reg functions[] = {{"row", row},   {"top", top},   {"hist", hist},  {"tree", tree},
                                  {"text", text}, {"json", json}, {"known", known}};

}  // namespace

void open_result_functions(Recipe& recipe) {
  lua_State* state = recipe.host->state();
  for (const luaL_Reg& function : functions) {
    lua_pushlightuserdata(state, &recipe);
    lua_pushcclosure(state, function.func, 1);
    lua_setglobal(state, function.name);
  }
}

}  // namespace spyglass
