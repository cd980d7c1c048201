#include "repl/shell/prompt_lua.hpp"

#include <lua.hpp>

#include "repl/script/bindings.hpp"
#include "repl/script/json_value.hpp"

namespace spyglass {

namespace {

constexpr const char* chunk_name = "=lua";

/// Pushes a function: of an expression, or else of statements.
void load_line(lua_State* state, const std::string& line) {
  const std::string expression = "return " + line;
  if (luaL_loadbufferx(state, expression.data(), expression.size(), chunk_name, "t") == LUA_OK) {
    return;
  }
  lua_pop(state, 1);
  if (luaL_loadbufferx(state, line.data(), line.size(), chunk_name, "t") != LUA_OK) {
    lua_error(state);
  }
}

std::string text_of(lua_State* state, int at) {
  if (lua_istable(state, at)) {
    return json_of(state, at).dump(2, ' ', true, nlohmann::json::error_handler_t::replace);
  }
  std::size_t length = 0;
  const char* text = luaL_tolstring(state, at, &length);
  std::string result(text, length);
  lua_pop(state, 1);
  return result;
}

}  // namespace

Result<std::vector<std::string>> PromptLua::run(const std::string& line, const Session& session) {
  if (host_ == nullptr) host_ = std::make_unique<LuaHost>(std::filesystem::path{});
  std::vector<std::string> values;
  auto done = host_->protected_call([&](lua_State* state) {
    bindings::push_program(state, session);
    lua_setglobal(state, "t");
    const int before = lua_gettop(state);
    load_line(state, line);
    lua_call(state, 0, LUA_MULTRET);
    for (int at = before + 1; at <= lua_gettop(state); ++at) values.push_back(text_of(state, at));
  });
  if (!done) return bad_input(done.error().message);
  return values;
}

}  // namespace spyglass
