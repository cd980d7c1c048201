#include "repl/script/host.hpp"

#include <fmt/format.h>

#include <array>
#include <cstdlib>
#include <lua.hpp>
#include <optional>

#include "core/base/read_text.hpp"
#include "repl/script/last_resort.hpp"

namespace spyglass {

namespace {

/// Counting starts anew at each protected call; the hook looks this often.
constexpr int hook_interval = 10'000;

struct Budget {
  std::uint64_t left;
  bool spent = false;
};

Budget*& budget_of(lua_State* state) {
  // The extra space before a state is ours (lua_getextraspace): a pointer's worth.
  return *static_cast<Budget**>(lua_getextraspace(state));
}

void count_instructions(lua_State* state, lua_Debug*) {
  Budget* budget = budget_of(state);
  if (budget == nullptr) return;
  if (budget->left <= hook_interval) {
    budget->spent = true;
    // Inside a hook level 0 is the function that was interrupted, not us as in luaL_error.
    luaL_where(state, 0);
    lua_pushliteral(state,
                    "it runs too long: more instructions than it may use (an endless loop?)");
    lua_concat(state, 2);
    lua_error(state);
  }
  budget->left -= hook_interval;
}

/// The functions of the base library that reach files, code or the collector; and xpcall, whose
/// handler runs inside the hook, where no other hook counts.
constexpr std::array forbidden = {"dofile",         "loadfile", "load",
                                  "collectgarbage", "print",    "xpcall"};

/// Lua's pcall, except that the end of the budget goes through it: a loop around a pcall would
/// otherwise never end.
int limited_pcall(lua_State* state) {
  luaL_checkany(state, 1);
  const int status = lua_pcall(state, lua_gettop(state) - 1, LUA_MULTRET, 0);
  const Budget* budget = budget_of(state);
  if (status != LUA_OK && budget != nullptr && budget->spent) return lua_error(state);
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
      return luaL_error(state, "setmetatable: a lesson may have no finalizers (__gc)");
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
    return luaL_error(state, "require: '%s' is no name of a file in the lesson folder",
                      name.c_str());
  }
  const auto text = read_text(*folder / (name + ".lua"));
  if (!text) return luaL_error(state, "require: %s", text.error().message.c_str());
  if (luaL_loadbufferx(state, text->data(), text->size(), ("@" + name + ".lua").c_str(), "t") !=
      LUA_OK) {
    return lua_error(state);
  }
  lua_call(state, 0, 1);
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
      last_words_(LastResort::sentence_about("an expression")),
      limits_(limits) {
  state_ = lua_newstate(&LuaHost::allocate, this);
  if (state_ == nullptr) throw std::bad_alloc();
  budget_of(state_) = nullptr;
  open_libraries();
  lua_sethook(state_, count_instructions, LUA_MASKCOUNT, hook_interval);
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
  if (new_size > current && host.used_ + (new_size - current) > host.limits_.memory) return nullptr;
  void* result = std::realloc(block, new_size);
  if (result != nullptr) host.used_ = host.used_ - current + new_size;
  return result;
}

void LuaHost::open_libraries() {
  const std::array libraries = {luaL_Reg{"_G", luaopen_base}, luaL_Reg{"string", luaopen_string},
                                luaL_Reg{"table", luaopen_table}, luaL_Reg{"math", luaopen_math},
                                luaL_Reg{"utf8", luaopen_utf8}};
  for (const luaL_Reg& library : libraries) {
    luaL_requiref(state_, library.name, library.func, 1);
    lua_pop(state_, 1);
  }
  for (const char* name : forbidden) {
    lua_pushnil(state_);
    lua_setglobal(state_, name);
  }
  lua_pushcfunction(state_, limited_pcall);
  lua_setglobal(state_, "pcall");
  lua_getglobal(state_, "setmetatable");
  lua_pushcclosure(state_, limited_setmetatable, 1);
  lua_setglobal(state_, "setmetatable");
  lua_getglobal(state_, "string");
  lua_pushnil(state_);
  lua_setfield(state_, -2, "dump");
  lua_pop(state_, 1);
  lua_pushlightuserdata(state_, &folder_);
  lua_pushcclosure(state_, require_from_folder, 1);
  lua_setglobal(state_, "require");
}

Result<void> LuaHost::run_file(const std::filesystem::path& file) {
  last_words_ = LastResort::sentence_about(file.filename().string());
  const auto text = read_text(file);
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
  Budget budget{limits_.instructions};
  // Calls nest (a lesson's check may run a command that asks a lesson): the outermost one counts.
  const bool outermost = budget_of(state_) == nullptr;
  if (outermost) budget_of(state_) = &budget;
  std::optional<LastResort> last_resort;
  if (outermost) last_resort.emplace(limits_.processor_time, last_words_);
  const int top = lua_gettop(state_);
  lua_pushcfunction(state_, run_body);
  lua_pushlightuserdata(state_, const_cast<std::function<void(lua_State*)>*>(&body));
  const int status = lua_pcall(state_, 1, 0, 0);
  if (outermost) budget_of(state_) = nullptr;
  if (status == LUA_OK) return {};
  const char* text = lua_tostring(state_, -1);
  std::string message = text == nullptr ? "an error that is no text" : text;
  lua_settop(state_, top);
  if (status == LUA_ERRMEM) {
    message = fmt::format(
        "it needs more memory than it may have ({} MiB): does something grow, or call "
        "itself, "
        "without end?",
        limits_.memory >> 20);
  }
  return fail(std::move(message));
}

LuaRef LuaHost::take_reference() { return {state_, luaL_ref(state_, LUA_REGISTRYINDEX)}; }

}  // namespace spyglass
