#pragma once

#include "core/abi/register_values.hpp"

namespace spyglass {

/// What a call says to the kernel: which one, and up to six words. `abi` is the table of numbers,
/// which need not be the program's own: a 64-bit program may use the 32-bit door at any time.
struct CallNumbers {
  AbiId abi{};
  std::uint64_t number = 0;
  std::array<std::uint64_t, 6> arguments{};
  Addr stack_pointer{};
};

/// Where a thread stands when its registers are read.
enum class Moment : std::uint8_t {
  before,  ///< at the call instruction, not executed yet
  inside,  ///< stopped at the call's entry
};

/// The call that a thread's registers describe, by the convention of `door`.
CallNumbers read_call_numbers(const RegisterValues& registers, const Abi& door, Moment moment);

/// Whether a thread that is stopped behind a call instruction will not go on there, but into the
/// call again: the kernel broke the call off to report the stop, and moves the program counter back
/// when the thread is resumed.
bool goes_back_into_call(const RegisterValues& registers);

}  // namespace spyglass
