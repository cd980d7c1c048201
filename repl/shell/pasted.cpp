#include "repl/shell/pasted.hpp"

#include <algorithm>
#include <optional>

namespace spyglass {

namespace {

bool take(std::string_view& text, std::string_view word) {
  if (!text.starts_with(word)) return false;
  text.remove_prefix(word.size());
  return true;
}

bool take_any(std::string_view& text, std::string_view letters) {
  const auto end = std::min(text.find_first_not_of(letters), text.size());
  text.remove_prefix(end);
  return end > 0;
}

void skip_blanks(std::string_view& text) {
  text.remove_prefix(std::min(text.find_first_not_of(" \t"), text.size()));
}

constexpr std::string_view digits = "0123456789";
/// Of a lesson: its number, or its name.
constexpr std::string_view name =
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.";

/// What stands behind one prompt; nothing when the line begins with none.
std::optional<std::string_view> behind_prompt(std::string_view line) {
  std::string_view rest = line;
  if (take(rest, "(spyglass)")) return rest;
  const bool of_lesson = take_any(rest, name) && take(rest, " · step ") && take_any(rest, digits);
  if (of_lesson && take(rest, " >")) return rest;
  return std::nullopt;
}

}  // namespace

std::string_view without_prompts(std::string_view line) {
  for (;;) {
    std::string_view text = line;
    skip_blanks(text);
    const auto rest = behind_prompt(text);
    if (!rest) return line;
    line = *rest;
    skip_blanks(line);
  }
}

}  // namespace spyglass
