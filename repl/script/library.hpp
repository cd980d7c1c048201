#pragma once

struct lua_State;

namespace spyglass {

/// Opens what a script may use of Lua's own library, and nothing else: there is no io, no os, no
/// debug, no load. What can take long is charged before it begins, and none of it can be changed.
void open_library(lua_State* state);

}  // namespace spyglass
