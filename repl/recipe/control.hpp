#pragma once

#include "repl/recipe/happening.hpp"

struct lua_State;

// What a recipe may do to a call at its entry: functions of Lua, whose first argument is the event.
// They note it in the event's Control; elsewhere they say why nothing can be done.

namespace spyglass::recipe_events::control {

int fail_with(lua_State* state, const Happening& happening);
int return_with(lua_State* state, const Happening& happening);
int set_argument(lua_State* state, const Happening& happening);
int delay(lua_State* state, const Happening& happening);
int send_signal(lua_State* state, const Happening& happening);
int pause(lua_State* state, const Happening& happening);

}  // namespace spyglass::recipe_events::control
