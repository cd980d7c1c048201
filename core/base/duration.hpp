#pragma once

#include <chrono>
#include <string_view>

#include "core/base/result.hpp"

namespace spyglass {

/// A length of time in strace's notation: a number from 0 on, with a fraction or an exponent where
/// one is wanted, and s, ms, us or ns right behind it. Without a unit it is microseconds. What is
/// smaller than a nanosecond is cut off.
Result<std::chrono::nanoseconds> parse_duration(std::string_view word);

/// A time that others are added to over and over, and another one. Recordings may tell of calls
/// that took centuries: beyond the longest time that there is the sum stays what it is.
constexpr std::chrono::nanoseconds sum_of_times(std::chrono::nanoseconds sum,
                                                std::chrono::nanoseconds more) {
  constexpr std::chrono::nanoseconds none{}, longest = std::chrono::nanoseconds::max() / 2;
  if (more < none) return sum;
  return more > longest - sum ? longest : sum + more;
}

}  // namespace spyglass
