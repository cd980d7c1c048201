#pragma once

#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "tests/temporary_folder.hpp"
#include "tests/terminal/pseudo_terminal.hpp"

/// A line that a learner types, and what the screen then says, in this order.
struct Turn {
  std::string line;
  std::vector<std::string> says;
};

inline void answer(PseudoTerminal& terminal, std::string_view line) {
  terminal.type(line);
  terminal.press(key::enter);
}

inline void end(PseudoTerminal& terminal) {
  answer(terminal, "quit");
  CHECK(terminal.expect_end() == 0);
}

/// Opens a lesson, in a window so wide that no sentence is broken.
inline PseudoTerminal lesson_at(const TemporaryFolder& home, std::vector<std::string> words) {
  words.insert(words.begin(), "lesson");
  return PseudoTerminal(words, {.home = home.path(), .columns = 500});
}

/// Types each line when the prompt of the step has come. Returns all that was shown meanwhile.
inline std::string play(PseudoTerminal& terminal, int step, const std::vector<Turn>& turns) {
  std::string shown;
  for (const Turn& turn : turns) {
    shown += terminal.expect("step " + std::to_string(step) + " > ");
    answer(terminal, turn.line);
    for (const std::string& text : turn.says) shown += terminal.expect(text);
  }
  return shown;
}

/// Leaves in the middle of a step, as people do who close the lid.
inline void go_away(PseudoTerminal& terminal, int step) {
  terminal.expect("step " + std::to_string(step) + " > ");
  terminal.press(key::ctrl_d);
  CHECK(terminal.expect_end() == 0);
}
