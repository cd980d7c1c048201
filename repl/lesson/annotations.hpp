#pragma once

#include <string>

namespace spyglass {

/// The lesson format as a file of definitions for the Lua language server, by which editors
/// complete and check lessons: what lessons/annotations/spyglass.lua holds. It is Lua itself.
std::string lesson_annotations();

}  // namespace spyglass
