#pragma once

#include <string>
#include <vector>

#include "repl/lesson/lesson.hpp"

namespace spyglass {

/// The lessons that this machine has: the course that everybody has, and behind it those of packs
/// that were installed (see pack/), pack by pack.
std::vector<LessonFile> all_lessons();

/// Where a pack's lessons are, and beside them in `sources` and `built` its programs.
std::filesystem::path folder_of_pack(const std::string& course);

/// A program by the name that a lesson has for it: one of its own pack's, or one of ours. Nothing
/// where neither has it.
std::optional<std::filesystem::path> program_of(const Lesson& lesson, const std::string& name);

}  // namespace spyglass
