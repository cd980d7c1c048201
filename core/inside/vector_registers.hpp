#pragma once

#include <vector>

#include "core/abi/abi.hpp"
#include "core/base/ids.hpp"

namespace spyglass {

/// The registers of a stopped thread that compute with more than one word at a time, and those of
/// floating-point numbers. Empty where the kernel has none to tell.
std::vector<std::byte> vector_registers(const Abi& abi, Tid thread);
void set_vector_registers(const Abi& abi, Tid thread, const std::vector<std::byte>& values);

}  // namespace spyglass
