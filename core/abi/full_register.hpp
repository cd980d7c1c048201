#pragma once

#include <string_view>

#include "core/abi/abi.hpp"

namespace spyglass {

/// The whole register that a name means, be it the name of a part of it ("al", "ax" and "eax" are
/// of rax, "w0" of x0) or another name for it ("lr" is x30, "rflags" eflags). Null when the ABI's
/// table has no such register.
const Register* find_full_register(const Abi& abi, std::string_view name);

}  // namespace spyglass
