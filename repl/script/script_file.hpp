#pragma once

#include <filesystem>
#include <string>

#include "core/base/result.hpp"

namespace spyglass {

/// The text of a file of Lua. It must be an ordinary one, of at most 256 KiB (reading a program of
/// Lua takes longer the more names are in it, and that time cannot be counted), and in the folder
/// that its path says: a link in a lesson's folder must not make another file's text part of it.
Result<std::string> read_script(const std::filesystem::path& file);

}  // namespace spyglass
