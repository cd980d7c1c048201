#include "repl/lesson/wording.hpp"

#include <fmt/format.h>

#include "repl/lesson/grading.hpp"

namespace spyglass {

void show(Output& out, const Paragraph& paragraph, Tone tone) {
  out.paragraph(paragraph.text, paragraph.indent, tone);
}

namespace wording {

Paragraph said(const std::string& text) { return {text}; }

Paragraph asked(const Step& question) {
  const char* what = question.kind == Step::Kind::predict    ? "Predict: "
                     : question.kind == Step::Kind::diagnose ? "Diagnosis: "
                                                             : "Question: ";
  return {what + question.text};
}

Paragraph choice(const Step& question, std::size_t index) {
  const auto letter = static_cast<char>('a' + index);
  return {fmt::format("{}) {}", letter, question.choices[index]), 4};
}

Paragraph revealed(const Step& question) {
  return {"It is: " + spelt_out(question, question.answers.front())};
}

Paragraph follow_up(const Part& part, bool on_track) {
  return {(on_track ? "So far, yes. " : "That doesn't say it yet. ") + part.ask};
}

Paragraph set(const Step& task) { return {"Task: " + task.text}; }

Paragraph hint(const Step& step, std::size_t index) {
  return {fmt::format("Hint {} of {}: {}", index + 1, step.hints.size(), step.hints[index])};
}

Paragraph not_yet(const std::string& message) { return {"Not yet: " + message, 0}; }

std::string label(const Lesson& lesson) {
  return lesson.number > 0 ? std::to_string(lesson.number) : lesson.name;
}

std::string heading(const Lesson& lesson) {
  return fmt::format("{} · {}", label(lesson), lesson.title);
}

}  // namespace wording

}  // namespace spyglass
