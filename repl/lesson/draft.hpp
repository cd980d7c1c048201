#pragma once

#include <string>
#include <vector>

#include "repl/session/session.hpp"

namespace spyglass {

/// What somebody did at the prompt, as far as a lesson can be made of it: programs, and what was
/// typed while each of them was there.
class Diary {
 public:
  struct Line {
    std::string text;
    bool acts;  ///< it moved or changed the program; else it looked at it
  };
  struct Chapter {
    std::vector<std::string> program;  ///< argv
    std::vector<Line> lines;
  };

  /// A line that did what it should. `started`: the words of the program that it started, if it
  /// did.
  void note(std::string_view line, const std::vector<std::string>* started);
  [[nodiscard]] const std::vector<Chapter>& chapters() const { return chapters_; }

 private:
  std::vector<Chapter> chapters_;
};

/// The text of a lesson that walks through the diary and ends with a task: to bring the last
/// program to where the session has it now. What only a person can write is marked TODO, which the
/// checker finds. The diary must not be empty.
std::string draft_lesson(const Diary& diary, const Session& session);

}  // namespace spyglass
