#pragma once

#include <span>

#include "repl/recipe/happening.hpp"
#include "repl/script/bindings.hpp"

namespace spyglass::recipe_events {

/// What recipes read of an event, beside the fields that calls have everywhere
/// (bindings::call_rows).
struct EventField {
  bindings::Documented is;
  void (*push)(lua_State* state, const Happening& happening);  ///< null: `arg`
};
std::span<const EventField> event_fields();

}  // namespace spyglass::recipe_events
