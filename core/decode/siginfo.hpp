#pragma once

#include <signal.h>

#include "core/decode/kind.hpp"

namespace spyglass {

/// What is known of a signal, as ptrace(2) hands it to a tracer: in the tracer's own layout.
Value signal_info_value(const siginfo_t& info, const DecodeOptions& options = {});

}  // namespace spyglass
