#include "repl/script/condition.hpp"

#include <fmt/format.h>

#include <cctype>
#include <cstring>
#include <lua.hpp>

#include "repl/script/budget.hpp"
#include "repl/script/pattern.hpp"

namespace spyglass {

namespace {

constexpr std::string_view chunk_name = "=condition";
constexpr std::string_view position = "condition:1: ";

/// Lua's message without the place, which is always the same.
std::string plain_message(std::string message) {
  if (const auto at = message.find(position); at != std::string::npos) {
    message.erase(at, position.size());
  }
  return message;
}

/// The text, with blanks in place of what stands in quotes.
std::string without_quotes(std::string_view text) {
  std::string result(text);
  char quote = 0;
  for (std::size_t i = 0; i < result.size(); ++i) {
    const char c = result[i];
    const bool ends = quote != 0 && c == quote;
    if (quote != 0 || c == '"' || c == '\'') result[i] = ' ';
    if (quote != 0 && c == '\\' && i + 1 < result.size()) result[++i] = ' ';
    if (quote == 0 && (c == '"' || c == '\'')) {
      quote = c;
    } else if (ends) {
      quote = 0;
    }
  }
  return result;
}

struct Habit {
  std::string_view in_c, in_lua;
};
constexpr Habit habits[] = {{"!=", "~="}, {"&&", "and"}, {"||", "or"}, {"!", "not"}};

std::string hint_for(std::string_view text) {
  const std::string outside = without_quotes(text);
  for (const Habit& habit : habits) {
    if (outside.find(habit.in_c) == std::string::npos) continue;
    return fmt::format("; in Lua `{}` is written `{}`", habit.in_c, habit.in_lua);
  }
  for (std::size_t i = 0; i < outside.size(); ++i) {
    const bool alone = outside[i] == '=' && (i == 0 || !std::strchr("=<>~", outside[i - 1])) &&
                       (i + 1 == outside.size() || outside[i + 1] != '=');
    if (alone) return "; `==` compares";
  }
  return {};
}

bool is_word(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_'; }

/// has(TEXT, PART): whether a part stands in a text, sign by sign. Lua's own find reads a dot as
/// any sign, and gives a number. What cannot be read (nil) has no parts.
int has(lua_State* state) {
  std::size_t length = 0, part_length = 0;
  const char* text = luaL_optlstring(state, 1, "", &length);
  const char* part = luaL_checklstring(state, 2, &part_length);
  spend(state, cost_of_bytes(length + part_length));
  const bool found = find_plain({text, length}, {part, part_length}) != std::string_view::npos;
  lua_pushboolean(state, found ? 1 : 0);
  return 1;
}

/// __index of the condition's environment; its upvalue are the values.
int look_up(lua_State* state) {
  const auto* values =
      static_cast<const Condition::Values*>(lua_touserdata(state, lua_upvalueindex(1)));
  const std::string_view name = luaL_checkstring(state, 2);
  if ((*values)(state, name)) return 1;
  if (name == "has") {
    lua_pushcfunction(state, has);
    return 1;
  }
  lua_pushglobaltable(state);
  lua_pushvalue(state, 2);
  // All conditions share the globals, so none gets hold of their table.
  if (name != "_G" && lua_rawget(state, -2) != LUA_TNIL) return 1;
  return luaL_error(state, "nothing here is called `%s`", lua_tostring(state, 2));
}

void push_environment(lua_State* state, const Condition::Values& values) {
  lua_newtable(state);
  lua_newtable(state);
  lua_pushlightuserdata(state, const_cast<Condition::Values*>(&values));
  lua_pushcclosure(state, look_up, 1);
  lua_setfield(state, -2, "__index");
  lua_pushboolean(state, 0);
  lua_setfield(state, -2, "__metatable");
  lua_setmetatable(state, -2);
}

}  // namespace

Result<Condition> Condition::compile(std::shared_ptr<LuaHost> host, std::string text) {
  Condition condition(host, std::move(text));
  // A comment at the end must not swallow the parenthesis.
  const std::string chunk = "local _ENV = ...; return (" + condition.text_ + "\n)";
  auto compiled = host->protected_call([&](lua_State* state) {
    if (luaL_loadbufferx(state, chunk.data(), chunk.size(), chunk_name.data(), "t") != LUA_OK) {
      lua_error(state);
    }
    condition.function_ = host->take_reference();
  });
  if (compiled) return condition;
  return bad_input(fmt::format("`{}` is no condition: {}{}", condition.text_,
                               plain_message(compiled.error().message), hint_for(condition.text_)));
}

Result<bool> Condition::holds(const Values& values) const {
  bool result = false;
  auto done = host_->protected_call([&](lua_State* state) {
    function_.push(state);
    push_environment(state, values);
    lua_call(state, 1, 1);
    if (!lua_isboolean(state, -1) && !lua_isnil(state, -1)) {
      luaL_error(state, "it gives a %s, which is neither true nor false: compare it with something",
                 luaL_typename(state, -1));
    }
    result = lua_toboolean(state, -1) != 0;
  });
  if (!done) return fail(plain_message(done.error().message));
  return result;
}

bool Condition::mentions(std::string_view name) const {
  const std::string outside = without_quotes(text_);
  for (std::size_t at = outside.find(name); at != std::string::npos;
       at = outside.find(name, at + 1)) {
    const std::size_t end = at + name.size();
    const bool begins = at == 0 || (!is_word(outside[at - 1]) && outside[at - 1] != '.');
    if (begins && (end == outside.size() || !is_word(outside[end]))) return true;
  }
  return false;
}

}  // namespace spyglass
