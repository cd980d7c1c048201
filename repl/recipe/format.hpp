#pragma once

#include "repl/script/format.hpp"

/// The recipe format as one table, by which recipes are loaded (loader.cpp) and of which their
/// reference is made (reference.hpp).
namespace spyglass::recipe_format {

/// Of the format that this program understands. A recipe may say which one it was written for.
constexpr int version = 1;

/// All functions that a recipe may call, in the order in which they are best explained.
std::span<const format::Function> functions();

/// The one of that name, which must be there.
const format::Function& function(std::string_view name);

struct CallbackRow {
  std::string_view name;     ///< "call_exit"
  std::string_view meaning;  ///< when it is called; without its full stop
};
/// In the order of Callback.
std::span<const CallbackRow> callbacks();

}  // namespace spyglass::recipe_format
