#pragma once

#include "core/ptrace/kernel_filter.hpp"
#include "core/syscalls/call_set.hpp"

namespace spyglass {

/// The kernel's filter that stops a program at the calls of a set, whichever ABI it makes them by.
/// Only for a set that lists its calls: one of all but some has no end, as numbers without a name
/// belong to it.
Result<KernelFilter> kernel_filter_for(const CallSet& calls);

}  // namespace spyglass
