#include "repl/lesson/fingerprint.hpp"

#include <fmt/format.h>

#include "core/base/hash.hpp"

namespace spyglass {

std::string fingerprint(const Step& step) {
  std::string asked = step.text;
  for (const auto* list : {&step.choices, &step.program, &step.start}) {
    asked += '\0';
    for (const std::string& text : *list) asked += text + '\n';
  }
  return fmt::format("{:016x}", hash(asked));
}

std::map<std::string, std::string> fingerprints(const LessonFile& file, const Lesson& lesson) {
  std::map<std::string, std::string> result;
  const auto take = [&](const Lesson& from) {
    for (const Step& step : from.steps) result[step.id] = fingerprint(step);
  };
  if (!lesson.draws) {
    take(lesson);
  } else if (const auto drawn = load_lesson(file, 0)) {
    take(*drawn);
  }
  return result;
}

}  // namespace spyglass
