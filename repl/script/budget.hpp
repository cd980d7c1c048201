#pragma once

#include <cstdint>
#include <string_view>

struct lua_State;

namespace spyglass {

/// What the code of one entry into a LuaHost may still use. A step is an instruction of the Lua
/// machine, or about as much work of a function that is not written in Lua.
struct Budget {
  std::uint64_t left = 0;
  std::uint64_t entry = 0;  ///< which entry this is; no two of a process are the same
  bool spent = false;       ///< the code has been told, and nothing may hold that up
};

/// A budget is over in one of these ways.
namespace used_up {
constexpr std::string_view instructions = "more instructions than it may use (an endless loop?)";
constexpr std::string_view time = "more time than it may use (an endless loop?)";
constexpr std::string_view pattern =
    "this pattern matches in more ways than can be tried (fewer `*`, `+` and `-`?)";
constexpr std::string_view function =
    "this call is more work than there is room for (an endless loop?)";
}  // namespace used_up

/// Begins counting in a new state, which belongs to no entry yet.
void count_instructions(lua_State* state);
/// The budget that counts from now on, or null; it replaces the one before.
void set_budget(lua_State* state, Budget* budget);
/// That of the running entry; null outside of all.
Budget* budget_of(lua_State* state);

/// Takes what a function is about to cost, or ends the code that called it.
void spend(lua_State* state, std::uint64_t steps, std::string_view why = used_up::function);
/// Ends the code with an error that names the line of Lua that runs. Does not return.
[[noreturn]] void end_of_budget(lua_State* state, std::string_view why);
/// Pushes "FILE:LINE: " of the innermost function of Lua, or nothing: functions in C have no lines.
void push_place(lua_State* state);
/// Has the code ended at its next instruction. Can be called in a signal handler.
void end_soon(lua_State* state);

/// What it costs to make or look through so many bytes.
constexpr std::uint64_t cost_of_bytes(std::uint64_t bytes) { return 1 + bytes / 8; }

}  // namespace spyglass
