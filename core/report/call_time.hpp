#pragma once

#include <chrono>
#include <optional>

#include "core/decode/call.hpp"

namespace spyglass {

/// How long a call that is over was in the kernel, tracing included; nothing where that is not
/// known.
inline std::optional<std::chrono::nanoseconds> time_in_kernel(const Call& call) {
  const Call::Clock::time_point unknown{};
  if (call.entered == unknown || call.left == unknown) return std::nullopt;
  return call.left - call.entered;
}

}  // namespace spyglass
