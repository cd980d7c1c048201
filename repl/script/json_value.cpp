#include "repl/script/json_value.hpp"

#include <lua.hpp>
#include <map>
#include <string>

#include "core/report/value_json.hpp"
#include "repl/script/budget.hpp"

namespace spyglass {

namespace {

constexpr int deepest = 50;

Json value_json(lua_State* state, int at, int depth);

std::string text_of(lua_State* state, int at) {
  std::size_t length = 0;
  const char* text = luaL_tolstring(state, at, &length);
  std::string result(text, length);
  lua_pop(state, 1);
  spend(state, cost_of_bytes(length));
  return result;
}

Json table_json(lua_State* state, int at, int depth) {
  if (depth > deepest) luaL_error(state, "a table that is nested too deeply, or holds itself");
  const auto length = static_cast<lua_Integer>(lua_rawlen(state, at));
  std::map<std::string, Json> members;
  lua_Integer elements = 0;
  lua_pushnil(state);
  while (lua_next(state, at) != 0) {
    spend(state, 20);
    const bool is_element = lua_isinteger(state, -2) != 0;
    elements += is_element ? 1 : 0;
    if (!is_element) members[text_of(state, -2)] = value_json(state, lua_gettop(state), depth);
    lua_pop(state, 1);
  }
  if (members.empty() && elements == length && length > 0) {
    Json list = Json::array();
    for (lua_Integer i = 1; i <= length; ++i) {
      lua_rawgeti(state, at, i);
      list.push_back(value_json(state, lua_gettop(state), depth));
      lua_pop(state, 1);
    }
    return list;
  }
  // Descriptors by their numbers, say: a table with holes has names that are numbers.
  if (elements > 0) {
    lua_pushnil(state);
    while (lua_next(state, at) != 0) {
      if (lua_isinteger(state, -2) != 0) {
        members[std::to_string(lua_tointeger(state, -2))] =
            value_json(state, lua_gettop(state), depth);
      }
      lua_pop(state, 1);
    }
  }
  Json object = Json::object();
  for (auto& [name, member] : members) object[name] = std::move(member);
  return object;
}

Json value_json(lua_State* state, int at, int depth) {
  luaL_checkstack(state, 8, "a table nested too deeply");
  switch (lua_type(state, at)) {
    case LUA_TTABLE: return table_json(state, at, depth + 1);
    case LUA_TNIL:
    case LUA_TNONE: return nullptr;
    case LUA_TBOOLEAN: return lua_toboolean(state, at) != 0;
    case LUA_TNUMBER:
      if (lua_isinteger(state, at) != 0) return std::int64_t{lua_tointeger(state, at)};
      return double{lua_tonumber(state, at)};
    case LUA_TSTRING: return bytes_json(text_of(state, at));
    default: break;
  }
  const std::string text = text_of(state, at);
  return text == "?" ? Json(nullptr) : bytes_json(text);
}

}  // namespace

nlohmann::ordered_json json_of(lua_State* state, int at) {
  return value_json(state, lua_absindex(state, at), 0);
}

}  // namespace spyglass
