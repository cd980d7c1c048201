#pragma once

#include <string_view>

namespace spyglass::rows {

// What rows of several families say.
constexpr std::string_view where_paths_start =
    "where a relative path starts; AT_FDCWD: the current directory";
constexpr std::string_view year_2038 = "In 32-bit programs made to live past 2038.";

}  // namespace spyglass::rows
