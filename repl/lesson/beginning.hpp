#pragma once

#include <filesystem>
#include <string>

#include "core/base/result.hpp"

namespace spyglass {

/// Writes a lesson's text to a file of its own; the name of that file. It is NAME.lua, or
/// NN-NAME.lua with the next free number where the folder holds lessons with numbers; {file} in the
/// text becomes it. Nothing is ever overwritten.
Result<std::string> add_lesson(const std::filesystem::path& folder, const std::string& name,
                               std::string text);

/// The same with a small lesson, complete and commented, for somebody who wants to make one of it.
Result<std::string> begin_lesson(const std::filesystem::path& folder, const std::string& name);

}  // namespace spyglass
