#include "repl/script/host.hpp"

#include <fmt/format.h>

#include <cstdlib>
#include <lua.hpp>
#include <optional>

#include "repl/script/budget.hpp"
#include "repl/script/library.hpp"
#include "repl/script/script_file.hpp"
#include "repl/script/time_limit.hpp"
#include "repl/views/output.hpp"

namespace spyglass {

namespace {

/// Lua's pcall, except that the end of the budget goes through it: a loop around a pcall would
/// otherwise never end.
int limited_pcall(lua_State* state) {
  luaL_checkany(state, 1);
  const int status = lua_pcall(state, lua_gettop(state) - 1, LUA_MULTRET, 0);
  const Budget* budget = budget_of(state);
  if (status != LUA_OK && budget != nullptr && budget->spent) return lua_error(state);
  // An error that is caught takes as long as hundreds of instructions: it is an exception of C++.
  if (status != LUA_OK) spend(state, 300);
  lua_pushboolean(state, status == LUA_OK ? 1 : 0);
  lua_insert(state, 1);
  return lua_gettop(state);
}

/// Lua's setmetatable, which is its upvalue, without finalizers: no hook counts inside them, so an
/// endless one would never end. Only a __gc that is there at this moment is ever called.
int limited_setmetatable(lua_State* state) {
  if (lua_istable(state, 2)) {
    lua_pushliteral(state, "__gc");
    if (lua_rawget(state, 2) != LUA_TNIL) {
      return luaL_error(state, "setmetatable: a script may have no finalizers (__gc)");
    }
    lua_pop(state, 1);
  }
  lua_pushvalue(state, lua_upvalueindex(1));
  lua_insert(state, 1);
  lua_call(state, lua_gettop(state) - 1, LUA_MULTRET);
  return lua_gettop(state);
}

int require_from_folder(lua_State* state) {
  const std::string name = luaL_checkstring(state, 1);
  const auto* folder =
      static_cast<std::filesystem::path*>(lua_touserdata(state, lua_upvalueindex(1)));
  const bool plain =
      name.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_-") == std::string::npos;
  if (folder->empty() || name.empty() || !plain) {
    return luaL_error(state, "require: '%s' is no name of a file in the script's folder",
                      name.c_str());
  }
  spend(state, 100'000);  // about as much as reading a short one
  const auto text = read_script(*folder / (name + ".lua"));
  if (!text) return luaL_error(state, "require: %s", text.error().message.c_str());
  if (luaL_loadbufferx(state, text->data(), text->size(), ("@" + name + ".lua").c_str(), "t") !=
      LUA_OK) {
    return lua_error(state);
  }
  lua_call(state, 0, 1);
  return 1;
}

/// What an error says, of which a screen can show all. Nothing may be made in the state here: where
/// memory has run out, an error would have nowhere to go.
std::string message_at_top(lua_State* state) {
  constexpr std::size_t most_bytes = 2000;
  if (lua_type(state, -1) == LUA_TNUMBER) return fmt::format("{}", lua_tonumber(state, -1));
  if (lua_type(state, -1) != LUA_TSTRING) return "an error that is no text";
  std::size_t length = 0;
  const char* text = lua_tolstring(state, -1, &length);
  if (length <= most_bytes) return {text, length};
  std::size_t end = most_bytes;
  while (end > 0 && (text[end] & 0xc0) == 0x80) --end;  // inside of a character
  return fmt::format("{}… ({} bytes in all)", std::string_view(text, end), length);
}

/// Handles errors of protected_call(): one that is no text says at least where it came from.
int place_of_error(lua_State* state) {
  if (lua_type(state, 1) == LUA_TSTRING || lua_type(state, 1) == LUA_TNUMBER) return 1;
  push_place(state);
  lua_pushliteral(state, "an error that is no text");
  lua_concat(state, 2);
  return 1;
}

int run_body(lua_State* state) {
  const auto* body = static_cast<const std::function<void(lua_State*)>*>(lua_touserdata(state, 1));
  lua_settop(state, 0);
  (*body)(state);
  return 0;
}

}  // namespace

void LuaRef::push(lua_State* state) const {
  lua_rawgeti(state, LUA_REGISTRYINDEX, key_ ? *key_ : LUA_REFNIL);
}

void LuaRef::Release::operator()(int* key) const {
  luaL_unref(state, LUA_REGISTRYINDEX, *key);
  delete key;
}

LuaHost::LuaHost(std::filesystem::path folder) : LuaHost(std::move(folder), Limits{}) {}

LuaHost::LuaHost(std::filesystem::path folder, Limits limits)
    : folder_(std::move(folder)),
      last_words_(TimeLimit::sentence_about("an expression")),
      limits_(limits) {
  state_ = lua_newstate(&LuaHost::allocate, this);
  if (state_ == nullptr) throw std::bad_alloc();
  count_instructions(state_);
  open_libraries();
}

LuaHost::~LuaHost() { lua_close(state_); }

void* LuaHost::allocate(void* self, void* block, std::size_t old_size, std::size_t new_size) {
  auto& host = *static_cast<LuaHost*>(self);
  const std::size_t current = block == nullptr ? 0 : old_size;
  if (new_size == 0) {
    std::free(block);
    host.used_ -= current;
    return nullptr;
  }
  if (new_size > current && host.used_ + (new_size - current) > host.limits_.memory) {
    host.note_refusal();
    return nullptr;
  }
  void* result = std::realloc(block, new_size);
  if (result != nullptr) host.used_ = host.used_ - current + new_size;
  return result;
}

/// Where it was refused memory, the state tells of no place any more.
void LuaHost::note_refusal() {
  lua_Debug info{};
  refused_at_.clear();
  for (int level = 0; state_ != nullptr && lua_getstack(state_, level, &info) != 0; ++level) {
    lua_getinfo(state_, "Sl", &info);
    if (info.currentline <= 0) continue;
    refused_at_ = fmt::format("{}:{}: ", info.short_src, info.currentline);
    return;
  }
}

void LuaHost::open_libraries() {
  open_library(state_);
  lua_pushcfunction(state_, limited_pcall);
  lua_setglobal(state_, "pcall");
  lua_getglobal(state_, "setmetatable");
  lua_pushcclosure(state_, limited_setmetatable, 1);
  lua_setglobal(state_, "setmetatable");
  lua_pushlightuserdata(state_, &folder_);
  lua_pushcclosure(state_, require_from_folder, 1);
  lua_setglobal(state_, "require");
}

Result<void> LuaHost::run_file(const std::filesystem::path& file) {
  last_words_ = TimeLimit::sentence_about(inert_line(file.filename().string()));
  const auto text = read_script(file);
  if (!text) return tl::make_unexpected(text.error());
  return protected_call([&](lua_State* state) {
    const std::string name = "@" + file.filename().string();
    std::string_view code = *text;
    // Some editors begin a file with the mark of UTF-8.
    if (constexpr std::string_view mark = "\xef\xbb\xbf"; code.starts_with(mark)) {
      code.remove_prefix(mark.size());
    }
    if (luaL_loadbufferx(state, code.data(), code.size(), name.c_str(), "t") != LUA_OK) {
      lua_error(state);
    }
    lua_call(state, 0, 0);
  });
}

Result<void> LuaHost::protected_call(const std::function<void(lua_State*)>& body) {
  return enter(body, true);
}

Result<void> LuaHost::brief_call(const std::function<void(lua_State*)>& body) {
  return enter(body, false);
}

Result<void> LuaHost::enter(const std::function<void(lua_State*)>& body, bool against_the_clock) {
  static std::uint64_t entries = 0;
  Budget budget{.left = limits_.instructions, .entry = ++entries};
  // Calls nest (a lesson's check may run a command that asks a lesson): the outermost one counts.
  const bool outermost = budget_of(state_) == nullptr;
  if (outermost) set_budget(state_, &budget);
  std::optional<TimeLimit> time_limit;
  if (outermost && against_the_clock)
    time_limit.emplace(state_, limits_.processor_time, last_words_);
  const int top = lua_gettop(state_);
  lua_pushcfunction(state_, place_of_error);
  lua_pushcfunction(state_, run_body);
  lua_pushlightuserdata(state_, const_cast<std::function<void(lua_State*)>*>(&body));
  const int status = lua_pcall(state_, 1, 0, top + 1);
  if (status == LUA_OK) lua_remove(state_, top + 1);
  time_limit.reset();
  if (outermost) set_budget(state_, nullptr);
  if (status == LUA_OK) return {};
  std::string message = message_at_top(state_);
  lua_settop(state_, top);
  if (status == LUA_ERRMEM) {
    message = refused_at_ +
              fmt::format(
                  "it needs more memory than it may have ({} MiB): does something grow, or call "
                  "itself, "
                  "without end?",
                  limits_.memory >> 20);
  }
  return fail(std::move(message));
}

LuaRef LuaHost::take_reference() { return {state_, luaL_ref(state_, LUA_REGISTRYINDEX)}; }

}  // namespace spyglass
