#pragma once

#include <string_view>

#include "core/base/result.hpp"

namespace spyglass {

/// The lines that a lesson itself runs (`show`, `run`, and `start` of a task) may look at its
/// program and move it. What reaches a person's files or other processes is for the person to type:
/// an error then, that says so.
Result<void> allow_own_line(std::string_view line);

}  // namespace spyglass
