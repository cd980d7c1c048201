#pragma once

#include <string>
#include <vector>

#include "core/inside/visit.hpp"

namespace spyglass {

/// Makes the memory of a visited process what a frozen copy of it has: mappings, permissions and
/// the contents of private pages. Shared memory is left alone, since others see it too.
/// Returns what could not be brought back, in sentences; an error when the process is lost.
Result<std::vector<std::string>> rewind_memory(Visit& visit, Tid copy);

}  // namespace spyglass
