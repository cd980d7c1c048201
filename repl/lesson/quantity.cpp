#include "repl/lesson/quantity.hpp"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <optional>
#include <string>

#include "core/base/number.hpp"

namespace spyglass {

namespace {

enum class Measure : std::uint8_t { none, time, size, share };

struct Unit {
  std::string_view name;
  Measure measure;
  double scale;             ///< in nanoseconds, bytes, percent
  double other_scale = {};  ///< what some people mean by it; 0: it has one meaning
};
constexpr double ns = 1, us = 1e3, ms = 1e6, s = 1e9, minute = 60e9, hour = 3600e9;
constexpr Unit units[] = {
    {"", Measure::none, 1},
    // What is counted says nothing about how many.
    {"call", Measure::none, 1},
    {"calls", Measure::none, 1},
    {"system calls", Measure::none, 1},
    {"time", Measure::none, 1},
    {"times", Measure::none, 1},
    {"line", Measure::none, 1},
    {"lines", Measure::none, 1},
    {"file", Measure::none, 1},
    {"files", Measure::none, 1},
    {"process", Measure::none, 1},
    {"processes", Measure::none, 1},
    {"ns", Measure::time, ns},
    {"nanosecond", Measure::time, ns},
    {"nanoseconds", Measure::time, ns},
    {"us", Measure::time, us},
    {"µs", Measure::time, us},
    {"microsecond", Measure::time, us},
    {"microseconds", Measure::time, us},
    {"ms", Measure::time, ms},
    {"msec", Measure::time, ms},
    {"millisecond", Measure::time, ms},
    {"milliseconds", Measure::time, ms},
    {"s", Measure::time, s},
    {"sec", Measure::time, s},
    {"secs", Measure::time, s},
    {"second", Measure::time, s},
    {"seconds", Measure::time, s},
    {"min", Measure::time, minute},
    {"minute", Measure::time, minute},
    {"minutes", Measure::time, minute},
    {"h", Measure::time, hour},
    {"hour", Measure::time, hour},
    {"hours", Measure::time, hour},
    {"b", Measure::size, 1},
    {"byte", Measure::size, 1},
    {"bytes", Measure::size, 1},
    {"character", Measure::size, 1},
    {"characters", Measure::size, 1},
    {"k", Measure::size, 1024, 1000},
    {"kb", Measure::size, 1024, 1000},
    {"kib", Measure::size, 1024},
    {"mb", Measure::size, 1024 * 1024, 1e6},
    {"mib", Measure::size, 1024 * 1024},
    {"%", Measure::share, 1},
    {"percent", Measure::share, 1},
    {"per cent", Measure::share, 1},
};

struct Quantity {
  double amount;                       ///< of units
  std::optional<std::uint64_t> whole;  ///< the same, exactly, if it is a whole number
  const Unit* unit;
};

const Unit* find_unit(std::string_view name) {
  const auto* found = std::ranges::find(units, name, &Unit::name);
  return found == std::end(units) ? nullptr : found;
}

bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// The number that a text begins with may be followed by its unit at once (2s) or after a space.
std::optional<Quantity> parse_quantity(std::string_view text) {
  if (text.empty() || (!is_digit(text.front()) && text.front() != '-')) return std::nullopt;
  const std::size_t space = text.find(' ');
  std::string_view number = text.substr(0, space);
  std::string_view unit = space == std::string_view::npos ? "" : text.substr(space + 1);
  std::optional<std::uint64_t> whole = parse_number(number);
  if (!whole && unit.empty()) {
    std::size_t end = number.front() == '-' ? 1 : 0;
    while (end < number.size() && (is_digit(number[end]) || number[end] == '.')) ++end;
    unit = number.substr(end);
    number = number.substr(0, end);
    whole = parse_number(number);
  }
  const Unit* found = find_unit(unit);
  if (found == nullptr || number.empty()) return std::nullopt;
  if (whole) {
    const auto sign = number.front() == '-' ? static_cast<double>(static_cast<std::int64_t>(*whole))
                                            : static_cast<double>(*whole);
    return Quantity{sign, whole, found};
  }
  if (std::ranges::count(number, '.') != 1 || !is_digit(number.back())) return std::nullopt;
  if (number.find_first_not_of("-.0123456789") != std::string_view::npos) return std::nullopt;
  return Quantity{std::strtod(std::string(number).c_str(), nullptr), whole, found};
}

bool close(double a, double b) {
  constexpr double tolerance = 1e-9;
  return std::abs(a - b) <= tolerance * std::max(std::abs(a), std::abs(b));
}

}  // namespace

bool is_quantity(std::string_view text) { return parse_quantity(text).has_value(); }

bool same_quantity(std::string_view one, std::string_view other) {
  const auto a = parse_quantity(one);
  const auto b = parse_quantity(other);
  if (!a || !b) return false;
  if (a->unit == b->unit || a->unit->measure == Measure::none ||
      b->unit->measure == Measure::none) {
    // Addresses don't fit into a double.
    return a->whole && b->whole ? a->whole == b->whole : close(a->amount, b->amount);
  }
  if (a->unit->measure != b->unit->measure) return false;
  for (const double scale_of_a : {a->unit->scale, a->unit->other_scale}) {
    for (const double scale_of_b : {b->unit->scale, b->unit->other_scale}) {
      const bool meant = scale_of_a != 0 && scale_of_b != 0;
      if (meant && close(a->amount * scale_of_a, b->amount * scale_of_b)) return true;
    }
  }
  return false;
}

}  // namespace spyglass
