#include "repl/script/fields.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cassert>
#include <exception>

#include "core/base/nearest.hpp"
#include "repl/script/budget.hpp"
#include "repl/script/raise.hpp"

namespace spyglass {

using format::Field;
using format::Need;
using format::Type;

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

bool stays_below(std::string_view path) {
  return !path.starts_with('/') && path.find("..") == std::string_view::npos;
}

Fields::Fields(lua_State* state, const format::Function& function)
    : state_(state), at_(1), what_(function.name), table_(*function.table) {
  luaL_checktype(state, 1, LUA_TTABLE);
  refuse_others();
}

Fields::Fields(const Fields& outer, const Field& field, lua_Integer index)
    : state_(outer.state_),
      at_(lua_gettop(outer.state_)),
      what_(fmt::format("{}: {}[{}]", outer.what_, field.name, index)),
      table_(*field.each) {
  refuse_others();
}

Fields::~Fields() {
  // An error of Lua is on its way through here as an exception.
  assert(std::uncaught_exceptions() > 0 || asked_.size() == table_.fields.size());
}

bool Fields::has(std::string_view name) {
  const auto field = std::ranges::find(table_.fields, name, &Field::name);
  assert(field != table_.fields.end());
  const bool there = push(*field) != LUA_TNIL;
  lua_pop(state_, 1);
  // Whoever asks so does not ask for a value that is not there.
  if (!there) asked_.push_back(&*field);
  return there;
}

std::string Fields::text(std::string_view name) {
  const Field& field = ask(name, Type::text);
  const int type = push(field);
  if (type != LUA_TNIL && type != LUA_TSTRING && type != LUA_TNUMBER) wrong_type(field);
  std::string value = type == LUA_TNIL ? "" : text_at_top();
  lua_pop(state_, 1);
  if (value.empty() && field.need == Need::needed) missing(field);
  return value;
}

int Fields::number(std::string_view name) {
  const Field& field = ask(name, Type::number);
  if (push(field) == LUA_TNIL) missing(field);
  if (lua_isinteger(state_, -1) == 0) wrong_type(field);
  const auto value = static_cast<int>(lua_tointeger(state_, -1));
  lua_pop(state_, 1);
  return value;
}

bool Fields::flag(std::string_view name) {
  const Field& field = ask(name, Type::flag);
  const int type = push(field);
  if (type != LUA_TNIL && type != LUA_TBOOLEAN) wrong_type(field);
  const bool value = lua_toboolean(state_, -1) != 0;
  lua_pop(state_, 1);
  return value;
}

std::vector<std::string> Fields::texts(std::string_view name) {
  const Field& field = ask(name, Type::texts);
  std::vector<std::string> list;
  const int type = push(field);
  if (type == LUA_TTABLE) {
    if (!is_list_at_top()) wrong_type(field);
    list = strings(lua_gettop(state_), field);
  } else if (type == LUA_TSTRING || type == LUA_TNUMBER) {
    list.push_back(text_at_top());
  } else if (type != LUA_TNIL) {
    wrong_type(field);
  }
  lua_pop(state_, 1);
  if (list.empty() && field.need == Need::needed) missing(field);
  return list;
}

std::map<std::string, std::string> Fields::files(std::string_view name) {
  const Field& field = ask(name, Type::files);
  std::map<std::string, std::string> result;
  const int type = push(field);
  if (type != LUA_TTABLE && type != LUA_TNIL) wrong_type(field);
  lua_pushnil(state_);
  while (type == LUA_TTABLE && lua_next(state_, -2) != 0) {
    if (lua_type(state_, -2) != LUA_TSTRING || lua_type(state_, -1) != LUA_TSTRING) {
      wrong_type(field);
    }
    const std::string path = lua_tostring(state_, -2);
    if (!stays_below(path)) {
      raise(fmt::format("{}: `{}` is not below the scratch directory", name, path));
    }
    std::size_t length = 0;
    const char* text = lua_tolstring(state_, -1, &length);
    spend(state_, sizeof(std::string) + length);
    result.emplace(path, std::string(text, length));
    lua_pop(state_, 1);
  }
  lua_settop(state_, at_);
  return result;
}

LuaRef Fields::check(std::string_view name) { return function(ask(name, Type::check)); }

LuaRef Fields::test(std::string_view name) { return function(ask(name, Type::test)); }

LuaRef Fields::function(const Field& field) const {
  const int type = push(field);
  if (type == LUA_TNIL) missing(field);
  if (type != LUA_TFUNCTION) wrong_type(field);
  return {state_, luaL_ref(state_, LUA_REGISTRYINDEX)};
}

std::vector<std::string> Fields::elements() {
  const Field& field = ask(format::elements, Type::text);
  std::vector<std::string> list = strings(at_, field);
  if (list.empty() && field.need == Need::needed) missing(field);
  return list;
}

void Fields::refuse_others() const {
  std::vector<std::string_view> names;
  bool may_have_elements = false;
  for (const Field& field : table_.fields) {
    if (field.name == format::elements) {
      may_have_elements = true;
    } else {
      names.push_back(field.name);
    }
  }
  lua_pushnil(state_);
  while (lua_next(state_, at_) != 0) {
    const int type = lua_type(state_, -2);
    if (type == LUA_TSTRING) {
      const std::string_view name = lua_tostring(state_, -2);
      if (std::ranges::find(names, name) == names.end()) {
        raise(fmt::format("{} has no field `{}`{}", what_, name, did_you_mean(name, names)));
      }
    } else if (lua_isinteger(state_, -2) == 0) {
      raise(fmt::format("{} has a key that is no name (a {})", what_, lua_typename(state_, type)));
    } else if (!may_have_elements) {
      raise(fmt::format("{} has an element without a name; its fields are `{}`", what_,
                        fmt::join(names, "`, `")));
    }
    lua_pop(state_, 1);
  }
}

const Field& Fields::ask(std::string_view name, [[maybe_unused]] Type type) {
  const auto field = std::ranges::find(table_.fields, name, &Field::name);
  assert(field != table_.fields.end() && field->type == type);
  asked_.push_back(&*field);
  return *field;
}

int Fields::push(const Field& field) const {
  lua_pushlstring(state_, field.name.data(), field.name.size());
  // No metamethod runs, which could change the tables that are being read.
  return lua_rawget(state_, at_);
}

lua_Integer Fields::push_tables(const Field& field) const {
  const int type = push(field);
  if (type != LUA_TNIL && (type != LUA_TTABLE || !is_list_at_top())) wrong_type(field);
  const lua_Integer count = type == LUA_TNIL ? 0 : static_cast<lua_Integer>(lua_rawlen(state_, -1));
  if (count == 0 && field.need == Need::needed) missing(field);
  for (lua_Integer i = 1; i <= count; ++i) {
    if (lua_rawgeti(state_, -1, i) != LUA_TTABLE) wrong_type(field);
    lua_pop(state_, 1);
  }
  return count;
}

std::string Fields::text_at_top() const {
  std::size_t length = 0;
  const char* text = lua_tolstring(state_, -1, &length);
  // It is kept outside of the state, where its memory is not counted.
  spend(state_, sizeof(std::string) + length);
  return trimmed({text, length});
}

bool Fields::is_list_at_top() const {
  lua_pushnil(state_);
  while (lua_next(state_, -2) != 0) {
    lua_pop(state_, 1);
    if (lua_isinteger(state_, -1) != 0) continue;
    lua_pop(state_, 1);
    return false;
  }
  return true;
}

std::vector<std::string> Fields::strings(int at, const Field& field) const {
  std::vector<std::string> list;
  const auto count = static_cast<lua_Integer>(lua_rawlen(state_, at));
  for (lua_Integer i = 1; i <= count; ++i) {
    lua_rawgeti(state_, at, i);
    if (lua_isstring(state_, -1) == 0) wrong_type(field);
    list.push_back(text_at_top());
    lua_pop(state_, 1);
  }
  return list;
}

void Fields::raise(const std::string& message) const { spyglass::raise(state_, message); }

void Fields::missing(const Field& field) const {
  if (field.name == format::elements) raise(what_ + " needs at least one element");
  raise(fmt::format("{} needs the field `{}`", what_, field.name));
}

void Fields::wrong_type(const Field& field) const {
  if (field.name == format::elements) raise(what_ + ": its elements must be strings");
  raise(fmt::format("{}: `{}` must be {}", what_, field.name, format::words_of(field.type).words));
}

}  // namespace spyglass
