#include "repl/lesson/lesson.hpp"

#include <set>
#include <string_view>

namespace spyglass {

std::vector<std::string> lines_that_pass(const Step& step) {
  if (step.is_question()) return {step.answers.front()};
  return step.solutions.empty() ? std::vector<std::string>{} : step.solutions.front();
}

std::vector<const Step*> steps_with_used_ids(const Lesson& lesson) {
  std::vector<const Step*> found;
  std::set<std::string_view> ids;
  for (const Step& step : lesson.steps) {
    if (!ids.insert(step.id).second) found.push_back(&step);
  }
  return found;
}

}  // namespace spyglass
