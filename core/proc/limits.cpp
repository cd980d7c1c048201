#include "core/proc/limits.hpp"

#include <charconv>
#include <sstream>

#include "core/proc/files.hpp"

namespace spyglass::proc {

namespace {

struct Amount {
  std::optional<std::uint64_t> value;
};

std::optional<Amount> parse_amount(std::string_view word) {
  if (word == "unlimited") return Amount{};
  std::uint64_t value = 0;
  const char* end = word.data() + word.size();
  const auto [rest, error] = std::from_chars(word.data(), end, value);
  if (word.empty() || error != std::errc{} || rest != end) return std::nullopt;
  return Amount{value};
}

/// The name may hold blanks; it ends at the first word that is an amount.
std::optional<Limit> parse_line(const std::string& line) {
  Limit limit;
  std::istringstream words(line);
  std::optional<Amount> soft;
  for (std::string word; !soft && words >> word;) {
    soft = parse_amount(word);
    if (!soft) limit.name += (limit.name.empty() ? "" : " ") + word;
  }
  std::string word;
  const auto hard = soft && words >> word ? parse_amount(word) : std::nullopt;
  if (!hard || limit.name.empty()) return std::nullopt;
  limit.soft = soft->value;
  limit.hard = hard->value;
  words >> limit.unit;
  return limit;
}

}  // namespace

std::vector<Limit> parse_limits(std::string_view text) {
  std::vector<Limit> result;
  std::istringstream lines{std::string(text)};
  for (std::string line; std::getline(lines, line);) {
    if (auto limit = parse_line(line)) result.push_back(std::move(*limit));
  }
  return result;
}

std::vector<Limit> limits(Tid thread, const Source& source) {
  return parse_limits(read_file(thread, "limits", source).value_or(""));
}

}  // namespace spyglass::proc
