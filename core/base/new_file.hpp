#pragma once

#include <filesystem>
#include <string_view>

#include "core/base/result.hpp"

namespace spyglass {

/// Makes a file that was not there before, with these contents. Nothing is ever overwritten, and
/// nothing is left behind where not all could be written.
Result<void> write_new_file(const std::filesystem::path& file, std::string_view contents);

}  // namespace spyglass
