#include "core/assemble/statements.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>

namespace spyglass {

namespace {

bool is_blank(char c) { return std::isspace(static_cast<unsigned char>(c)) != 0; }
bool is_word(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' || c == '.';
}

struct Refused {
  std::string_view word;
  std::string_view why;
};
constexpr std::string_view reads_files = "is not for the prompt: it reads a file";
constexpr std::string_view rewrites = "is not for the prompt: it changes how everything is read";
constexpr std::array refused = {Refused{".include", reads_files}, Refused{".incbin", reads_files},
                                Refused{".altmacro", rewrites}, Refused{".mri", rewrites}};

std::string lower(std::string_view text) {
  std::string result(text);
  std::ranges::transform(result, result.begin(),
                         [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return result;
}

/// Behind the quote that opens at `at`; the end of the text when none closes it.
std::size_t behind_string(std::string_view text, std::size_t at) {
  for (++at; at < text.size() && text[at] != '"'; ++at) {
    if (text[at] == '\\') ++at;
  }
  return std::min(at + 1, text.size());
}

/// Behind a character such as 'a or '\n, with or without a quote at its end.
std::size_t behind_character(std::string_view text, std::size_t at) {
  at += text.substr(at).starts_with("'\\") ? 3 : 2;
  if (at < text.size() && text[at] == '\'') ++at;
  return std::min(at, text.size());
}

/// What a statement does, behind its labels: "mov", ".ascii".
Statement first_word(const Statement& statement) {
  const std::string_view text = statement.text;
  std::size_t at = 0;
  for (;;) {
    while (at < text.size() && is_blank(text[at])) ++at;
    std::size_t end = at;
    while (end < text.size() && (is_word(text[end]) || text[end] == '\\')) ++end;
    const bool label = end < text.size() && text[end] == ':';
    if (!label) return {statement.at + at, text.substr(at, end - at)};
    at = end + 1;
  }
}

class Splitter {
 public:
  Splitter(std::string_view text, const Toolchain& tools) : text_(text), tools_(tools) {}

  Statements split() {
    while (at_ < text_.size() && !found_.error) step();
    end_statement();
    return std::move(found_);
  }

 private:
  void step() {
    const std::string_view rest = text_.substr(at_);
    if (rest.starts_with(tools_.comment)) {
      end_statement();
      at_ = std::min(text_.find('\n', at_), text_.size());
      begin_ = at_;
    } else if (rest.starts_with("/*")) {
      const auto end = text_.find("*/", at_ + 2);
      if (end == std::string_view::npos) return complain("this comment has no end: */");
      at_ = end + 2;
    } else if (rest.front() == '"') {
      const std::size_t end = behind_string(text_, at_);
      if (end < at_ + 2 || text_[end - 1] != '"') return complain("this string has no end: \"");
      at_ = end;
    } else if (rest.front() == '\'') {
      at_ = behind_character(text_, at_);
    } else if (rest.front() == ';' || rest.front() == '\n') {
      end_statement();
      begin_ = ++at_;
    } else {
      ++at_;
    }
  }

  void complain(std::string_view message) { found_.error = {std::string(message), at_}; }

  void end_statement() {
    std::size_t end = std::min(at_, text_.size());
    while (begin_ < end && is_blank(text_[begin_])) ++begin_;
    while (begin_ < end && is_blank(text_[end - 1])) --end;
    if (begin_ < end) found_.all.push_back({begin_, text_.substr(begin_, end - begin_)});
    begin_ = end;
  }

  std::string_view text_;
  const Toolchain& tools_;
  std::size_t at_ = 0;
  std::size_t begin_ = 0;
  Statements found_;
};

}  // namespace

Statements split_statements(std::string_view text, const Toolchain& tools) {
  return Splitter(text, tools).split();
}

std::optional<Complaint> why_refused(const Statement& statement) {
  const Statement first = first_word(statement);
  if (first.text.find('\\') != std::string_view::npos) {
    return Complaint{"what an instruction is called cannot be put together by a macro here",
                     first.at};
  }
  // Anywhere, since macros may be given such a word.
  const std::string text = lower(statement.text);
  for (const Refused& one : refused) {
    for (std::size_t at = 0; (at = text.find(one.word, at)) != std::string::npos; ++at) {
      const std::size_t end = at + one.word.size();
      const bool whole =
          (at == 0 || !is_word(text[at - 1])) && (end == text.size() || !is_word(text[end]));
      const bool quoted = std::ranges::count(text.substr(0, at), '"') % 2 != 0;
      if (!whole || quoted) continue;
      return Complaint{fmt::format("{} {}", one.word, one.why), statement.at + at};
    }
  }
  return std::nullopt;
}

std::optional<Syntax> switched_syntax(const Statement& statement) {
  const std::string word = lower(first_word(statement).text);
  if (word == ".intel_syntax") return Syntax::intel;
  if (word == ".att_syntax") return Syntax::att;
  return std::nullopt;
}

std::optional<std::size_t> find_piece(std::string_view text, std::string_view piece) {
  std::string wanted(piece);
  std::erase_if(wanted, is_blank);
  if (wanted.empty()) return std::nullopt;
  for (std::size_t begin = 0; begin < text.size(); ++begin) {
    const bool inside_word = begin > 0 && is_word(text[begin - 1]) && is_word(wanted.front());
    if (inside_word || is_blank(text[begin])) continue;
    std::size_t matched = 0;
    std::size_t at = begin;
    for (; at < text.size() && matched < wanted.size(); ++at) {
      if (is_blank(text[at])) continue;
      if (text[at] != wanted[matched]) break;
      ++matched;
    }
    const bool ends = at == text.size() || !is_word(text[at]) || !is_word(wanted.back());
    if (matched == wanted.size() && ends) return begin;
  }
  return std::nullopt;
}

}  // namespace spyglass
