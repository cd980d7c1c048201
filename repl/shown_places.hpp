#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace spyglass {

/// What a program of one's own must see in a sandbox, as absolute paths: its file, the folder of
/// that, and the one that we are in.
std::vector<std::string> shown_places(const std::filesystem::path& program);

}  // namespace spyglass
