#pragma once

#include <chrono>
#include <string_view>

#include "core/base/result.hpp"

namespace spyglass {

/// A length of time in strace's notation: a number from 0 on, with a fraction or an exponent where
/// one is wanted, and s, ms, us or ns right behind it. Without a unit it is microseconds. What is
/// smaller than a nanosecond is cut off.
Result<std::chrono::nanoseconds> parse_duration(std::string_view word);

}  // namespace spyglass
