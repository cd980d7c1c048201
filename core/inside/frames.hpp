#pragma once

#include <vector>

#include "core/abi/register_values.hpp"
#include "core/elf/maps.hpp"
#include "core/memory/memory.hpp"

namespace spyglass {

/// Where the functions go on that wait for the one at hand, the innermost first: return addresses,
/// along the chain of frame pointers.
///
/// Only functions that keep a frame pointer are in that chain, and compilers leave it out where
/// they are told to optimise: such functions are missing, or end the chain. A link is followed only
/// while it leads further up the same mapping, the thread's stack, and its return address is
/// executable; so what comes of other values in that register is a shorter list, and seldom a wrong
/// one.
std::vector<Addr> return_addresses(const RegisterValues& registers, const Memory& memory,
                                   const std::vector<Mapping>& maps);

}  // namespace spyglass
