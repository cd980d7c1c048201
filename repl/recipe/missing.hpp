#pragma once

struct lua_State;

namespace spyglass::missing {

/// Makes what stands for a value that is not known; once for each state that has its library.
void open(lua_State* state);

/// Pushes it. It prints as `?`; whatever is asked of it or computed with it is not known either,
/// and it is neither equal to, nor less or greater than anything: a recipe goes on.
/// For pairs and ipairs it is empty.
void push(lua_State* state);

[[nodiscard]] bool is_at(lua_State* state, int at);

}  // namespace spyglass::missing
