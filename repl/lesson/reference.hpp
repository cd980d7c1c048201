#pragma once

#include <string>

namespace spyglass {

/// The reference of the lesson format, as Markdown: what docs/lesson-format.md holds. Its examples
/// are the blocks of code that are marked as Lua.
std::string lesson_reference();

}  // namespace spyglass
