#include "repl/script/library.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cassert>
#include <limits>
#include <lua.hpp>

#include "repl/script/budget.hpp"
#include "repl/script/flag_words.hpp"
#include "repl/script/pattern_functions.hpp"

namespace spyglass {

namespace {

using Steps = std::uint64_t;

// --- what a call costs, by its arguments ---
// These are asked before the function itself, so an argument may be missing or of a wrong type:
// then it costs what it costs to say so.

Steps length_of(lua_State* state, int at) {
  return lua_type(state, at) == LUA_TSTRING ? lua_rawlen(state, at) : 0;
}

/// A place in a text or a list, from 1; negative ones count from the end.
Steps place(lua_State* state, int at, lua_Integer otherwise, Steps length) {
  const auto size = static_cast<lua_Integer>(length);
  lua_Integer place = lua_isnoneornil(state, at) ? otherwise : lua_tointeger(state, at);
  if (place < 0) place = place < -size ? 1 : size + 1 + place;
  return static_cast<Steps>(std::clamp<lua_Integer>(place, 1, size + 1));
}

/// From one argument to another, both included.
Steps range(lua_State* state, int from, int to, Steps otherwise) {
  const lua_Integer first = lua_isnoneornil(state, from) ? 1 : lua_tointeger(state, from);
  const lua_Integer last =
      lua_isnoneornil(state, to) ? static_cast<lua_Integer>(otherwise) : lua_tointeger(state, to);
  return last < first ? 0 : static_cast<Steps>(last) - static_cast<Steps>(first) + 1;
}

Steps sum(Steps a, Steps b) {
  return a > std::numeric_limits<Steps>::max() - b ? ~Steps{0} : a + b;
}

Steps product(Steps a, Steps b) {
  return b != 0 && a > std::numeric_limits<Steps>::max() / b ? ~Steps{0} : a * b;
}

/// The functions of lists ask a list for its length, and believe it.
void refuse_own_length(lua_State* state, int at) {
  if (luaL_getmetafield(state, at, "__len") == LUA_TNIL) return;
  luaL_error(state,
             "the functions of `table` work on plain lists: this one has a __len of its own");
}

Steps size_of(lua_State* state, int at) {
  refuse_own_length(state, at);
  return lua_rawlen(state, at);
}

Steps of_arguments(lua_State* state) {
  Steps steps = static_cast<Steps>(lua_gettop(state));
  for (int i = 1; i <= lua_gettop(state); ++i) steps += length_of(state, i) / 8;
  return steps;
}

Steps of_repetition(lua_State* state) {
  const lua_Integer times = lua_tointeger(state, 2);
  if (times <= 0) return 1;
  const Steps bytes = product(static_cast<Steps>(times), length_of(state, 1) + length_of(state, 3));
  // More than any state has memory for is an error before the first byte.
  constexpr Steps most_memory = 256 << 20;
  if (bytes > most_memory) return 1;
  return sum(static_cast<Steps>(times), cost_of_bytes(bytes));
}

/// Of the part of a text that is asked for; `last`: where it ends if nothing is said.
Steps part(lua_State* state, lua_Integer last) {
  const Steps length = length_of(state, 1);
  const Steps begin = place(state, 2, 1, length), end = place(state, 3, last, length);
  return cost_of_bytes(end < begin ? 0 : end - begin + 1);
}

Steps of_part(lua_State* state) { return part(state, -1); }

Steps of_characters(lua_State* state) { return part(state, lua_tointeger(state, 2)); }

Steps of_steps_in_text(lua_State* state) {
  const lua_Integer steps = lua_tointeger(state, 2);
  return std::min(static_cast<Steps>(steps < 0 ? -(steps + 1) : steps), length_of(state, 1)) + 1;
}

Steps of_concat(lua_State* state) {
  const Steps count = range(state, 3, 4, size_of(state, 1));
  return sum(count, product(count, length_of(state, 2) / 8));
}

/// Of what moves when an element comes or goes in the middle of a list; at the end nothing does.
template <int values>
Steps of_shift(lua_State* state) {
  const Steps size = size_of(state, 1);
  if (lua_gettop(state) < 2 + values) return 1;
  return size + 2 - place(state, 2, 1, size);
}

Steps of_move(lua_State* state) { return range(state, 2, 3, 0); }

Steps of_unpack(lua_State* state) {
  const Steps count = range(state, 2, 3, size_of(state, 1));
  // More than there is room for is an error of its own.
  return count > std::numeric_limits<int>::max() ? 1 : count;
}

/// Each element is compared about as often as its number has digits in base two, and a comparison
/// may look through two texts.
Steps of_sort(lua_State* state) {
  const Steps size = size_of(state, 1);
  Steps longest = 0;
  if (!lua_istable(state, 1)) return 1;
  spend(state, size);
  for (Steps i = 1; i <= size; ++i) {
    lua_rawgeti(state, 1, static_cast<lua_Integer>(i));
    longest = std::max(longest, length_of(state, -1));
    lua_pop(state, 1);
  }
  return product(size * static_cast<Steps>(std::bit_width(size)), cost_of_bytes(longest));
}

// --- what there is ---

struct Row {
  const char* name;
  Steps (*cost)(lua_State*) = nullptr;  ///< null: about an instruction
};

// The base library without what reaches files, code, the collector or the terminal, and without
// xpcall, whose handler runs where no hook counts. What is special about pcall, setmetatable and
// require is in host.cpp.
constexpr Row base[] = {
    {"_VERSION"},
    {"assert"},
    {"error"},
    {"ipairs"},
    {"getmetatable"},
    {"next"},
    {"pairs"},
    {"setmetatable"},
    {"rawequal", of_arguments},
    {"rawget"},
    {"rawlen"},
    {"rawset"},
    {"tostring"},
    {"type"},
    {"select", of_arguments},
    {"_G"},
    {"tonumber", of_arguments},
};
// Without dump, which makes bytecode.
constexpr Row strings[] = {
    {"byte", of_characters},   {"char", of_arguments},
    {"format", of_arguments},  {"len"},
    {"lower", of_arguments},   {"pack", of_arguments},
    {"rep", of_repetition},    {"packsize", of_arguments},
    {"reverse", of_arguments}, {"sub", of_part},
    {"unpack", of_arguments},  {"upper", of_arguments},
};
constexpr Row tables[] = {
    {"concat", of_concat},   {"insert", of_shift<1>}, {"move", of_move},     {"pack", of_arguments},
    {"remove", of_shift<0>}, {"sort", of_sort},       {"unpack", of_unpack},
};
constexpr Row numbers[] = {
    {"abs"},
    {"acos"},
    {"asin"},
    {"atan"},
    {"ceil"},
    {"cos"},
    {"deg"},
    {"exp"},
    {"floor"},
    {"fmod"},
    {"huge"},
    {"log"},
    {"maxinteger"},
    {"mininteger"},
    {"modf"},
    {"random"},
    {"randomseed"},
    {"pi"},
    {"rad"},
    {"sin"},
    {"sqrt"},
    {"tan"},
    {"type"},
    {"tointeger"},
    {"ult"},
    {"max", of_arguments},
    {"min", of_arguments},
};
constexpr Row characters[] = {
    {"char", of_arguments},
    {"codepoint", of_characters},
    {"offset", of_steps_in_text},
    {"codes"},
    {"charpattern"},
    {"len", of_part},
};

struct Library {
  const char* name;
  lua_CFunction open;
  std::span<const Row> rows;
};
constexpr Library libraries[] = {{"string", luaopen_string, strings},
                                 {"table", luaopen_table, tables},
                                 {"math", luaopen_math, numbers},
                                 {"utf8", luaopen_utf8, characters}};

// --- how it is charged and kept ---

/// Its upvalues: the row, and the function itself, which has none.
int charged(lua_State* state) {
  const auto& row = *static_cast<const Row*>(lua_touserdata(state, lua_upvalueindex(1)));
  spend(state, row.cost(state));
  return lua_tocfunction(state, lua_upvalueindex(2))(state);
}

/// Of the table on top of the stack nothing stays that has no row.
void keep_rows(lua_State* state, std::span<const Row> rows) {
  lua_pushnil(state);
  while (lua_next(state, -2) != 0) {
    lua_pop(state, 1);
    const std::string_view name = lua_tostring(state, -1);
    if (std::ranges::find(rows, name, &Row::name) != rows.end()) continue;
    lua_pushvalue(state, -1);
    lua_pushnil(state);
    lua_rawset(state, -4);
  }
  for (const Row& row : rows) {
    if (row.cost == nullptr) continue;
    lua_pushlightuserdata(state, const_cast<Row*>(&row));
    lua_getfield(state, -2, row.name);
    assert(lua_iscfunction(state, -1) != 0);
    lua_pushcclosure(state, charged, 2);
    lua_setfield(state, -2, row.name);
  }
}

int refuse_change(lua_State* state) {
  return luaL_error(state, "what Lua brings along cannot be changed");
}

/// Replaces the table on top of the stack by something that gives what is in it and can be neither
/// changed nor looked into; not even by rawset, since it is no table.
void seal(lua_State* state) {
  lua_newuserdatauv(state, 0, 0);
  lua_createtable(state, 0, 3);
  lua_rotate(state, -3, -1);
  lua_setfield(state, -2, "__index");
  lua_pushcfunction(state, refuse_change);
  lua_setfield(state, -2, "__newindex");
  lua_pushboolean(state, 0);
  lua_setfield(state, -2, "__metatable");
  lua_setmetatable(state, -2);
}

}  // namespace

void open_library(lua_State* state) {
  luaL_requiref(state, "_G", luaopen_base, 0);
  keep_rows(state, base);
  lua_pop(state, 1);
  for (const Library& library : libraries) {
    luaL_requiref(state, library.name, library.open, 0);
    keep_rows(state, library.rows);
    if (library.open == luaopen_string) {
      for (const PatternFunction& row : pattern_functions()) {
        lua_pushcfunction(state, row.function);
        lua_setfield(state, -2, row.name);
      }
      lua_pushcfunction(state, has_word);
      lua_setfield(state, -2, "has");
    }
    seal(state);
    lua_setglobal(state, library.name);
  }
  // What strings do: s:find(…) is the same function for all.
  lua_pushliteral(state, "");
  lua_getmetatable(state, -1);
  lua_pushboolean(state, 0);
  lua_setfield(state, -2, "__metatable");
  lua_pop(state, 2);
}

}  // namespace spyglass
