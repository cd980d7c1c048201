#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "repl/lesson/checking/finding.hpp"
#include "repl/lesson/wording.hpp"

namespace spyglass {

/// A text that a learner may come to see.
struct Prose {
  std::string step;  ///< its id; empty: the lesson itself
  std::string what;  ///< "hint 2 (line 57)"
  std::string text;  ///< as it stands in the lesson
  Paragraph shown;
  bool whole = false;  ///< on one line, however narrow the screen
};

/// All that there are, in the order of the lesson.
std::vector<Prose> prose_of(const Lesson& lesson);

/// Looks at all texts of a lesson: none may be empty, none may be too wide for the narrowest screen
/// when the engine lays it out, and each `quoted` span must begin with a word that is known (see
/// vocabulary.hpp). A remark for each text that has something wrong; one without a message when
/// nothing is. Asks no process.
std::vector<LessonRemark> remarks_on_prose(const Lesson& lesson);

/// What stands between pairs of backticks; `unpaired` is set when one has no partner.
std::vector<std::string_view> quoted_spans(std::string_view text, bool& unpaired);

}  // namespace spyglass
