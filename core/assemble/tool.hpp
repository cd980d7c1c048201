#pragma once

#include <string>
#include <vector>

#include "core/base/result.hpp"

namespace spyglass {

/// What became of a tool that was run.
struct ToolRun {
  enum class End : std::uint8_t {
    done,
    complained,  ///< it says why in `output`
    too_much,    ///< it took too long, or wanted more memory or room in files than it may have
  };
  End end = End::done;
  std::string output;  ///< both streams, in the C locale's words
};

/// Runs a tool of GNU binutils, found by PATH, in a directory, with nothing to read, and waits for
/// its end. An error when it cannot be started; one that is missing is named with its package.
Result<ToolRun> run_tool(const std::vector<std::string>& words, const std::string& directory);

}  // namespace spyglass
