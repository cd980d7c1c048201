#include "repl/recipe/argument_value.hpp"

#include <algorithm>
#include <cmath>
#include <cstdlib>

#include "core/base/duration.hpp"

namespace spyglass {

namespace {

using Type = RecipeArgument::Type;

constexpr std::pair<std::string_view, Type> types[] = {{"text", Type::text},
                                                       {"number", Type::number},
                                                       {"flag", Type::flag},
                                                       {"duration", Type::duration}};

std::optional<double> number_of(std::string_view word) {
  const std::string text(word);
  char* end = nullptr;
  const double number = std::strtod(text.c_str(), &end);
  const bool whole = !text.empty() && end == text.c_str() + text.size() && std::isfinite(number);
  return whole ? std::optional(number) : std::nullopt;
}

}  // namespace

std::optional<Type> argument_type(std::string_view word) {
  const auto* const found =
      std::ranges::find(types, word, &std::pair<std::string_view, Type>::first);
  return found == std::end(types) ? std::nullopt : std::optional(found->second);
}

std::string_view argument_type_name(Type type) {
  return types[static_cast<std::size_t>(type)].first;
}

Result<RecipeArgument::Value> parse_argument(Type type, std::string_view word) {
  switch (type) {
    case Type::text: return RecipeArgument::Value(std::string(word));
    case Type::number:
      if (const auto number = number_of(word)) return RecipeArgument::Value(*number);
      return bad_input("it must be a number");
    case Type::flag:
      if (word == "true" || word == "yes" || word == "1") return RecipeArgument::Value(true);
      if (word == "false" || word == "no" || word == "0") return RecipeArgument::Value(false);
      return bad_input("it must be true or false");
    case Type::duration: break;
  }
  constexpr double a_millisecond = 1e-3;
  if (const auto number = number_of(word)) {
    if (*number >= 0) return RecipeArgument::Value(*number * a_millisecond);
  } else if (const auto time = parse_duration(word)) {
    return RecipeArgument::Value(std::chrono::duration<double>(*time).count());
  }
  return bad_input("it must be a time: 20ms, 1.5s, or a number of milliseconds");
}

}  // namespace spyglass
