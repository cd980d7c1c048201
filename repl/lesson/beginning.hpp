#pragma once

#include <filesystem>
#include <string>

#include "core/base/result.hpp"

namespace spyglass {

/// Writes a small lesson, complete and commented, for somebody who wants to make one of it; the
/// name of its file. It is NAME.lua, or NN-NAME.lua with the next free number where the folder
/// holds lessons with numbers. Nothing is ever overwritten.
Result<std::string> begin_lesson(const std::filesystem::path& folder, const std::string& name);

}  // namespace spyglass
