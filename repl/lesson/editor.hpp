#pragma once

#include <filesystem>

#include "core/base/result.hpp"

namespace spyglass {

/// Opens a file in the person's editor ($VISUAL, $EDITOR, else `editor`, as Debian calls the one
/// that is chosen there), on the terminal at hand, and waits until it is left. An error when there
/// is none, or it ends with a status that is not 0.
Result<void> edit_file(const std::filesystem::path& file);

}  // namespace spyglass
