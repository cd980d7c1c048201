#pragma once

#include <string>

#include "repl/lesson/lesson.hpp"
#include "repl/views/output.hpp"

namespace spyglass {

/// A text of a lesson as it comes to the screen, with what the engine puts around it. The engine
/// shows these, and the checker measures them.
struct Paragraph {
  std::string text;
  int indent = 2;  ///< in columns
};

void show(Output& out, const Paragraph& paragraph, Tone tone = Tone::plain);

namespace wording {

/// What is said as it stands in the lesson: say, explain, after, the answer to a wrong answer.
Paragraph said(const std::string& text);
Paragraph asked(const Step& question);
/// `index`: from 0.
Paragraph choice(const Step& question, std::size_t index);
/// The answer, to who gives up.
Paragraph revealed(const Step& question);
/// To a diagnosis that leaves this part out. `on_track`: and names another one.
Paragraph follow_up(const Part& part, bool on_track);
Paragraph set(const Step& task);
/// `index`: from 0.
Paragraph hint(const Step& step, std::size_t index);
Paragraph not_yet(const std::string& message);
/// What a lesson is called in few letters: its number, or the name of one that has none.
std::string label(const Lesson& lesson);
/// The left end of a lesson's first line, which is not broken up.
std::string heading(const Lesson& lesson);

}  // namespace wording

}  // namespace spyglass
