#pragma once

#include "repl/lesson/lesson.hpp"
#include "repl/lesson/progress.hpp"

namespace spyglass {

/// Of the steps of a lesson that wait for the learner.
struct StepsDone {
  int done = 0;
  int all = 0;
};

StepsDone steps_done(const Lesson& lesson, const Progress::LessonRecord& record);

}  // namespace spyglass
