// The lessons that there are, and what is done of them.

#include <fmt/format.h>

#include <algorithm>

#include "repl/lesson/lessons.hpp"
#include "repl/lesson/steps_done.hpp"
#include "repl/shell/shell.hpp"
#include "repl/views/amounts.hpp"
#include "repl/views/table.hpp"

namespace spyglass {

namespace {

/// A pack's lesson has one, too, but is not found by it.
std::string number_of(const LessonFile& file) {
  return file.course.empty() ? fmt::format("{:02}", file.number) : "+ ";
}

}  // namespace

StepsDone steps_done(const Lesson& lesson, const Progress::LessonRecord& record) {
  StepsDone result;
  for (const Step& step : lesson.steps) {
    if (!step.waits()) continue;
    ++result.all;
    result.done += record.done(step.id) ? 1 : 0;
  }
  return result;
}

std::size_t place_in(const Lesson& lesson, const Progress::LessonRecord& record) {
  const auto& steps = lesson.steps;
  if (record.at.empty()) return record.steps.empty() ? 0 : steps.size();
  auto place = std::ranges::find(steps, record.at, &Step::id);
  if (place == steps.end()) {
    place = std::ranges::find_if(
        steps, [&](const Step& step) { return step.waits() && !record.done(step.id); });
  }
  return static_cast<std::size_t>(place - steps.begin());
}

std::vector<std::string> Lessons::names() const {
  std::vector<std::string> result;
  for (const LessonFile& file : files_) result.push_back(file.in_course());
  return result;
}

void Lessons::show_list() {
  read_progress();
  std::vector<Line> rows;
  StepsDone steps, lessons;
  int hints = 0;
  for (const LessonFile& file : files_) {
    const auto lesson = load_lesson(file);
    if (!lesson) {
      rows.push_back({{number_of(file)},
                      {file.in_course(), Tone::strong},
                      {"!"},
                      {lesson.error().message, Tone::bad}});
      continue;
    }
    const auto& record = progress_.lesson(file.key());
    const auto [done, waits] = steps_done(*lesson, record);
    steps = {steps.done + done, steps.all + waits};
    lessons = {lessons.done + (done == waits ? 1 : 0), lessons.all + 1};
    hints += record.hints();
    rows.push_back({{number_of(file)},
                    {file.in_course(), Tone::strong},
                    {done == waits ? "done" : fmt::format("{} of {}", done, waits),
                     done == waits ? Tone::good : Tone::plain},
                    {fmt::format("{} ({} min{})", lesson->title, lesson->minutes,
                                 file.course.empty() ? "" : ", from a pack")}});
  }
  show_table(shell_.out(), rows, 2);
  shell_.out().line(fmt::format("{} of {} lessons, {} of {} steps done; {} used", lessons.done,
                                lessons.all, steps.done, steps.all,
                                counted(static_cast<std::uint64_t>(hints), "hint")));
  show_learner();
  shell_.out().paragraph("`spyglass lesson NAME` opens one; at the prompt: `lesson NAME`", 0,
                         Tone::faint);
}

}  // namespace spyglass
