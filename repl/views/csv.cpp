#include "repl/views/csv.hpp"

namespace spyglass {

std::string csv_field(std::string_view text) {
  if (text.find_first_of(",\"\r\n") == std::string_view::npos) return std::string(text);
  std::string result = "\"";
  for (const char c : text) result += c == '"' ? std::string("\"\"") : std::string(1, c);
  return result + '"';
}

std::string csv_text(std::string_view text) {
  constexpr std::string_view formulas = "=+-@\t\r";
  const bool formula = !text.empty() && formulas.find(text.front()) != std::string_view::npos;
  return csv_field((formula ? "'" : "") + std::string(text));
}

}  // namespace spyglass
