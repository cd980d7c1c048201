#pragma once

#include "core/inside/visit.hpp"

namespace spyglass {

/// The kernel takes the action of a signal away when it forces one, as for a single step, on a
/// thread that ignores or blocks it: from then on the default is done, which is to end the process.
/// These give it back, inside a visited process.

/// The address of its handler; 0 is the default, and 1 means that it is ignored.
Result<std::uint64_t> signal_handler(Visit& visit, Signal signal);

/// Unless something else than the default is done about it already. The rest of the action, its
/// flags and mask, the kernel has kept.
Result<void> put_back_handler(Visit& visit, Signal signal, std::uint64_t handler);

/// The calls by which programs say what they want done about a signal, their first argument.
bool sets_signal_action(std::string_view call);

}  // namespace spyglass
