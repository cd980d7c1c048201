#include "repl/trace/explanation_text.hpp"

#include "repl/views/output.hpp"

namespace spyglass {

namespace {

constexpr int width = 96;  ///< of the words, beside the margin

/// Words, as many on a line as fit; the first line begins with `mark`, the others with `margin`.
void append_lines(std::string& out, std::string_view mark, std::string_view margin,
                  std::string_view words) {
  if (words.empty()) return;
  for (const std::string& line : wrap(words, width)) {
    out += mark;
    out += line + '\n';
    mark = margin;
  }
}

}  // namespace

std::string explanation_text(const Explanation& explanation) {
  std::string text;
  append_lines(text, "    ", "    ", explanation.what);
  append_lines(text, "    → ", "      ", explanation.outcome);
  return text;
}

}  // namespace spyglass
