#include <fmt/format.h>

#include <cctype>

#include "core/base/number.hpp"
#include "core/encode/written.hpp"

namespace spyglass {

namespace {

constexpr int max_depth = 16;

bool is_word(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_'; }

/// Reads the text from the left to the right; the first thing that does not fit ends it.
class Reader {
 public:
  explicit Reader(std::string_view text) : text_(text) {}

  Result<WrittenCall> call() {
    skip();
    WrittenCall call{word(), {}};
    if (call.name.empty()) return expected("the name of a call");
    if (!take('(')) return expected("`(` behind the name of the call");
    auto arguments = list(')', true);
    if (!arguments) return tl::make_unexpected(arguments.error());
    call.arguments = std::move(*arguments);
    skip();
    if (!rest().empty() && rest().front() != '=') return expected("the end");
    return call;
  }

 private:
  [[nodiscard]] std::string_view rest() const { return text_.substr(at_); }

  void skip() {
    for (;;) {
      while (!rest().empty() && std::isspace(static_cast<unsigned char>(rest().front())) != 0) {
        ++at_;
      }
      if (!rest().starts_with("/*")) return;
      const auto end = text_.find("*/", at_ + 2);
      at_ = end == std::string_view::npos ? text_.size() : end + 2;
    }
  }

  bool take(char wanted) {
    skip();
    if (rest().empty() || rest().front() != wanted) return false;
    ++at_;
    return true;
  }

  std::string word() {
    const std::size_t begin = at_;
    while (!rest().empty() && is_word(rest().front())) ++at_;
    return std::string(text_.substr(begin, at_ - begin));
  }

  [[nodiscard]] tl::unexpected<Error> expected(std::string_view what) const {
    return bad_input(at_ < text_.size() ? fmt::format("expected {} at column {}, before `{}`", what,
                                                      at_ + 1, text_.substr(at_, 12))
                                        : fmt::format("expected {} at the end", what));
  }

  /// Up to `end`, with commas between; sets have blanks.
  Result<std::vector<Written>> list(char end, bool labels) {
    std::vector<Written> elements;
    if (take(end)) return elements;
    for (;;) {
      auto element = labels ? argument() : sum();
      if (!element) return tl::make_unexpected(element.error());
      elements.push_back(std::move(*element));
      if (take(',')) continue;
      if (take(end)) return elements;
      skip();
      const bool blank_between = end == ']' && at_ > 0 && text_[at_ - 1] == ' ' && !rest().empty();
      if (!blank_between) return expected(fmt::format("`,` or `{}`", end));
    }
  }

  /// fd=3, or just 3.
  Result<Written> argument() {
    skip();
    const std::size_t before = at_;
    std::string label = word();
    skip();
    const bool labelled = !label.empty() &&
                          std::isdigit(static_cast<unsigned char>(label[0])) == 0 &&
                          rest().starts_with('=');
    if (!labelled) {
      at_ = before;
      return sum();
    }
    ++at_;
    auto value = sum();
    if (value) value->label = std::move(label);
    return value;
  }

  Result<Written> sum() {
    if (++depth_ > max_depth) return bad_input("that is nested too deeply");
    skip();
    const std::size_t column = at_;
    auto first = term();
    written::Sum sum;
    while (first) {
      skip();
      const char sign = rest().empty() ? '\0' : rest().front();
      if (sign != '|' && sign != '+' && sign != '-') break;
      ++at_;
      if (sum.terms.empty()) sum.terms.push_back({'|', std::move(*first)});
      auto next = term();
      if (!next) return next;
      sum.terms.push_back({sign, std::move(*next)});
    }
    --depth_;
    if (!first || sum.terms.empty()) return first;
    return Written{std::move(sum), column};
  }

  Result<Written> term() {
    skip();
    const std::size_t column = at_;
    if (rest().empty()) return expected("a value");
    switch (rest().front()) {
      case '"': return text(column);
      case '[': return elements(column);
      case '{': return fields(column);
      default: break;
    }
    if (rest().starts_with("...")) {
      at_ += 3;
      return Written{written::Room{}, column};
    }
    return word_or_number(column);
  }

  Result<Written> elements(std::size_t column) {
    ++at_;
    auto found = list(']', false);
    if (!found) return tl::make_unexpected(found.error());
    return Written{written::List{std::move(*found)}, column};
  }

  Result<Written> fields(std::size_t column) {
    ++at_;
    written::Fields found;
    if (take('}')) return Written{std::move(found), column};
    for (;;) {
      skip();
      if (rest().starts_with("...")) {
        at_ += 3;
      } else {
        std::string name = word();
        if (name.empty()) return expected("the name of a member");
        if (!take('=')) return expected(fmt::format("`=` behind {}", name));
        auto value = sum();
        if (!value) return value;
        found.fields.push_back({std::move(name), std::move(*value)});
      }
      if (take(',')) continue;
      if (take('}')) return Written{std::move(found), column};
      return expected("`,` or `}`");
    }
  }

  Result<Written> word_or_number(std::size_t column) {
    const bool is_register = rest().front() == '%' || rest().front() == '$';
    const bool negative = rest().front() == '-';
    if (rest().front() == '\'') return character(column);
    if (is_register || negative) ++at_;
    std::string name = word();
    if (name.empty()) {
      at_ = column;
      return expected("a value");
    }
    if (name == "_" && !is_register) return Written{written::Room{}, column};
    if (const auto number = parse_number(name); number && !is_register) {
      // 8192*1024, as limits are written.
      std::uint64_t value = *number;
      while (take('*')) {
        skip();
        const auto factor = parse_number(word());
        if (!factor) return expected("a number behind `*`");
        value *= *factor;
      }
      return Written{written::Number{negative ? 0 - value : value}, column};
    }
    if (negative)
      return bad_input(fmt::format("`-{}` at column {} is no number", name, column + 1));
    if (!is_register && take('(')) {
      auto arguments = list(')', false);
      if (!arguments) return tl::make_unexpected(arguments.error());
      return Written{written::Applied{std::move(name), std::move(*arguments)}, column};
    }
    return Written{written::Name{is_register ? "%" + name : std::move(name)}, column};
  }

  Result<Written> character(std::size_t column) {
    const auto end = text_.find('\'', at_ + 1);
    const auto number = end == std::string_view::npos
                            ? std::nullopt
                            : parse_number(text_.substr(at_, end + 1 - at_));
    if (!number) return expected("one character in quotes");
    at_ = end + 1;
    return Written{written::Number{*number}, column};
  }

  /// A string in C's notation; the dots of a shortened one belong to it.
  Result<Written> text(std::size_t column) {
    ++at_;
    written::Text found;
    while (!rest().empty() && rest().front() != '"') {
      if (rest().front() != '\\') {
        found.bytes += rest().front();
        ++at_;
        continue;
      }
      ++at_;
      if (!escape(found.bytes)) return expected("what a `\\` can stand before");
    }
    if (rest().empty())
      return bad_input(fmt::format("the string that begins at column {} has no end", column + 1));
    ++at_;
    if (rest().starts_with("...")) at_ += 3;
    return Written{std::move(found), column};
  }

  bool escape(std::string& bytes) {
    constexpr std::string_view letters = "abtnvfr\\\"'0";
    constexpr std::string_view meant{"\a\b\t\n\v\f\r\\\"'\0", 11};
    if (rest().empty()) return false;
    const char letter = rest().front();
    const bool octal = letter >= '0' && letter <= '7';
    const std::size_t begin = letter == 'x' ? 1 : 0;
    if (octal || letter == 'x') {
      const std::size_t longest = octal ? 3 : 2;
      const int base = octal ? 8 : 16;
      std::size_t length = 0;
      unsigned value = 0;
      while (length < longest && begin + length < rest().size()) {
        const auto digit = parse_digits(rest().substr(begin + length, 1), base);
        if (!digit) break;
        value = value * static_cast<unsigned>(base) + static_cast<unsigned>(*digit);
        ++length;
      }
      if (length == 0 || value > 0xff) return false;
      bytes += static_cast<char>(value);
      at_ += begin + length;
      return true;
    }
    const auto found = letters.find(letter);
    if (found == std::string_view::npos) return false;
    bytes += meant[found];
    ++at_;
    return true;
  }

  std::string_view text_;
  std::size_t at_ = 0;
  int depth_ = 0;
};

}  // namespace

Result<WrittenCall> parse_call(std::string_view text) { return Reader(text).call(); }

}  // namespace spyglass
