#pragma once

#include "core/abi/abi.hpp"

namespace spyglass {

// One file an ABI. All are always compiled, whatever machine we run on: their calls are explained
// everywhere, and only tracing needs the native one.
extern const Abi x86_64_abi;
extern const Abi i386_abi;
extern const Abi aarch64_abi;

}  // namespace spyglass
