#include "core/tuning/held_latency.hpp"

#include <fcntl.h>

#include <cstdint>

namespace spyglass {

std::optional<HeldLatency> HeldLatency::hold() {
  UniqueFd device(open("/dev/cpu_dma_latency", O_WRONLY | O_CLOEXEC));
  const std::int32_t microseconds = 0;
  const bool taken = device && write(device.get(), &microseconds, sizeof microseconds) ==
                                   static_cast<ssize_t>(sizeof microseconds);
  if (!taken) return std::nullopt;
  return HeldLatency(std::move(device));
}

}  // namespace spyglass
