#pragma once

#include <nlohmann/json.hpp>

struct lua_State;

namespace spyglass {

/// A value of Lua, at a place of the stack, as JSON: tables with the keys 1, 2, 3, … and no others
/// are arrays, other tables objects in the order of their keys' alphabet, and objects of ours what
/// they print as, except that `?` is null. A table that holds itself is an error of Lua.
nlohmann::ordered_json json_of(lua_State* state, int at);

}  // namespace spyglass
