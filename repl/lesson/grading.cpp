#include "repl/lesson/grading.hpp"

#include <algorithm>

#include "core/base/number.hpp"
#include "repl/lesson/quantity.hpp"
#include "repl/lesson/sentence.hpp"

namespace spyglass {

namespace {

/// A call is as often written with its parentheses.
std::string bare_answer(std::string_view text) {
  std::string result = normal_form(text);
  if (result.ends_with("()")) result.resize(result.size() - 2);
  return result;
}

/// "b", "b)" and "(b)" all mean the second choice, and so does its text; null: no choice at all.
const std::string* choice_meant(const Step& question, const std::string& given) {
  for (const std::string& choice : question.choices) {
    if (bare_answer(choice) == given) return &choice;
  }
  std::string letter = given;
  std::erase_if(letter, [](char c) { return c == '(' || c == ')'; });
  if (letter.size() != 1 || letter[0] < 'a') return nullptr;
  const auto index = static_cast<std::size_t>(letter[0] - 'a');
  return index < question.choices.size() ? &question.choices[index] : nullptr;
}

/// By a short answer alone, word for word.
Grade grade_word(const Step& question, std::string_view given) {
  const std::string meant = spelt_out(question, given);
  const auto is_meant = [&](const std::string& answer) {
    return same_answer(meant, spelt_out(question, answer));
  };
  if (std::ranges::any_of(question.answers, is_meant)) return {.right = true};
  for (const WrongAnswer& wrong : question.wrong_answers) {
    if (is_meant(wrong.answer)) return {.known = &wrong};
  }
  return {};
}

bool is_one_word(std::string_view text) { return normal_form(text).find(' ') == std::string::npos; }

const WrongAnswer* named_wrong(const Step& question, std::string_view sentence) {
  for (const WrongAnswer& wrong : question.wrong_answers) {
    if (names(sentence, spelt_out(question, wrong.answer))) return &wrong;
  }
  return nullptr;
}

/// A short answer inside of a sentence: "I think that it is rdx".
Grade grade_sentence(const Step& question, std::string_view given) {
  const bool right = std::ranges::any_of(question.answers, [&](const std::string& answer) {
    return names(given, spelt_out(question, answer));
  });
  const WrongAnswer* wrong = named_wrong(question, given);
  // Whoever names both has not decided yet.
  if (right && (wrong != nullptr || hedges(given))) return {.hedged = true};
  return {.right = right, .known = wrong};
}

bool is_named(const Part& part, std::string_view sentence) {
  return std::ranges::any_of(part.any,
                             [&](const std::string& phrase) { return names(sentence, phrase); });
}

Grade grade_diagnosis(const Step& question, std::string_view given, std::string_view before) {
  const std::string all = std::string(before) + "; " + std::string(given);
  const WrongAnswer* wrong = named_wrong(question, given);
  Grade result;
  for (const Part& part : question.parts) {
    result.on_track = result.on_track || is_named(part, given);
    if (result.left_out == nullptr && !is_named(part, all)) result.left_out = &part;
  }
  // The right cause beside a wrong one may be said to set the two apart; a guess it is with `or`.
  if (wrong != nullptr && result.on_track && hedges(given)) return {.hedged = true};
  if (result.left_out == nullptr) return {.right = true};
  if (wrong != nullptr) return {.known = wrong};
  return result;
}

}  // namespace

bool same_answer(std::string_view given, std::string_view expected) {
  const std::string a = bare_answer(given);
  const std::string b = bare_answer(expected);
  if (a == b) return true;
  const auto number = parse_number(a);
  return (number && number == parse_number(b)) || same_quantity(a, b);
}

bool gives_up(std::string_view given) { return normal_form(given) == "?"; }

Grade grade(const Step& question, std::string_view given, std::string_view before) {
  if (question.kind == Step::Kind::diagnose) return grade_diagnosis(question, given, before);
  const Grade by_word = grade_word(question, given);
  if (by_word.right || by_word.known != nullptr || is_one_word(given)) return by_word;
  return grade_sentence(question, given);
}

bool is_offered(const Step& question, std::string_view given) {
  if (question.kind == Step::Kind::diagnose) return false;
  const Grade result = grade_word(question, given);
  return result.right || result.known != nullptr ||
         choice_meant(question, bare_answer(given)) != nullptr;
}

std::string spelt_out(const Step& question, std::string_view given) {
  const std::string* choice = choice_meant(question, bare_answer(given));
  return choice != nullptr ? *choice : std::string(given);
}

}  // namespace spyglass
