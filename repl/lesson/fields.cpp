#include "repl/lesson/fields.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>

#include "core/base/nearest.hpp"

namespace spyglass {

std::string trimmed(std::string_view text) {
  std::string result;
  bool pending_space = false;
  std::size_t newlines = 0;
  for (const char c : text) {
    if (c == ' ' || c == '\t' || c == '\n') {
      pending_space = true;
      newlines += c == '\n' ? 1 : 0;
      continue;
    }
    if (pending_space && !result.empty()) result += newlines > 1 ? "\n\n" : " ";
    pending_space = false;
    newlines = 0;
    result += c;
  }
  return result;
}

Fields::Fields(lua_State* state, std::string_view what) : state_(state), what_(what) {
  luaL_checktype(state, 1, LUA_TTABLE);
}

std::string Fields::text(const char* name) {
  expect(name);
  const int type = lua_getfield(state_, 1, name);
  if (type == LUA_TNIL) return take("");
  if (type != LUA_TSTRING && type != LUA_TNUMBER) wrong_type(name, "a string");
  return take(trimmed(lua_tostring(state_, -1)));
}

std::string Fields::needed_text(const char* name) {
  std::string value = text(name);
  if (value.empty()) missing(name);
  return value;
}

int Fields::number(const char* name) {
  expect(name);
  if (lua_getfield(state_, 1, name) == LUA_TNIL) missing(name);
  if (lua_isinteger(state_, -1) == 0) wrong_type(name, "a whole number");
  const auto value = static_cast<int>(lua_tointeger(state_, -1));
  lua_pop(state_, 1);
  return value;
}

bool Fields::flag(const char* name) {
  expect(name);
  const int type = lua_getfield(state_, 1, name);
  if (type != LUA_TNIL && type != LUA_TBOOLEAN) wrong_type(name, "true or false");
  const bool value = lua_toboolean(state_, -1) != 0;
  lua_pop(state_, 1);
  return value;
}

std::vector<std::string> Fields::texts(const char* name) {
  expect(name);
  return take_texts(lua_getfield(state_, 1, name), name);
}

std::map<std::string, std::string> Fields::files(const char* name) {
  expect(name);
  std::map<std::string, std::string> result;
  const int type = lua_getfield(state_, 1, name);
  if (type != LUA_TTABLE && type != LUA_TNIL) wrong_type(name, "a table from path to contents");
  lua_pushnil(state_);
  while (type == LUA_TTABLE && lua_next(state_, -2) != 0) {
    if (lua_type(state_, -2) != LUA_TSTRING || lua_type(state_, -1) != LUA_TSTRING) {
      wrong_type(name, "a table from path to contents");
    }
    const std::string path = lua_tostring(state_, -2);
    if (path.starts_with('/') || path.find("..") != std::string::npos) {
      raise(fmt::format("{}: `{}` is not below the scratch directory", name, path));
    }
    std::size_t length = 0;
    const char* text = lua_tolstring(state_, -1, &length);
    result.emplace(path, std::string(text, length));
    lua_pop(state_, 1);
  }
  lua_settop(state_, 1);
  return result;
}

LuaRef Fields::needed_function(const char* name) {
  expect(name);
  if (lua_getfield(state_, 1, name) != LUA_TFUNCTION) {
    lua_isnil(state_, -1) ? missing(name) : wrong_type(name, "a function");
  }
  return {state_, luaL_ref(state_, LUA_REGISTRYINDEX)};
}

lua_Integer Fields::begin_list(const char* name) {
  expect(name);
  const int type = lua_getfield(state_, 1, name);
  if (type != LUA_TTABLE && type != LUA_TNIL) wrong_type(name, "a list");
  return type == LUA_TTABLE ? static_cast<lua_Integer>(lua_rawlen(state_, -1)) : 0;
}

std::string Fields::inner_text(const char* name) {
  lua_getfield(state_, -1, name);
  return take(lua_isstring(state_, -1) != 0 ? trimmed(lua_tostring(state_, -1)) : "");
}

std::vector<std::string> Fields::inner_texts(const char* name) {
  return take_texts(lua_getfield(state_, -1, name), name);
}

LuaRef Fields::inner_function(const char* name) {
  if (lua_getfield(state_, -1, name) != LUA_TFUNCTION) missing(name);
  return {state_, luaL_ref(state_, LUA_REGISTRYINDEX)};
}

std::vector<std::string> Fields::list_at_top(const char* name) {
  std::vector<std::string> list;
  const auto count = static_cast<lua_Integer>(lua_rawlen(state_, -1));
  for (lua_Integer i = 1; i <= count; ++i) {
    lua_rawgeti(state_, -1, i);
    if (lua_isstring(state_, -1) == 0) wrong_type(name, "a list of strings");
    list.push_back(trimmed(lua_tostring(state_, -1)));
    lua_pop(state_, 1);
  }
  return list;
}

void Fields::refuse_others() const {
  lua_pushnil(state_);
  while (lua_next(state_, 1) != 0) {
    if (lua_type(state_, -2) == LUA_TSTRING) {
      const std::string_view name = lua_tostring(state_, -2);
      if (std::find(known_.begin(), known_.end(), name) == known_.end()) {
        const std::vector<std::string_view> names(known_.begin(), known_.end());
        raise(fmt::format("{} has no field `{}`{}", what_, name, did_you_mean(name, names)));
      }
    }
    lua_pop(state_, 1);
  }
}

std::string Fields::take(std::string value) {
  lua_pop(state_, 1);
  return value;
}

std::vector<std::string> Fields::take_texts(int type, const char* name) {
  std::vector<std::string> list;
  if (type == LUA_TTABLE) {
    list = list_at_top(name);
  } else if (type == LUA_TSTRING || type == LUA_TNUMBER) {
    list.push_back(trimmed(lua_tostring(state_, -1)));
  } else if (type != LUA_TNIL) {
    wrong_type(name, "a string or a list of strings");
  }
  lua_pop(state_, 1);
  return list;
}

void Fields::raise(const std::string& message) const {
  luaL_error(state_, "%s", message.c_str());
  std::abort();  // luaL_error does not return
}

void Fields::missing(const char* name) const {
  raise(fmt::format("{} needs the field `{}`", what_, name));
}

void Fields::wrong_type(const char* name, const char* wanted) const {
  raise(fmt::format("{}: `{}` must be {}", what_, name, wanted));
}

}  // namespace spyglass
