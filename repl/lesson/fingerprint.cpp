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

std::map<std::string, std::string> fingerprints(const LessonFile& file) {
  std::map<std::string, std::string> result;
  if (const auto lesson = load_lesson(file, 0)) {
    for (const Step& step : lesson->steps) result[step.id] = fingerprint(step);
  }
  return result;
}

}  // namespace spyglass
