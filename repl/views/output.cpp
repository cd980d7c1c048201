#include "repl/views/output.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace spyglass {

namespace {

std::string_view colour_of(Tone tone) {
  switch (tone) {
    case Tone::plain: return "";
    case Tone::strong: return "\033[1m";
    case Tone::faint: return "\033[2m";
    case Tone::good: return "\033[32m";
    case Tone::bad: return "\033[31m";
    case Tone::changed: return "\033[1;33m";
  }
  return "";
}

bool is_continuation(char c) { return (static_cast<unsigned char>(c) & 0xc0) == 0x80; }

/// The length of the UTF-8 sequence that `text` begins with, or 0 when it is none.
std::size_t sequence_length(std::string_view text) {
  const auto first = static_cast<unsigned char>(text.front());
  const std::size_t length = first < 0x80   ? 1
                             : first < 0xc2 ? 0
                             : first < 0xe0 ? 2
                             : first < 0xf0 ? 3
                             : first < 0xf5 ? 4
                                            : 0;
  if (length == 0 || length > text.size()) return 0;
  for (std::size_t i = 1; i < length; ++i) {
    if (!is_continuation(text[i])) return 0;
  }
  if (length == 1) return 1;
  const auto second = static_cast<unsigned char>(text[1]);
  // The C1 controls (U+0080 to U+009F) are obeyed by some terminals.
  if (first == 0xc2 && second < 0xa0) return 0;
  // Longer than it needs to be, a half of a pair of UTF-16, or beyond U+10FFFF (RFC 3629).
  if ((first == 0xe0 && second < 0xa0) || (first == 0xed && second > 0x9f) ||
      (first == 0xf0 && second < 0x90) || (first == 0xf4 && second > 0x8f)) {
    return 0;
  }
  return length;
}

/// Characters that take no room or turn the order of others around, so that a text is not what it
/// looks like: joiners and marks of width zero, controls of direction, tags (Unicode, category Cf
/// and the two separators of lines).
struct Unseen {
  char32_t first, last;
};
constexpr Unseen unseen[] = {
    {0xad, 0xad},     {0x61c, 0x61c},   {0x180e, 0x180e}, {0x200b, 0x200f},   {0x2028, 0x202e},
    {0x2060, 0x206f}, {0xfeff, 0xfeff}, {0xfff9, 0xfffb}, {0x1d173, 0x1d17a}, {0xe0000, 0xe007f}};

/// Of a well-formed sequence.
char32_t code_point(std::string_view sequence) {
  const auto first = static_cast<unsigned char>(sequence.front());
  if (sequence.size() == 1) return first;
  char32_t code = first & (0x7fU >> sequence.size());
  for (const char c : sequence.substr(1)) code = code << 6 | (static_cast<unsigned char>(c) & 0x3f);
  return code;
}

bool is_unseen(char32_t code) {
  return std::ranges::any_of(
      unseen, [&](const Unseen& range) { return code >= range.first && code <= range.last; });
}

}  // namespace

std::string inert(std::string_view text) {
  std::string result;
  while (!text.empty()) {
    const char c = text.front();
    const auto code = static_cast<unsigned char>(c);
    std::size_t length = sequence_length(text);
    if (code == 0x7f || (code < 0x20 && c != '\n' && c != '\t')) {
      // A carriage return before a newline is only a line's end.
      if (!(c == '\r' && text.size() > 1 && text[1] == '\n')) {
        result += {'^', static_cast<char>(code ^ 0x40)};
      }
      length = 1;
    } else if (length == 0) {
      result += fmt::format("\\{:o}", code);
      length = 1;
    } else if (const char32_t point = code_point(text.substr(0, length)); is_unseen(point)) {
      result += fmt::format("<U+{:04X}>", static_cast<std::uint32_t>(point));
    } else {
      result += text.substr(0, length);
    }
    text.remove_prefix(length);
  }
  return result;
}

std::string inert_line(std::string_view text) {
  std::string result;
  for (const char c : inert(text)) {
    if (c == '\n') {
      result += "\\n";
    } else if (c == '\t') {
      result += "\\t";
    } else {
      result += c;
    }
  }
  return result;
}

int columns_of(std::string_view text) {
  return static_cast<int>(
      std::count_if(text.begin(), text.end(), [](char c) { return !is_continuation(c); }));
}

std::string shortened(std::string_view text, int columns) {
  if (columns_of(text) <= columns) return std::string(text);
  std::size_t end = 0;
  for (int taken = 0; end < text.size(); ++end) {
    const bool begins = (static_cast<unsigned char>(text[end]) & 0xc0) != 0x80;
    if (begins && ++taken == columns) break;
  }
  return std::string(text.substr(0, end)) + "…";
}

std::vector<std::string> wrap(std::string_view text, int width) {
  std::vector<std::string> lines;
  std::string line;
  std::size_t blanks = 0;  // before the next word: several may mean something, as in a quoted text
  const auto add_word = [&](std::string_view word) {
    if (!line.empty() && columns_of(line) + static_cast<int>(blanks) + columns_of(word) > width) {
      lines.push_back(std::exchange(line, {}));
      blanks = 0;
    }
    line.append(std::exchange(blanks, 0), ' ');
    line += word;
  };
  while (!text.empty()) {
    const std::size_t end = text.find_first_of(" \n");
    if (end != 0) add_word(text.substr(0, end));
    if (end == std::string_view::npos) break;
    if (text[end] == ' ') {
      ++blanks;
    } else {
      lines.push_back(std::exchange(line, {}));
      blanks = 0;
    }
    text.remove_prefix(end + 1);
  }
  if (!line.empty() || lines.empty()) lines.push_back(line);
  return lines;
}

void Output::emit(std::string_view text) {
  if (text.empty() || muted_) return;
  at_line_start_ = text.back() == '\n';
  sink_(text);
}

void Output::next_page() {
  fresh_line();
  if (!look_.screen) return blank();
  if (!muted_) sink_("\033[H\033[2J");
}

void Output::fresh_line() {
  if (!at_line_start_) emit("\n");
}

void Output::line(const Line& pieces) {
  fresh_line();
  std::string text;
  for (const Piece& piece : pieces) {
    const std::string_view colour = look_.colour ? colour_of(piece.tone) : "";
    text += colour;
    text += inert(piece.text);
    if (!colour.empty()) text += "\033[0m";
  }
  while (!text.empty() && text.back() == ' ') text.pop_back();
  emit(text + '\n');
}

void Output::paragraph(std::string_view text, int indent, Tone tone) {
  const std::string margin(static_cast<std::size_t>(indent), ' ');
  for (const std::string& part : wrap(text, look_.usable_width() - indent)) {
    line({{margin, Tone::plain}, {part, tone}});
  }
}

void Output::program_text(std::string_view text) { emit(inert(text)); }

}  // namespace spyglass
