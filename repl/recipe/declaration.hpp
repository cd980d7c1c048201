#pragma once

#include <vector>

#include "repl/recipe/loader.hpp"

struct lua_State;

namespace spyglass {

/// What recipe{…} is told while its file runs.
struct RecipeLoading {
  Recipe& recipe;
  const std::vector<GivenArgument>& given;
  bool describes = false;  ///< nothing behind recipe{…} counts
  bool declared = false;
};

/// recipe{…}: a function of Lua, whose first upvalue is a Lent<RecipeLoading>.
int declare_recipe(lua_State* state);

}  // namespace spyglass
