#pragma once

#include <signal.h>

#include <array>
#include <cstdint>

#include "core/base/ids.hpp"

namespace spyglass {

constexpr std::uint64_t signal_bit(int signal) { return std::uint64_t{1} << (signal - 1); }

/// Those that an instruction can bring about: the kernel forces them on its thread.
inline constexpr std::array forced = {SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGTRAP, SIGSYS};

/// All that may come by itself. Not what an instruction can bring about: where such a signal is
/// blocked, the kernel takes the program's handler away.
constexpr std::uint64_t uninvited =
    ~(signal_bit(SIGSEGV) | signal_bit(SIGBUS) | signal_bit(SIGILL) | signal_bit(SIGFPE) |
      signal_bit(SIGTRAP) | signal_bit(SIGSYS));

constexpr bool is_uninvited(Signal signal) { return (uninvited & signal_bit(signal.value())) != 0; }

}  // namespace spyglass
