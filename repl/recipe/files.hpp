#pragma once

#include <string>

#include "repl/recipe/happening.hpp"

struct lua_State;

// What events know of descriptors and paths. A recipe that has not said that it needs files gets an
// error.

namespace spyglass::recipe_events {

/// Empty: not known.
std::string file_text(const Happening& happening);

void push_file(lua_State* state, const Happening& happening);
void push_path(lua_State* state, const Happening& happening);
/// Functions of Lua: (event, argument's name), (event, descriptor).
int push_path_of(lua_State* state, const Happening& happening);
int push_file_of(lua_State* state, const Happening& happening);

}  // namespace spyglass::recipe_events
