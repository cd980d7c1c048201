#pragma once

#include <string>

namespace spyglass {

/// Writes NAME.lua into the current directory: a small recipe that works and explains itself. The
/// exit status.
int begin_recipe(const std::string& name);

/// What such a file holds.
std::string recipe_template(const std::string& name);

}  // namespace spyglass
