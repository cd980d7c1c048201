#include "repl/lesson/grading.hpp"

#include <algorithm>
#include <cctype>

#include "repl/expression.hpp"

namespace spyglass {

namespace {

std::string normal_form(std::string_view text) {
  constexpr std::string_view dropped = "\"'`";
  std::string result;
  bool space = false;
  for (const char c : text) {
    if (dropped.find(c) != std::string_view::npos) continue;
    if (std::isspace(static_cast<unsigned char>(c)) != 0) {
      space = true;
      continue;
    }
    if (space && !result.empty()) result += ' ';
    space = false;
    result += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  }
  while (!result.empty() && (result.back() == '.' || result.back() == '!')) result.pop_back();
  // A call is as often written with its parentheses.
  if (result.ends_with("()")) result.resize(result.size() - 2);
  return result;
}

/// "b", "b)" and "(b)" all mean the second choice, and so does its text; null: no choice at all.
const std::string* choice_meant(const Step& question, const std::string& given) {
  for (const std::string& choice : question.choices) {
    if (normal_form(choice) == given) return &choice;
  }
  std::string letter = given;
  std::erase_if(letter, [](char c) { return c == '(' || c == ')'; });
  if (letter.size() != 1 || letter[0] < 'a') return nullptr;
  const auto index = static_cast<std::size_t>(letter[0] - 'a');
  return index < question.choices.size() ? &question.choices[index] : nullptr;
}

}  // namespace

bool same_answer(std::string_view given, std::string_view expected) {
  const std::string a = normal_form(given);
  const std::string b = normal_form(expected);
  if (a == b) return true;
  const auto number = parse_number(a);
  return number && number == parse_number(b);
}

bool gives_up(std::string_view given) { return normal_form(given) == "?"; }

Grade grade(const Step& question, std::string_view given) {
  const std::string meant = spelt_out(question, given);
  const auto is_meant = [&](const std::string& answer) {
    return same_answer(meant, spelt_out(question, answer));
  };
  if (std::any_of(question.answers.begin(), question.answers.end(), is_meant)) return {true};
  for (const WrongAnswer& wrong : question.wrong_answers) {
    if (is_meant(wrong.answer)) return {false, &wrong};
  }
  return {};
}

bool is_offered(const Step& question, std::string_view given) {
  const Grade result = grade(question, given);
  return result.right || result.known != nullptr ||
         choice_meant(question, normal_form(given)) != nullptr;
}

std::string spelt_out(const Step& question, std::string_view given) {
  const std::string* choice = choice_meant(question, normal_form(given));
  return choice != nullptr ? *choice : std::string(given);
}

}  // namespace spyglass
