#pragma once

#include <string>

struct lua_State;

namespace spyglass {

/// An error of Lua with the place of whoever called. Does not return, which luaL_error says to
/// nobody.
[[noreturn]] void raise(lua_State* state, const std::string& message);

}  // namespace spyglass
