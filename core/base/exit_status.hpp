#pragma once

#include "core/base/ids.hpp"

namespace spyglass {

/// How a thread or a process ended: wait(2)'s status, taken apart.
struct ExitStatus {
  int code = 0;        ///< 0 to 255; meaningful unless killed
  Signal killed_by{};  ///< no_signal for an exit
  bool dumped_core = false;

  [[nodiscard]] bool was_killed() const { return killed_by != no_signal; }
  bool operator==(const ExitStatus&) const = default;
};

}  // namespace spyglass
