#pragma once

#include <vector>

#include "repl/lesson/checking/finding.hpp"
#include "repl/lesson/lesson.hpp"

namespace spyglass {

/// Whether the steps have all that makes them finishable and failable: ids of their own, hints,
/// solutions, wrong tries; and whether the questions grade their own answers as they say. Asks no
/// process.
std::vector<LessonRemark> remarks_on_structure(const Lesson& lesson);

/// Everything of a lesson that can be drawn, as one text: two lessons that were drawn alike have
/// the same.
std::string gist(const Lesson& lesson);

}  // namespace spyglass
