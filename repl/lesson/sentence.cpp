#include "repl/lesson/sentence.hpp"

#include <algorithm>
#include <array>
#include <cctype>

#include "repl/lesson/quantity.hpp"

namespace spyglass {

namespace {

/// Words that turn down what follows them, at once or behind some fillers. Apostrophes are gone.
constexpr std::array turns_down = {"not",   "no",      "never",  "nor",  "neither", "isnt", "wasnt",
                                   "arent", "instead", "except", "than", "without", "aint"};
constexpr std::array fillers = {"the", "a",   "an",   "any",     "in",    "by",   "from", "at",
                                "to",  "on",  "of",   "because", "about", "with", "is",   "be",
                                "it",  "its", "file", "called",  "named", "port", "for"};
constexpr std::array doubts = {"or", "either", "maybe", "perhaps", "possibly"};

template <std::size_t N>
bool is_among(const std::array<const char*, N>& list, std::string_view word) {
  return std::ranges::find(list, word) != list.end();
}

bool is_letter(char c) {
  // Bytes of UTF-8 are parts of letters.
  return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' ||
         static_cast<unsigned char>(c) >= 0x80;
}

/// Hyphens and dots belong to a word only between two letters: old-rules.xml is one word, the dots
/// of ./rules.xml and of a sentence are not.
bool joins(std::string_view text, std::size_t at) {
  if (text[at] != '-' && text[at] != '.') return false;
  return at > 0 && at + 1 < text.size() && is_letter(text[at - 1]) && is_letter(text[at + 1]);
}

bool begins_word(std::string_view text, std::size_t at) {
  if (at == 0) return true;
  if (!is_letter(text[at])) return !joins(text, at) || !is_letter(text[at - 1]);
  return !is_letter(text[at - 1]) && !joins(text, at - 1);
}

bool ends_word(std::string_view text, std::size_t end) {
  return end == text.size() || (!is_letter(text[end]) && !joins(text, end)) ||
         !is_letter(text[end - 1]);
}

bool is_turned_down(std::string_view before) {
  // The clause is what counts: "not waiting, but working" turns down only the first.
  const std::size_t clause = before.find_last_of(",;!?()");
  if (clause != std::string_view::npos) before.remove_prefix(clause + 1);
  for (;;) {
    while (!before.empty() && !is_letter(before.back())) {
      // So does a full stop, where it ends a sentence.
      if (before.back() == '.' && !before.ends_with("./")) return false;
      before.remove_suffix(1);
    }
    const std::size_t space = before.find_last_of(' ');
    const std::string_view word =
        space == std::string_view::npos ? before : before.substr(space + 1);
    if (word.empty()) return false;
    if (is_among(turns_down, word)) return true;
    // A path before the name of a file is part of the name.
    if (!is_among(fillers, word) && word.find('/') == std::string_view::npos) return false;
    before.remove_suffix(word.size());
  }
}

/// Where the quantity that begins here may end: behind its number, or behind one more word.
bool names_quantity(std::string_view sentence, std::string_view wanted) {
  for (std::size_t at = 0; at < sentence.size(); ++at) {
    const bool signed_number = sentence[at] == '-' && at + 1 < sentence.size() &&
                               (at == 0 || !is_letter(sentence[at - 1]));
    const bool digit = std::isdigit(static_cast<unsigned char>(sentence[at])) != 0;
    const bool after_sign =
        at > 0 && sentence[at - 1] == '-' && (at == 1 || !is_letter(sentence[at - 2]));
    if (!signed_number && (!digit || after_sign || !begins_word(sentence, at))) continue;
    std::size_t end = at + 1;
    while (end < sentence.size() && (is_letter(sentence[end]) || joins(sentence, end))) ++end;
    std::size_t second = end;
    if (second < sentence.size() && (sentence[second] == ' ' || sentence[second] == '%')) ++second;
    while (second < sentence.size() && is_letter(sentence[second])) ++second;
    const auto with_unit = sentence.substr(at, second - at);
    const auto meant = is_quantity(with_unit) ? with_unit : sentence.substr(at, end - at);
    if (same_quantity(meant, wanted) && !is_turned_down(sentence.substr(0, at))) return true;
  }
  return false;
}

}  // namespace

std::string normal_form(std::string_view text) {
  constexpr std::string_view dropped = "\"'`";
  constexpr std::string_view curly = "\xe2\x80";  // begins the quotes of typesetters
  // Anna's parcel names Anna, and "it's rdx" names rdx.
  const auto is_s_at_end = [&](std::size_t at) {
    return at < text.size() && (text[at] == 's' || text[at] == 'S') &&
           (at + 1 == text.size() || !is_letter(text[at + 1]) || text.substr(at + 1, 2) == curly);
  };
  const auto ends_word_with_s = [&](std::string_view before, std::size_t at) {
    return !before.empty() && is_letter(before.back()) && is_s_at_end(at);
  };
  std::string result;
  bool space = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (dropped.find(c) != std::string_view::npos) {
      if (c == '\'' && !space && ends_word_with_s(result, i + 1)) ++i;
      continue;
    }
    if (text.substr(i, 2) == curly && i + 2 < text.size() &&
        (static_cast<unsigned char>(text[i + 2]) & 0xf8) == 0x98) {
      i += 2;
      if (!space && ends_word_with_s(result, i + 1)) ++i;
      continue;
    }
    if (std::isspace(static_cast<unsigned char>(c)) != 0) {
      space = true;
      continue;
    }
    if (space && !result.empty()) result += ' ';
    space = false;
    result += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  }
  while (!result.empty() && (result.back() == '.' || result.back() == '!')) result.pop_back();
  return result;
}

bool names(std::string_view sentence, std::string_view phrase) {
  const std::string text = normal_form(sentence);
  std::string wanted = normal_form(phrase);
  if (wanted.empty()) return false;
  if (is_quantity(wanted)) return names_quantity(text, wanted);
  const bool prefix = wanted.back() == '*';
  if (prefix) wanted.pop_back();
  for (std::size_t at = text.find(wanted); at != std::string::npos;
       at = text.find(wanted, at + 1)) {
    if (!begins_word(text, at)) continue;
    if (!prefix && !ends_word(text, at + wanted.size())) continue;
    if (!is_turned_down(std::string_view(text).substr(0, at))) return true;
  }
  return false;
}

bool hedges(std::string_view sentence) {
  return std::ranges::any_of(doubts, [&](const char* word) { return names(sentence, word); });
}

}  // namespace spyglass
