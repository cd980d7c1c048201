#include "repl/lesson/place.hpp"

#include <fmt/format.h>

namespace spyglass {

namespace {

std::string words(int number, const std::string& course, const std::string& name,
                  const std::string& step) {
  // Numbers are those of one course: in a pack's lesson the name says which.
  const std::string which = !course.empty() ? course + "/" + name
                            : number > 0    ? fmt::format("{} {}", number, name)
                                            : name;
  return fmt::format("lesson {}{}{}", which, step.empty() ? "" : ", step ", step);
}

}  // namespace

std::string place_of(const LessonFile& file, const std::string& step) {
  return words(file.number, file.course, file.name, step);
}

std::string place_of(const Lesson& lesson, const std::string& step) {
  return words(lesson.number, lesson.course, lesson.name, step);
}

tl::unexpected<Error> fail_at(const std::string& place, const Error& error) {
  return tl::make_unexpected(
      Error{error.kind, fmt::format("{}: {}", place, error.message), error.number});
}

}  // namespace spyglass
