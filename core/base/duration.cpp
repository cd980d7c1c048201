#include "core/base/duration.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

namespace spyglass {

namespace {

using std::chrono::nanoseconds;

struct Unit {
  std::string_view name;
  double length;  ///< in nanoseconds
};
constexpr std::array units = {
    Unit{"", 1e3}, Unit{"s", 1e9}, Unit{"ms", 1e6}, Unit{"us", 1e3}, Unit{"ns", 1},
};

/// Fits into 64 bits of nanoseconds, with room for sums.
constexpr double century = 100.0 * 366 * 24 * 3600 * 1e9;

}  // namespace

Result<nanoseconds> parse_duration(std::string_view word) {
  std::string_view digits = word;
  // from_chars, unlike strtod(3), takes no plus.
  if (digits.starts_with('+') && !digits.starts_with("+-")) digits.remove_prefix(1);
  double number = 0;
  const auto [rest, problem] =
      std::from_chars(digits.data(), digits.data() + digits.size(), number);
  // A minus in front of a zero does no harm, and inf and nan are numbers to from_chars.
  if (problem != std::errc{} || !std::isfinite(number) || number < 0) {
    return bad_input(fmt::format(
        "`{}` is no length of time, which is a number from 0 on: 30us, 20ms, 1.5s", word));
  }
  const auto suffix = digits.substr(static_cast<std::size_t>(rest - digits.data()));
  const auto unit = std::ranges::find(units, suffix, &Unit::name);
  if (unit == units.end()) {
    return bad_input(
        fmt::format("`{}` is no length of time: a number is followed by s, ms, us or ns, or by "
                    "nothing for microseconds",
                    word));
  }
  const double length = number * unit->length;
  if (length > century) return bad_input(fmt::format("`{}` is longer than a century", word));
  return nanoseconds(static_cast<nanoseconds::rep>(length));
}

}  // namespace spyglass
