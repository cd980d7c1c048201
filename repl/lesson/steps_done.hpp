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

/// The step to go on with, by its place in the lesson: the one that was noted, or, where that has
/// gone from the lesson, the first that is not done. Behind the last one: the lesson is finished.
std::size_t place_in(const Lesson& lesson, const Progress::LessonRecord& record);

}  // namespace spyglass
