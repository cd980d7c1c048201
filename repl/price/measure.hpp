#pragma once

#include <string>
#include <vector>

#include "core/base/result.hpp"
#include "repl/price/prices.hpp"
#include "repl/signals.hpp"

namespace spyglass {

/// Runs a program alone and watched in every way that there is here, in turns, as `spyglass trace`
/// would start it. An error when it fails, or takes too long, already when it is alone.
Result<Prices> measure_prices(const std::vector<std::string>& program, Signals& signals);

}  // namespace spyglass
