#pragma once

#include <cstdint>

namespace spyglass {
struct Kind;
}

namespace spyglass::kinds {

/// What an ioctl(2) about network interfaces takes; null when the request is about something else.
const Kind* interface_argument(std::uint64_t request);

}  // namespace spyglass::kinds
