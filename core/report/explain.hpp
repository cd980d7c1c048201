#pragma once

#include <string>

#include "core/decode/call.hpp"

namespace spyglass {

/// What a result means, in words: "the kernel took all 15 bytes", or why the call failed. Empty
/// while the call is in the kernel.
std::string explain_result(const Call& call);

/// What an error means for this very call: the row's own note where it has one, else what the error
/// means anywhere.
std::string explain_error(const Row* row, Errno error);

/// One argument in words: what it is and, where that says more than its raw value, what it means:
/// "→ "Hello"", "bytes to send". `value` may be pending.
std::string describe_argument(const Argument& argument, const Value& value);

}  // namespace spyglass
