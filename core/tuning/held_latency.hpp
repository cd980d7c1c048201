#pragma once

#include <optional>

#include "core/base/unique_fd.hpp"

namespace spyglass {

/// As long as this lives, idle processors are kept awake: waking one, above all a virtual one that
/// its host has halted, takes longer than all else that happens at a stop. The kernel forgets the
/// wish with the descriptor, however we end (Documentation/power/pm_qos_interface.rst).
class HeldLatency {
 public:
  /// Nothing where we may not (it is root's), or there is no such device.
  static std::optional<HeldLatency> hold();

 private:
  explicit HeldLatency(UniqueFd device) : device_(std::move(device)) {}
  UniqueFd device_;
};

}  // namespace spyglass
