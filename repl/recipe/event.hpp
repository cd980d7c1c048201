#pragma once

#include <cstdint>
#include <span>

#include "repl/recipe/happening.hpp"
#include "repl/script/bindings.hpp"

struct lua_State;

namespace spyglass::recipe_events {

/// Makes what events need in a state that recipes run in; once for each.
void open(lua_State* state);

/// Which event is at hand in a state: objects that were handed out for an earlier one say so when
/// somebody asks them.
struct Turn {
  const Happening* happening = nullptr;
  std::uint64_t number = 0;
};

/// Pushes the event of a turn, as an object with the fields() and the methods(). It is read when it
/// is asked, and only as long as the turn lasts, which must outlive the state's use of it.
void push(lua_State* state, const Turn& turn);

std::span<const bindings::Documented> fields();
std::span<const bindings::Documented> methods();

}  // namespace spyglass::recipe_events
