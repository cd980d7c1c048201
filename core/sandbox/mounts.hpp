#pragma once

#include <cstdint>

#include "core/sandbox/places.hpp"

namespace spyglass {

/// Lays out the files of a sandbox, in a mount namespace of the caller's own: everything read-only,
/// hidden folders empty, a /tmp, a /dev and terminals of its own, the scratch directory as it is.
/// `room`: how many bytes /tmp and /dev/shm hold. False, with errno, when a step is refused.
[[nodiscard]] bool lay_out_files(const Places& places, std::uint64_t room);

/// Gives the caller's pid namespace a /proc of its own. False where a container hides parts of the
/// /proc that is there, which keeps others from being mounted.
[[nodiscard]] bool mount_own_proc();
/// Makes it read-only.
void seal_own_proc();

}  // namespace spyglass
