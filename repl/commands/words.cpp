#include <algorithm>
#include <cctype>

#include "repl/commands/command.hpp"

namespace spyglass {

namespace {

/// Takes the characters of one word off the front of a line.
class WordReader {
 public:
  explicit WordReader(std::string_view text) : text_(text) {}

  Result<std::string> read_word() {
    std::string word;
    while (!text_.empty() && std::isspace(static_cast<unsigned char>(text_.front())) == 0) {
      const char c = take();
      if (c == '\'' || c == '"') {
        if (auto quoted = read_quoted(c, word); !quoted) {
          return tl::make_unexpected(quoted.error());
        }
      } else {
        word += c;
      }
    }
    return word;
  }

  bool skip_space() {
    while (!text_.empty() && std::isspace(static_cast<unsigned char>(text_.front())) != 0) take();
    return !text_.empty();
  }

 private:
  char take() {
    const char c = text_.front();
    text_.remove_prefix(1);
    return c;
  }

  Result<void> read_quoted(char quote, std::string& word) {
    while (!text_.empty()) {
      const char c = take();
      if (c == quote) return {};
      const bool escapes = c == '\\' && quote == '"' && !text_.empty();
      word += escapes ? read_escape() : c;
    }
    return bad_input(std::string("a quote (") + quote + ") is opened and never closed");
  }

  char read_escape() {
    constexpr std::string_view letters = "nt0r";
    constexpr std::string_view meanings("\n\t\0\r", 4);
    const char c = take();
    if (const auto at = letters.find(c); at != std::string_view::npos) return meanings[at];
    if (c != 'x') return c;
    std::string digits;
    while (digits.size() < 2 && !text_.empty() &&
           std::isxdigit(static_cast<unsigned char>(text_.front())) != 0) {
      digits += take();
    }
    return digits.empty() ? 'x' : static_cast<char>(std::stoi(digits, nullptr, 16));
  }

  std::string_view text_;
};

}  // namespace

Result<Words> split_words(std::string_view line) {
  Words words;
  const std::size_t start = line.find_first_not_of(" \t");
  words.rest = start == std::string_view::npos ? "" : std::string(line.substr(start));
  WordReader reader(line);
  while (reader.skip_space()) {
    auto word = reader.read_word();
    if (!word) return tl::make_unexpected(word.error());
    words.list.push_back(std::move(*word));
  }
  return words;
}

}  // namespace spyglass
