#pragma once

#include <string>
#include <string_view>

#include "repl/lesson/lesson.hpp"

namespace spyglass {

/// Whether a learner's words mean the same as an answer: capitals, spaces, quotes and the full stop
/// at the end don't matter, and numbers are compared by value (0xf is 15, 2000 ms are 2 s).
bool same_answer(std::string_view given, std::string_view expected);

/// "I don't know, show me."
bool gives_up(std::string_view given);

/// How a question was answered.
struct Grade {
  bool right = false;
  const WrongAnswer* known = nullptr;  ///< a wrong answer that the lesson has an answer for
  const Part* left_out = nullptr;      ///< the first part of a diagnosis that was not named yet
  bool on_track = false;               ///< it names some other part
  bool hedged = false;                 ///< it names the right answer, and others beside it
};
/// A short answer must be one of the question's, or a sentence that names one of them and none of
/// the others. A diagnosis must name all of its parts. `before`: what the learner has said to this
/// diagnosis already, and was right so far.
Grade grade(const Step& question, std::string_view given, std::string_view before = {});

/// Whether a line can only be meant as an answer: the question knows it, or offers it as a choice.
bool is_offered(const Step& question, std::string_view given);

/// An answer as it is repeated to the learner: a choice's letter becomes its text.
std::string spelt_out(const Step& question, std::string_view given);

}  // namespace spyglass
