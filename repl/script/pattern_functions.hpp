#pragma once

#include <span>

struct lua_State;

namespace spyglass {

/// find, match, gmatch and gsub of the string library (Lua's manual, section 6.4), with the same
/// arguments, results and errors; but each step of a search is taken from the budget.
struct PatternFunction {
  const char* name;
  int (*function)(lua_State*);
};
std::span<const PatternFunction> pattern_functions();

}  // namespace spyglass
