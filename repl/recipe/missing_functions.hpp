#pragma once

struct lua_State;

namespace spyglass::missing {

/// Lua's own functions end with an error where they are given what is not known. Of a state that
/// knows what that is (open), they go on from here on: those of `math` give it back, string.format
/// and table.concat write `?`, and other functions of `string` find nothing.
void teach_library(lua_State* state);

}  // namespace spyglass::missing
