#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <cstdlib>

#include "core/base/nearest.hpp"
#include "core/decode/constants.hpp"
#include "core/syscalls/catalogue.hpp"
#include "core/syscalls/errors.hpp"
#include "core/syscalls/signals.hpp"
#include "repl/recipe/recipe.hpp"
#include "repl/recipe/where.hpp"

namespace spyglass {

namespace {

using Node = Where::Node;
using Kind = Node::Kind;

struct Operator {
  std::string_view sign;
  Kind kind;
  int strength;  ///< as in Lua: what binds more closely is greater
};
// Longer signs stand before those that they begin with.
constexpr Operator operators[] = {
    {"or", Kind::either, 1},    {"and", Kind::both, 2},      {"==", Kind::equal, 3},
    {"~=", Kind::unequal, 3},   {"<=", Kind::less_equal, 3}, {">=", Kind::greater_equal, 3},
    {"<", Kind::less, 3},       {">", Kind::greater, 3},     {"+", Kind::plus, 4},
    {"-", Kind::difference, 4}, {"*", Kind::product, 5},     {"/", Kind::quotient, 5},
};
constexpr int strength_of_signs = 6;  ///< `not` and a minus before a value
constexpr int most_nested = 100;

bool begins_name(char c) { return std::isalpha(static_cast<unsigned char>(c)) != 0 || c == '_'; }
bool is_in_name(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_'; }

/// Reads a condition from its beginning to its end; a problem is noted once, and ends the reading.
class Parser {
 public:
  Parser(std::string_view text, const std::vector<RecipeArgument>& arguments)
      : text_(text), arguments_(arguments) {}

  Result<std::vector<Node>> parse() {
    expression(0);
    skip_blanks();
    if (problem_.empty() && at_ < text_.size()) {
      problem_ = fmt::format("`{}` is not understood", text_.substr(at_));
    }
    if (!problem_.empty()) return bad_input(fmt::format("where: {}", problem_));
    return std::move(nodes_);
  }
  [[nodiscard]] bool reads_arguments() const { return reads_arguments_; }

 private:
  std::size_t add(Node node) {
    nodes_.push_back(std::move(node));
    return nodes_.size() - 1;
  }
  std::size_t give_up(std::string problem) {
    if (problem_.empty()) problem_ = std::move(problem);
    at_ = text_.size();
    return nodes_.empty() ? add({Kind::nil}) : nodes_.size() - 1;
  }

  void skip_blanks() {
    while (at_ < text_.size() && std::isspace(static_cast<unsigned char>(text_[at_])) != 0) ++at_;
  }

  /// Takes a sign or a whole word, if that comes next.
  bool take(std::string_view sign) {
    skip_blanks();
    const std::string_view rest = text_.substr(at_);
    if (!rest.starts_with(sign)) return false;
    if (begins_name(sign.front()) && rest.size() > sign.size() && is_in_name(rest[sign.size()])) {
      return false;
    }
    at_ += sign.size();
    return true;
  }

  std::string_view take_name() {
    skip_blanks();
    const std::size_t from = at_;
    if (at_ < text_.size() && begins_name(text_[at_])) {
      while (at_ < text_.size() && is_in_name(text_[at_])) ++at_;
    }
    return text_.substr(from, at_ - from);
  }

  std::size_t expression(int least) {
    if (++depth_ > most_nested) return give_up("it is nested too deeply");
    std::size_t left = operand();
    for (bool goes_on = true; goes_on && problem_.empty();) {
      goes_on = false;
      for (const Operator& one : operators) {
        if (one.strength <= least) continue;
        if (!take(one.sign)) continue;
        const std::size_t right = expression(one.strength);
        left = add({one.kind, left, right});
        goes_on = true;
        break;
      }
    }
    --depth_;
    return left;
  }

  std::size_t operand() {
    if (take("not")) return add({Kind::negation, expression(strength_of_signs)});
    if (take("-")) return add({Kind::minus, expression(strength_of_signs)});
    if (take("(")) {
      const std::size_t inner = expression(0);
      return take(")") ? inner : give_up("a `)` is missing");
    }
    skip_blanks();
    if (at_ == text_.size()) return give_up("it ends where a value should stand");
    const char c = text_[at_];
    if (c == '"' || c == '\'') return quoted(c);
    if (std::isdigit(static_cast<unsigned char>(c)) != 0 || c == '.') return number();
    if (begins_name(c)) return name();
    return give_up(fmt::format("`{}` is not understood{}", text_.substr(at_), hint(c)));
  }

  static std::string_view hint(char c) {
    if (c == '!') return "; in Lua `!=` is written `~=`, and `!` is `not`";
    if (c == '&') return "; in Lua it is written `and`";
    if (c == '|') return "; in Lua it is written `or`";
    if (c == '=') return "; `==` compares";
    return "";
  }

  std::size_t quoted(char quote) {
    const std::size_t end = text_.find(quote, at_ + 1);
    if (end == std::string_view::npos) return give_up("a text has no end");
    const auto inside = text_.substr(at_ + 1, end - at_ - 1);
    at_ = end + 1;
    return add({Kind::text, 0, 0, 0, std::string(inside)});
  }

  std::size_t number() {
    const std::string rest(text_.substr(at_));
    char* end = nullptr;
    const long double value = std::strtold(rest.c_str(), &end);
    if (end == rest.c_str()) return give_up(fmt::format("`{}` is no number", rest));
    at_ += static_cast<std::size_t>(end - rest.c_str());
    return add({Kind::number, 0, 0, value});
  }

  std::size_t name() {
    const std::string_view word = take_name();
    if (word == "nil") return add({Kind::nil});
    if (word == "true" || word == "false")
      return add({Kind::truth, 0, 0, word == "true" ? 1.0L : 0});
    if (word == "arg") return recipe_argument();
    if (word == "has") return has_part();
    const auto facts = where_facts();
    for (std::size_t i = 0; i < facts.size(); ++i) {
      if (facts[i].name == word) return add({Kind::fact, 0, 0, static_cast<long double>(i)});
    }
    if (std::ranges::binary_search(argument_names(), word)) {
      reads_arguments_ = true;
      return add({Kind::argument, 0, 0, 0, std::string(word)});
    }
    if (find_error(word) != nullptr || find_signal(word) != nullptr || find_constant(word)) {
      return add({Kind::text, 0, 0, 0, std::string(word)});
    }
    std::vector<std::string_view> names(argument_names().begin(), argument_names().end());
    for (const WhereFact& fact : facts) names.push_back(fact.name);
    return give_up(fmt::format("nothing is called `{}`{}", word, did_you_mean(word, names)));
  }

  std::size_t recipe_argument() {
    const std::string_view word = take(".") ? take_name() : "";
    std::vector<std::string_view> names;
    for (const RecipeArgument& argument : arguments_) {
      names.push_back(argument.name);
      if (argument.name != word) continue;
      if (const auto* text = std::get_if<std::string>(&argument.value)) {
        return add({Kind::text, 0, 0, 0, *text});
      }
      if (const auto* value = std::get_if<double>(&argument.value)) {
        return add({Kind::number, 0, 0, static_cast<long double>(*value)});
      }
      return add({Kind::truth, 0, 0, std::get<bool>(argument.value) ? 1.0L : 0});
    }
    return give_up(
        fmt::format("the recipe has no argument `{}`{}", word, did_you_mean(word, names)));
  }

  /// has(WHOLE, "part")
  std::size_t has_part() {
    if (!take("(")) return give_up("`has` is used as has(pathname, \"/etc\")");
    const std::size_t whole = expression(0);
    if (!take(","))
      return give_up("`has` wants a text and a part of it, with a comma between them");
    const std::size_t part = operand();
    if (!problem_.empty()) return part;
    if (nodes_[part].kind != Kind::text) return give_up("the part that `has` looks for is a text");
    std::string text = nodes_[part].text;
    if (!take(")")) return give_up("a `)` is missing");
    return add({Kind::has, whole, 0, 0, std::move(text)});
  }

  std::string_view text_;
  const std::vector<RecipeArgument>& arguments_;
  std::size_t at_ = 0;
  int depth_ = 0;
  bool reads_arguments_ = false;
  std::string problem_;
  std::vector<Node> nodes_;
};

}  // namespace

Result<Where> Where::compile(std::string_view text, const std::vector<RecipeArgument>& arguments) {
  Parser parser(text, arguments);
  auto nodes = parser.parse();
  if (!nodes) return tl::make_unexpected(nodes.error());
  Where where;
  where.nodes_ = std::move(*nodes);
  where.reads_arguments_ = parser.reads_arguments();
  return where;
}

}  // namespace spyglass
