#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace spyglass {

/// What came of a trial that was played several times.
struct Repeated {
  std::string message;  ///< what is wrong; empty: nothing ever was
  bool flaky = false;   ///< it did not come out the same each time
};

/// `messages`: what was wrong in each run, empty where nothing was. Where all say the same it is
/// that; else "failed in 2 of 10 runs: …", with the first thing that was wrong.
Repeated summary_of_runs(const std::vector<std::string>& messages);

}  // namespace spyglass
