#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "core/base/result.hpp"

namespace spyglass {

/// Where recipes are: the tool's own, and those of the person's own folder
/// ($XDG_CONFIG_HOME/spyglass/recipes), which count first. Never the current directory: a recipe
/// that lies there is named by its path.
std::vector<std::filesystem::path> recipe_folders();

/// All recipes of those folders, in the order of their names.
std::vector<std::filesystem::path> recipe_files();

/// The file of a name, or of a path (with a slash in it). The error names the nearest.
Result<std::filesystem::path> find_recipe(const std::string& name);

/// Whether it is a name that a recipe can have: small letters, digits and hyphens.
bool is_recipe_name(std::string_view name);

}  // namespace spyglass
