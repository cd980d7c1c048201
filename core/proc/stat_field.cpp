#include "core/proc/stat_field.hpp"

#include <cstdlib>
#include <sstream>
#include <string>

namespace spyglass::proc {

std::optional<std::uint64_t> stat_field(std::string_view text, int place) {
  // The name, in parentheses, may hold blanks and parentheses itself.
  const std::size_t name_end = text.rfind(')');
  if (name_end == std::string_view::npos) return std::nullopt;
  std::istringstream fields{std::string(text.substr(name_end + 1))};
  std::string skipped;
  constexpr int first = 3;
  for (int field = first; field < place; ++field) fields >> skipped;
  std::string value;
  if (!(fields >> value)) return std::nullopt;
  // Some have a sign, and addresses may take all 64 bits: strtoull(3) reads both.
  char* end = nullptr;
  const std::uint64_t number = std::strtoull(value.c_str(), &end, 10);
  if (*end != '\0') return std::nullopt;
  return number;
}

}  // namespace spyglass::proc
