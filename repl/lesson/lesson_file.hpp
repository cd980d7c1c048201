#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "core/base/result.hpp"

namespace spyglass {

/// A lesson of the folder, by its file name alone.
struct LessonFile {
  int number = 0;
  std::string name;
  std::filesystem::path path;
  std::string outside = {};  ///< the absolute path of a file that is of no course
  std::string course = {};   ///< the pack that it came with; empty: the course that everybody has

  /// What progress is kept by: files of one name in several places have nothing in common.
  [[nodiscard]] std::string key() const { return outside.empty() ? in_course() : outside; }
  /// How a person calls it: by its name, or by its path if it is of no course.
  [[nodiscard]] std::string called() const { return outside.empty() ? in_course() : path.string(); }
  [[nodiscard]] std::string in_course() const {
    return course.empty() ? name : course + "/" + name;
  }
};

/// What a file's name says; nothing when it is none of a lesson. The number is 0 where there is
/// none: a draft that has no place in the course yet.
std::optional<LessonFile> lesson_file(const std::filesystem::path& path);

/// All lessons of a folder, in order: files called NN-name.lua.
std::vector<LessonFile> find_lessons(const std::filesystem::path& folder);

/// The lesson that a person means by its name, its number, or the path of a file (x.lua) that need
/// not be in the folder; else an error that says the nearest name.
Result<LessonFile> find_lesson(const std::vector<LessonFile>& files, const std::string& word);

}  // namespace spyglass
