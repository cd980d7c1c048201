#pragma once

#include <filesystem>
#include <optional>
#include <string>

namespace spyglass {

/// A plain file below a folder in which somebody else may write: no more than `most` bytes of it.
/// Nothing where there is none, and where the path leads out of the folder, or a link stands in it.
std::optional<std::string> read_below(const std::filesystem::path& folder,
                                      const std::filesystem::path& path, std::size_t most);

}  // namespace spyglass
