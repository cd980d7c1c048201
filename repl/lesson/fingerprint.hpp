#pragma once

#include <map>
#include <string>

#include "repl/lesson/lesson.hpp"

namespace spyglass {

/// A short text that is the same as long as a step asks the same: its words, its choices, and the
/// program that it is about. Hints, checks and answers may be improved without it.
std::string fingerprint(const Step& step);

/// Those of all steps of a lesson, by id. What a lesson draws makes no difference: they are taken
/// from the lesson as one fixed seed draws it. `lesson`: as it is loaded already.
std::map<std::string, std::string> fingerprints(const LessonFile& file, const Lesson& lesson);

}  // namespace spyglass
