#pragma once

#include <optional>
#include <string>
#include <vector>

namespace bench {

struct Measured {
  double seconds = 0;    ///< by the clock
  double megabytes = 0;  ///< the most that the first process, or one that it waited for, held
};

/// Runs a command with nothing to read and nobody who reads, and waits for its end. Nothing when it
/// cannot be run, or fails.
std::optional<Measured> measure(const std::vector<std::string>& words);

}  // namespace bench
