#include "repl/recipe/missing.hpp"

#include <lua.hpp>

namespace spyglass::missing {

namespace {

/// Its address is the key of the one object in the registry.
constexpr char key = 0;

int nothing(lua_State* state) {
  lua_pushnil(state);
  return 1;
}
int never(lua_State* state) {
  lua_pushboolean(state, 0);
  return 1;
}
int itself(lua_State* state) {
  push(state);
  return 1;
}
int zero(lua_State* state) {
  lua_pushinteger(state, 0);
  return 1;
}
int as_text(lua_State* state) {
  lua_pushliteral(state, "?");
  return 1;
}
int joined(lua_State* state) {
  luaL_tolstring(state, 1, nullptr);
  luaL_tolstring(state, 2, nullptr);
  lua_concat(state, 2);
  return 1;
}

/// What goes through it finds nothing there.
int no_pairs(lua_State* state) {
  lua_pushcfunction(state, nothing);
  return 1;
}
constexpr luaL_Reg answers[] = {
    {"__pairs", no_pairs}, {"__index", itself}, {"__call", nothing}, {"__tostring", as_text},
    {"__concat", joined},  {"__len", zero},     {"__lt", never},     {"__le", never},
    {"__add", itself},     {"__sub", itself},   {"__mul", itself},   {"__div", itself},
    {"__mod", itself},     {"__pow", itself},   {"__unm", itself},   {"__idiv", itself},
    {"__band", itself},    {"__bor", itself},   {"__bxor", itself},  {"__shl", itself},
    {"__shr", itself},     {"__bnot", itself},  {nullptr, nullptr},
};

}  // namespace

void open(lua_State* state) {
  lua_newuserdatauv(state, 0, 0);
  lua_newtable(state);
  luaL_setfuncs(state, answers, 0);
  lua_pushliteral(state, "?");
  lua_setfield(state, -2, "__name");
  lua_pushboolean(state, 0);
  lua_setfield(state, -2, "__metatable");
  lua_setmetatable(state, -2);
  lua_rawsetp(state, LUA_REGISTRYINDEX, &key);
}

void push(lua_State* state) { lua_rawgetp(state, LUA_REGISTRYINDEX, &key); }

bool is_at(lua_State* state, int at) {
  const void* object = lua_touserdata(state, at);
  if (object == nullptr) return false;
  push(state);
  const bool same = lua_touserdata(state, -1) == object;
  lua_pop(state, 1);
  return same;
}

}  // namespace spyglass::missing
