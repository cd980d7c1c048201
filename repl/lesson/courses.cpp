#include "repl/lesson/courses.hpp"

#include <algorithm>

#include "core/base/read_text.hpp"
#include "repl/resources.hpp"
#include "repl/script/fields.hpp"

namespace spyglass {

namespace fs = std::filesystem;

std::vector<LessonFile> all_lessons() {
  auto files = find_lessons(resources::lessons());
  std::error_code ignored;
  std::vector<std::string> courses;
  for (const auto& entry : entries_of(user_folders::courses(), ignored)) {
    const std::string name = entry.path().filename().string();
    // What begins with a dot is being installed, or was left behind by an installation.
    if (entry.is_directory(ignored) && !name.starts_with('.')) courses.push_back(name);
  }
  std::ranges::sort(courses);
  for (const std::string& course : courses) {
    for (LessonFile& file : find_lessons(folder_of_pack(course))) {
      file.course = course;
      files.push_back(std::move(file));
    }
  }
  return files;
}

fs::path folder_of_pack(const std::string& course) { return user_folders::courses() / course; }

std::optional<fs::path> program_of(const Lesson& lesson, const std::string& name) {
  if (!lesson.course.empty() && stays_below(name)) {
    fs::path own = folder_of_pack(lesson.course) / "built" / name;
    std::error_code ignored;
    if (fs::is_regular_file(own, ignored)) return own;
  }
  return resources::built_program(name);
}

}  // namespace spyglass
