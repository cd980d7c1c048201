#pragma once

#include <cstdint>
#include <string>

#include "core/decode/call.hpp"

namespace spyglass {

/// What a program may take before it is ended, so that the machine goes on.
struct Household {
  std::size_t threads;  ///< at one time, of all its processes
  std::uint64_t bytes;  ///< in files of its folder, and in any file at all (RLIMIT_FSIZE)
};

/// Notices a program that takes more than it may: a fork bomb, or one that fills the disk.
class Excess {
 public:
  /// `folder`: the program's own, where it writes.
  Excess(Household limits, std::string folder) : limits_(limits), folder_(std::move(folder)) {}

  /// `now`: how many threads there are.
  void note_started(std::size_t now);
  void note_written(const Call& call);
  /// Why it is to be ended, as a sentence; empty: it is not.
  [[nodiscard]] const std::string& reason() const { return reason_; }

 private:
  Household limits_;
  std::string folder_;
  std::uint64_t written_ = 0;  ///< since the folder was measured
  std::string reason_;
};

}  // namespace spyglass
