#include "repl/recipe/lexer.hpp"

#include <algorithm>
#include <cctype>
#include <cstdint>

namespace spyglass {

namespace {

constexpr std::string_view keywords[] = {"and",   "break", "do",       "else", "elseif", "end",
                                         "false", "for",   "function", "goto", "if",     "in",
                                         "local", "nil",   "not",      "or",   "repeat", "return",
                                         "then",  "true",  "until",    "while"};
constexpr std::string_view long_signs[] = {
    "...", "..", "==", "~=", "<=", ">=", "//", "::", "<<", ">>"};

bool begins_name(char c) { return std::isalpha(static_cast<unsigned char>(c)) != 0 || c == '_'; }
bool is_in_name(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_'; }
bool is_digit(char c) { return std::isdigit(static_cast<unsigned char>(c)) != 0; }

class Lexer {
 public:
  explicit Lexer(std::string_view code) : code_(code) {}

  std::vector<LuaToken> all() {
    while (at_ < code_.size()) {
      const char c = code_[at_];
      if (std::isspace(static_cast<unsigned char>(c)) != 0) {
        go_to(at_ + 1);
      } else if (code_.substr(at_).starts_with("--")) {
        skip_comment();
      } else if (begins_name(c)) {
        word(LuaToken::Kind::name, is_in_name);
      } else if (is_digit(c) || (c == '.' && at_ + 1 < code_.size() && is_digit(code_[at_ + 1]))) {
        word(LuaToken::Kind::number, [](char each) { return is_in_name(each) || each == '.'; });
      } else if (c == '"' || c == '\'') {
        quoted(c);
      } else if (c == '[' && bracket_level() >= 0) {
        bracketed(true);
      } else {
        sign();
      }
    }
    return std::move(tokens_);
  }

 private:
  void go_to(std::size_t place) {
    place = std::min(place, code_.size());
    line_ += static_cast<int>(std::count(code_.begin() + static_cast<std::ptrdiff_t>(at_),
                                         code_.begin() + static_cast<std::ptrdiff_t>(place), '\n'));
    at_ = place;
  }

  void add(LuaToken::Kind kind, std::string_view text) { tokens_.push_back({kind, text, line_}); }

  template <class Belongs>
  void word(LuaToken::Kind kind, Belongs belongs) {
    std::size_t end = at_;
    while (end < code_.size() && belongs(code_[end])) ++end;
    add(kind, code_.substr(at_, end - at_));
    go_to(end);
  }

  void quoted(char quote) {
    std::size_t end = at_ + 1;
    while (end < code_.size() && code_[end] != quote && code_[end] != '\n') {
      end += code_[end] == '\\' ? 2 : 1;
    }
    end = std::min(end, code_.size());
    add(LuaToken::Kind::text, code_.substr(at_ + 1, end - at_ - 1));
    go_to(end + 1);
  }

  /// Of [[ or [=[ the number of signs between the brackets; −1 for something else.
  [[nodiscard]] int bracket_level() const {
    std::size_t place = at_ + 1;
    while (place < code_.size() && code_[place] == '=') ++place;
    return place < code_.size() && code_[place] == '[' ? static_cast<int>(place - at_ - 1) : -1;
  }

  void bracketed(bool is_text) {
    const auto level = static_cast<std::size_t>(bracket_level());
    const std::string close = "]" + std::string(level, '=') + "]";
    const std::size_t from = at_ + level + 2;
    const std::size_t end = std::min(code_.find(close, from), code_.size());
    if (is_text) add(LuaToken::Kind::text, code_.substr(from, end - from));
    go_to(end + close.size());
  }

  void skip_comment() {
    go_to(at_ + 2);
    if (at_ < code_.size() && code_[at_] == '[' && bracket_level() >= 0) return bracketed(false);
    go_to(std::min(code_.find('\n', at_), code_.size()));
  }

  void sign() {
    const std::string_view rest = code_.substr(at_);
    const auto* found = std::ranges::find_if(
        long_signs, [&](std::string_view one) { return rest.starts_with(one); });
    const std::size_t size = found == std::end(long_signs) ? 1 : found->size();
    add(LuaToken::Kind::sign, rest.substr(0, size));
    go_to(at_ + size);
  }

  std::string_view code_;
  std::size_t at_ = 0;
  int line_ = 1;
  std::vector<LuaToken> tokens_;
};

}  // namespace

std::vector<LuaToken> lua_tokens(std::string_view code) { return Lexer(code).all(); }

bool is_lua_keyword(std::string_view word) {
  return std::ranges::find(keywords, word) != std::end(keywords);
}

}  // namespace spyglass
