#pragma once

#include <filesystem>
#include <string>
#include <system_error>
#include <vector>

#include "core/base/result.hpp"

namespace spyglass {

/// The whole of a file. Streams will not do: some throw when reading fails in the middle, and
/// others pass a part off as the whole.
Result<std::string> read_text(const std::filesystem::path& file);

/// What stands in a folder. A range-based for over a directory_iterator will not do: its ++ throws.
std::vector<std::filesystem::directory_entry> entries_of(const std::filesystem::path& folder,
                                                         std::error_code& error);

}  // namespace spyglass
