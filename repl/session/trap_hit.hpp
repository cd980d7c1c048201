#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "core/ptrace/watchpoints.hpp"

namespace spyglass {

/// Which trap a program stopped at, and why.
struct TrapHit {
  /// Of memory that is watched.
  struct Touch {
    WatchedRange range;
    std::string before, after;  ///< the bytes; shorter where they cannot be read any more
    bool by_kernel = false;     ///< it was the call, not an instruction of the program's
  };

  int number;              ///< the trap's
  std::uint64_t hits = 0;  ///< this one included
  bool once = false;       ///< and it is gone now
  std::string what;        ///< "openat has returned"
  std::string condition;   ///< as it was written; empty: none
  std::string problem;     ///< why the condition could not be evaluated; empty: it holds
  std::optional<Touch> touch = std::nullopt;
};

}  // namespace spyglass
