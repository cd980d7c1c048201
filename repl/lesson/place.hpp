#pragma once

#include <string>

#include "repl/lesson/lesson.hpp"

namespace spyglass {

/// Where something went wrong, as every report of it begins: "lesson 12 who-is-it-calling, step
/// just-connected". An author finds both words in the lesson's file. `step`: its id; empty: it is
/// about the lesson as a whole.
std::string place_of(const LessonFile& file, const std::string& step = {});
std::string place_of(const Lesson& lesson, const std::string& step = {});

/// The same error, with its place in front.
tl::unexpected<Error> fail_at(const std::string& place, const Error& error);

}  // namespace spyglass
