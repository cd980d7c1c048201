#include "repl/recipe/missing_functions.hpp"

#include <algorithm>
#include <lua.hpp>
#include <string>
#include <string_view>

#include "repl/recipe/missing.hpp"
#include "repl/script/budget.hpp"

namespace spyglass::missing {

namespace {

bool any_missing(lua_State* state) {
  for (int at = 1; at <= lua_gettop(state); ++at) {
    if (is_at(state, at)) return true;
  }
  return false;
}

/// Calls the function that is the upvalue, with all arguments.
int call_own(lua_State* state) {
  lua_pushvalue(state, lua_upvalueindex(1));
  lua_insert(state, 1);
  lua_call(state, lua_gettop(state) - 1, LUA_MULTRET);
  return lua_gettop(state);
}

int give_missing(lua_State* state) {
  if (!any_missing(state)) return call_own(state);
  push(state);
  return 1;
}

int find_nothing(lua_State* state) {
  if (!any_missing(state)) return call_own(state);
  lua_pushnil(state);
  return 1;
}

/// A format in which what is not known is a text, whatever it was to be.
std::string with_texts(lua_State* state, std::string_view format) {
  std::string result;
  int argument = 1;
  for (std::size_t at = 0; at < format.size();) {
    const std::size_t percent = std::min(format.find('%', at), format.size());
    result += format.substr(at, percent - at);
    if (percent == format.size()) break;
    const std::size_t letter = format.find_first_not_of("-+ #0123456789.", percent + 1);
    if (letter == std::string_view::npos) return std::string(format);  // whoever reads it says so
    const std::string_view conversion = format.substr(percent, letter + 1 - percent);
    at = letter + 1;
    if (format[letter] == '%') {
      result += conversion;
      continue;
    }
    result += is_at(state, ++argument) ? std::string_view("%s") : conversion;
  }
  return result;
}

int format(lua_State* state) {
  if (any_missing(state) && lua_type(state, 1) == LUA_TSTRING) {
    std::size_t length = 0;
    const char* text = lua_tolstring(state, 1, &length);
    const std::string other = with_texts(state, {text, length});
    lua_pushlstring(state, other.data(), other.size());
    lua_replace(state, 1);
  }
  return call_own(state);
}

int concat(lua_State* state) {
  const auto length = lua_istable(state, 1) ? static_cast<lua_Integer>(lua_rawlen(state, 1)) : 0;
  spend(state, static_cast<std::uint64_t>(length));
  bool is_copied = false;
  for (lua_Integer i = 1; i <= length; ++i) {
    lua_rawgeti(state, 1, i);
    const bool unknown = is_at(state, -1);
    lua_pop(state, 1);
    if (!unknown) continue;
    if (!is_copied) {  // the list is somebody's own
      lua_createtable(state, static_cast<int>(length), 0);
      for (lua_Integer k = 1; k <= length; ++k) {
        lua_rawgeti(state, 1, k);
        lua_rawseti(state, -2, k);
      }
      lua_replace(state, 1);
      is_copied = true;
    }
    lua_pushliteral(state, "?");
    lua_rawseti(state, 1, i);
  }
  return call_own(state);
}

/// Of what is not known, which has something at every index, there is nothing to go through.
int ipairs(lua_State* state) {
  if (!is_at(state, 1)) return call_own(state);
  lua_pushcfunction(state, [](lua_State* inner) {
    lua_pushnil(inner);
    return 1;
  });
  return 1;
}

/// Pushes the table behind a library of ours, which nothing in the state can change.
void push_library(lua_State* state, const char* name) {
  lua_getglobal(state, name);
  lua_getmetatable(state, -1);
  lua_getfield(state, -1, "__index");
  lua_replace(state, -3);
  lua_pop(state, 1);
}

void wrap_all(lua_State* state, lua_CFunction around) {
  lua_pushnil(state);
  while (lua_next(state, -2) != 0) {
    if (lua_isfunction(state, -1)) {
      lua_pushvalue(state, -2);
      lua_insert(state, -2);
      lua_pushcclosure(state, around, 1);
      lua_rawset(state, -4);  // of a key that is there, which next() allows
    } else {
      lua_pop(state, 1);
    }
  }
}

}  // namespace

void teach_library(lua_State* state) {
  push_library(state, "math");
  wrap_all(state, give_missing);
  lua_pop(state, 1);

  push_library(state, "string");
  lua_getfield(state, -1, "format");
  lua_insert(state, -2);
  wrap_all(state, find_nothing);
  lua_pushvalue(state, -2);
  lua_pushcclosure(state, format, 1);
  lua_setfield(state, -2, "format");
  lua_pop(state, 2);

  push_library(state, "table");
  lua_getfield(state, -1, "concat");
  lua_pushcclosure(state, concat, 1);
  lua_setfield(state, -2, "concat");
  lua_pop(state, 1);

  lua_getglobal(state, "ipairs");
  lua_pushcclosure(state, ipairs, 1);
  lua_setglobal(state, "ipairs");
}

}  // namespace spyglass::missing
