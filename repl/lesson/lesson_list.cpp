// The lessons that there are, and what is done of them.

#include <fmt/format.h>

#include <algorithm>

#include "repl/lesson/lessons.hpp"
#include "repl/shell/shell.hpp"
#include "repl/views/table.hpp"

namespace spyglass {

std::vector<std::string> Lessons::names() const {
  std::vector<std::string> result;
  for (const LessonFile& file : files_) result.push_back(file.name);
  return result;
}

void Lessons::show_list() {
  read_progress();
  std::vector<Line> rows;
  for (const LessonFile& file : files_) {
    const auto lesson = load_lesson(file);
    if (!lesson) {
      rows.push_back({{fmt::format("{:02}", file.number)},
                      {file.name, Tone::strong},
                      {"!"},
                      {lesson.error().message, Tone::bad}});
      continue;
    }
    const auto* record = progress_.find(file.name);
    const auto waits = std::count_if(lesson->steps.begin(), lesson->steps.end(),
                                     [](const Step& step) { return step.waits(); });
    const auto done =
        std::count_if(lesson->steps.begin(), lesson->steps.end(), [&](const Step& step) {
          return step.waits() && record != nullptr && record->steps.contains(step.id) &&
                 record->steps.at(step.id).done;
        });
    rows.push_back({{fmt::format("{:02}", file.number)},
                    {file.name, Tone::strong},
                    {done == waits ? "done" : fmt::format("{} of {}", done, waits),
                     done == waits ? Tone::good : Tone::plain},
                    {fmt::format("{} ({} min)", lesson->title, lesson->minutes)}});
  }
  show_table(shell_.out(), rows, 2);
  shell_.out().paragraph("`spyglass lesson NAME` opens one; at the prompt: `lesson NAME`", 0,
                         Tone::faint);
}

}  // namespace spyglass
