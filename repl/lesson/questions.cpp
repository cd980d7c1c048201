// What a lesson asks, what it makes of the answers, and what helps to find them: hints and clues.

#include <fmt/format.h>

#include <algorithm>

#include "repl/lesson/grading.hpp"
#include "repl/lesson/lessons.hpp"
#include "repl/shell/shell.hpp"

namespace spyglass {

using StepKind = Step::Kind;

namespace {

/// Looking around before answering is welcome. The beginning of a command's name is enough for one,
/// except in front of so many words that they are a sentence: "co-workers of it write …".
bool is_command(const std::string& line) {
  constexpr std::size_t sentence = 4;
  const auto words = split_words(line);
  if (!words || words->empty()) return false;
  const std::string& first = words->list.front();
  const auto command = find_command(first);
  if (!command) return false;
  return (*command)->name == first || (*command)->alias == first || words->size() < sentence;
}

}  // namespace

void Lessons::ask(const Step& question) {
  Output& out = shell_.out();
  const bool diagnosis = question.kind == StepKind::diagnose;
  const char* what = question.kind == StepKind::predict ? "Predict: "
                     : diagnosis                        ? "Diagnosis: "
                                                        : "Question: ";
  out.paragraph(what + question.text, 2, Tone::strong);
  for (std::size_t i = 0; i < question.choices.size(); ++i) {
    out.paragraph(fmt::format("{}) {}", static_cast<char>('a' + i), question.choices[i]), 4);
  }
  if (!diagnosis) {
    out.line("  type your answer, or `?` if you would rather see", Tone::faint);
    return;
  }
  out.paragraph(
      "Look around with any command. `clue TEXT` notes what you find, `clues` shows it. When you "
      "know, say it in a sentence of your own. `hint` for a nudge, `?` if you would rather see.",
      2, Tone::faint);
}

bool Lessons::take_answer(const std::string& line) {
  const Step* step = current();
  if (step == nullptr || line.find_first_not_of(" \t") == std::string::npos) return false;
  if (step->kind == StepKind::task && gives_up(line)) {
    if (auto shown = hint(); !shown) shell_.show_error(shown.error());
    return true;
  }
  if (!step->is_question()) return false;
  // Looking around before answering is welcome: a line that is a command stays one, unless the
  // question offers it as an answer (`b` is short for a command, too).
  if (is_command(line) && !is_offered(*step, line)) return false;
  answer(*step, line);
  return true;
}

void Lessons::answer(const Step& question, const std::string& given) {
  Output& out = shell_.out();
  const bool prediction = question.kind == StepKind::predict;
  if (gives_up(given)) {
    out.paragraph(
        prediction ? "Then let us see." : "It is: " + spelt_out(question, question.answers.front()),
        2);
    return explain(question);
  }
  const Grade result = grade(question, given, said_so_far_);
  if (result.right) {
    const bool diagnosis = question.kind == StepKind::diagnose;
    out.paragraph(diagnosis ? "Yes, that is it."
                            : "Yes: " + spelt_out(question, question.answers.front()) + ".",
                  2, Tone::good);
    return explain(question);
  }
  // A prediction need not be right; it is compared with what happens.
  if (prediction) out.paragraph(fmt::format("You said: {}.", spelt_out(question, given)), 2);
  if (result.known != nullptr && !result.known->say.empty()) out.paragraph(result.known->say, 2);
  if (prediction) return explain(question);
  if (result.left_out != nullptr) {
    if (result.on_track) said_so_far_ += given + "; ";
    out.paragraph(
        (result.on_track ? "So far, yes. " : "That doesn't say it yet. ") + result.left_out->ask,
        2);
  } else if (result.hedged) {
    out.paragraph("You name more than one. Which of them is it?", 2);
  } else if (result.known == nullptr) {
    out.paragraph("Not that. Once more, or `?` to see.", 2);
  }
}

void Lessons::explain(const Step& question) {
  if (!question.explain.empty()) shell_.out().paragraph(question.explain, 2);
  finish_step();
}

Result<void> Lessons::hint() {
  const Step* step = current();
  if (step == nullptr) return none_open();
  if (step->hints.empty()) {
    return bad_input("a question has no hints: say what you think, or `?` to see");
  }
  if (hints_shown_ >= step->hints.size()) {
    return bad_input("that was the last hint; `skip` goes on to the next step");
  }
  shell_.out().paragraph(fmt::format("Hint {} of {}: {}", hints_shown_ + 1, step->hints.size(),
                                     step->hints[hints_shown_]),
                         2);
  ++hints_shown_;
  keep([&](Progress::LessonRecord& kept) {
    int& most = kept.steps[step->id].hints;
    most = std::max(most, static_cast<int>(hints_shown_));
  });
  return {};
}

Result<void> Lessons::note_clue(const std::string& text) {
  if (!current()) return none_open();
  keep([&](Progress::LessonRecord& kept) { kept.clues.push_back({lesson_->seed, text}); });
  show_clues_from(record().clues.size() - 1);
  return {};
}

Result<void> Lessons::show_clues() {
  if (!current()) return none_open();
  if (show_clues_from(0) == 0) {
    shell_.out().paragraph("No clues yet. `clue TEXT` notes what you find.", 0, Tone::faint);
  }
  return {};
}

std::size_t Lessons::show_clues_from(std::size_t first) {
  const auto& clues = record().clues;
  std::size_t number = 0;
  for (std::size_t i = 0; i < clues.size(); ++i) {
    // Another run has drawn other facts.
    if (lesson_->draws && clues[i].seed != lesson_->seed) continue;
    ++number;
    if (i >= first) shell_.out().paragraph(fmt::format("clue {}: {}", number, clues[i].text), 2);
  }
  return number;
}

}  // namespace spyglass
