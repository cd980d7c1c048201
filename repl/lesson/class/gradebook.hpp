#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "repl/lesson/fingerprint.hpp"
#include "repl/lesson/progress.hpp"
#include "repl/lesson/steps_done.hpp"

namespace spyglass {

/// A lesson as those who grade need it: loaded, with what its steps ask.
struct GradedLesson {
  LessonFile file;
  Lesson lesson;
  std::map<std::string, std::string> fingerprints;
};

/// What one learner has done of one lesson.
struct LessonMark {
  std::string lesson;  ///< its name
  StepsDone steps;
  int hints = 0;
  int edited = 0;  ///< steps that are done, and ask something else today
  bool begun = false;
  std::optional<std::uint64_t> seed = {};  ///< that was drawn from last

  [[nodiscard]] bool done() const { return steps.done == steps.all; }
};

/// What one progress file says of its learner; or why it says nothing.
struct LearnerGrade {
  std::string who = {};   ///< in the table
  std::string file = {};  ///< as it was named
  std::string learner = {};
  std::vector<LessonMark> marks = {};             ///< a lesson each, in the order of the course
  std::vector<std::string> unknown_lessons = {};  ///< of which the course has no such lesson
  std::size_t unknown_steps = 0;                  ///< of lessons that it has
  std::optional<std::uint64_t> last = {};         ///< seconds since 1970
  std::string problem = {};                       ///< a sentence; empty: none

  [[nodiscard]] StepsDone lessons() const;
  [[nodiscard]] StepsDone steps() const;
  [[nodiscard]] int hints() const;
  [[nodiscard]] int edited() const;
};

/// All that can be said of a progress file; the names are up to the caller. Steps count as on the
/// learner's own pages: by their ids, and one that asks something else today counts all the same.
LearnerGrade grade_progress(const std::vector<GradedLesson>& course, const Progress::Kept& kept);

/// How the files of a class are told apart: by their names without the ending; where two have the
/// same, by the folders that they are in; where these have the same, too, by their paths.
std::vector<std::string> names_of_learners(const std::vector<std::string>& files);

/// Reads the progress files of a class, a row each, in the order in which they are named.
std::vector<LearnerGrade> grade_files(const std::vector<GradedLesson>& course,
                                      const std::vector<std::string>& files);

}  // namespace spyglass
