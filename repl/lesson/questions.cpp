// What a lesson asks, what it makes of the answers, and what helps to find them: hints and clues.

#include <fmt/format.h>

#include <algorithm>

#include "core/base/nearest.hpp"
#include "repl/lesson/grading.hpp"
#include "repl/lesson/lessons.hpp"
#include "repl/lesson/wording.hpp"
#include "repl/shell/shell.hpp"

namespace spyglass {

using StepKind = Step::Kind;

namespace {

/// From so many words on a line may well be a sentence.
constexpr std::size_t sentence = 4;

bool has_flag(const Words& words) {
  return std::ranges::any_of(words.list, [](const auto& word) { return word.starts_with('-'); });
}

/// Whether words that begin with a command's name are a sentence all the same: "waits for the
/// answer" is one, since `waits` takes no words, and so is what answers a diagnosis.
bool is_sentence(const Words& words, const Command& command, const Step& question) {
  if (words.size() > 1 && !command.takes_words()) return true;
  const bool long_enough = words.size() >= sentence && question.kind == StepKind::diagnose;
  return long_enough && !has_flag(words) && grade(question, words.rest).right;
}

/// The text as it was typed is `rest`, the command's name included.
std::optional<Words> words_of(const std::string& line) {
  auto words = split_words(line);
  if (!words || words->empty()) return std::nullopt;
  return std::move(*words);
}

/// Looking around before answering is welcome. The beginning of a command's name is enough for one,
/// except in front of several words: "for an answer" is not `forward`.
bool is_command(const std::string& line, const Step& question) {
  const auto words = words_of(line);
  const auto command = words ? find_command(words->list.front()) : bad_input("");
  if (!command) return false;
  if (!(*command)->is_called(words->list.front())) return words->size() <= 2;
  return !is_sentence(*words, **command, question);
}

/// A slip of the fingers is no answer: the command that was meant, for a word that is nearly its
/// name, alone or in front of flags.
std::optional<std::string> meant_command(const std::string& line) {
  const auto words = words_of(line);
  if (!words) return std::nullopt;
  const std::string& first = words->list.front();
  constexpr std::size_t shortest = 4;
  if (first.size() < shortest) return std::nullopt;
  if ((words->size() > 1 && !has_flag(*words)) || find_command(first)) return std::nullopt;
  return nearest(first, command_names());
}

}  // namespace

void Lessons::ask(const Step& question) {
  Output& out = shell_.out();
  show(out, wording::asked(question), Tone::strong);
  for (std::size_t i = 0; i < question.choices.size(); ++i) show(out, wording::choice(question, i));
  if (question.kind != StepKind::diagnose) {
    out.line("  type your answer, or `?` if you would rather see", Tone::faint);
    return;
  }
  out.paragraph(
      fmt::format(
          "Look around with any command. `clue TEXT` notes what you find, `clues` shows it. "
          "When you know, say it in a sentence of your own. {}`?` if you would rather see.",
          question.hints.empty() ? "" : "`hint` for a nudge, "),
      2, Tone::faint);
}

bool Lessons::take_answer(const std::string& line) {
  const Step* step = current();
  const bool is_blank = line.find_first_not_of(" \t") == std::string::npos;
  if (presenting_ && step != nullptr) {
    // Whoever presents answers by turning the page, and looks around with all other lines.
    const auto turned = is_blank ? turn_page() : Result<void>{};
    if (!turned) shell_.show_error(turned.error());
    return is_blank;
  }
  if (step == nullptr || is_blank) return false;
  if (step->kind == StepKind::task && gives_up(line)) {
    if (auto shown = hint(); !shown) shell_.show_error(shown.error());
    return true;
  }
  if (!step->is_question()) return false;
  // Looking around before answering is welcome: a line that is a command stays one, unless the
  // question offers it as an answer (`b` is short for a command, too).
  if (!gives_up(line) && !is_offered(*step, line)) {
    if (is_command(line, *step)) return false;
    const auto meant = meant_command(line);
    if (meant && doubted_ != line && !grade(*step, line, said_so_far_).right) {
      doubted_ = line;
      shell_.out().paragraph(
          fmt::format("Did you mean the command {}? If not, give your answer once more.", *meant),
          2);
      return true;
    }
  }
  answer(*step, line);
  return true;
}

void Lessons::answer(const Step& question, const std::string& given) {
  Output& out = shell_.out();
  const bool prediction = question.kind == StepKind::predict;
  if (gives_up(given)) {
    show(out, prediction ? wording::said("Then let us see.") : wording::revealed(question));
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
  if (result.known != nullptr && !result.known->say.empty()) {
    show(out, wording::said(result.known->say));
  }
  if (prediction) return explain(question);
  if (result.left_out != nullptr) {
    if (result.on_track) said_so_far_ += given + "; ";
    show(out, wording::follow_up(*result.left_out, result.on_track));
  } else if (result.hedged) {
    out.paragraph("You name more than one. Which of them is it?", 2);
  } else if (result.known == nullptr) {
    out.paragraph("Not that. Once more, or `?` to see.", 2);
  }
}

void Lessons::explain(const Step& question) {
  if (!question.explain.empty()) show(shell_.out(), wording::said(question.explain));
  finish_step();
}

Result<void> Lessons::hint() {
  const Step* step = current();
  if (step == nullptr) return none_open();
  if (lesson_->examination) {
    return bad_input("this is an examination: you know all that it takes, and there are no hints");
  }
  if (step->hints.empty()) {
    return bad_input("a question has no hints: say what you think, or `?` to see");
  }
  if (hints_shown_ >= step->hints.size()) {
    return bad_input("that was the last hint; `skip` goes on to the next step");
  }
  show(shell_.out(), wording::hint(*step, hints_shown_));
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
