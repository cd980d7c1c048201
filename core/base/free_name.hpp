#pragma once

#include <filesystem>
#include <string_view>

namespace spyglass {

/// The first of FILE.SUFFIX-1, FILE.SUFFIX-2, … that nothing is called: where something is put
/// aside, beside it.
std::filesystem::path free_name(const std::filesystem::path& file, std::string_view suffix);

}  // namespace spyglass
