#pragma once

#include "core/abi/call_numbers.hpp"
#include "core/syscalls/row.hpp"

namespace spyglass {

/// When what an argument of a kind leads to is read, to decode it.
struct Reading {
  bool at_entry;
  bool at_exit;
};
Reading reading_of(const Kind& kind);

/// Whether decoding the entry of such a call reads the same at any time until its exit is seen,
/// whatever the kernel does meanwhile: none of what it reads is written by the call, which neither
/// changes the memory of its process nor leaves it. False where that is not certain.
bool entry_can_wait(const Row& row, const CallNumbers& call);

}  // namespace spyglass
