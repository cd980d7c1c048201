#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "core/base/result.hpp"

namespace spyglass {

/// What a program in a sandbox may use of the machine: each process of it, unless it says
/// otherwise.
struct SandboxLimits {
  std::uint64_t processes = 200;           ///< and threads, of all together (RLIMIT_NPROC)
  std::uint64_t memory = 1ULL << 30;       ///< bytes of addresses (RLIMIT_AS)
  std::uint64_t file_size = 256ULL << 20;  ///< bytes of a file (RLIMIT_FSIZE), and of all of /tmp
  std::uint64_t descriptors = 256;         ///< RLIMIT_NOFILE
  std::uint64_t cpu = 600;                 ///< seconds of the processor (RLIMIT_CPU)
  std::uint64_t time = 4 * 3600;           ///< seconds by the clock, for the sandbox as a whole
};

/// Changes one of them: "memory=2g", "time=10m", "processes=50". The error names what there is.
Result<void> set_limit(SandboxLimits& limits, std::string_view text);

/// Several of them, with blanks between.
Result<void> set_limits(SandboxLimits& limits, std::string_view texts);

/// "processes=200 memory=1g …": as set_limits() reads it.
std::string limits_text(const SandboxLimits& limits);

/// For the calling process and all that it starts, for good. `counts_own`: RLIMIT_NPROC counts the
/// processes of the sandbox alone, as it does in a user namespace since Linux 5.14; where it would
/// count all that the user has, it is left as it is. `spare`: how many more there may be, for those
/// that are not the program's.
[[nodiscard]] bool enter_limits(const SandboxLimits& limits, bool counts_own, std::uint64_t spare);

}  // namespace spyglass
