#pragma once

#include <cstdint>

namespace spyglass::capture {

// What goes between the helper and whoever asks it: a letter there, one of these back. Both are the
// same program, so structs do.

constexpr char ask_packets = 'p', ask_dropped = 'd';

/// The first thing that the helper says.
struct Greeting {
  enum class Kind : std::uint8_t { ready, cannot_join, cannot_open, bad_filter } kind;
  int error;        ///< an errno, where there is one
  char words[500];  ///< libpcap's own
};

/// In front of a packet's bytes; one without bytes ends the answer.
struct FrameHead {
  std::int64_t nanoseconds;  ///< since 1970
  std::uint32_t kept;        ///< how many bytes follow
};

}  // namespace spyglass::capture
