#pragma once

#include <string_view>

#include "repl/trace/request.hpp"

namespace spyglass {

/// Puts strace's -e EXPRESSION into a request: trace=openat,close, signal=!SIGCHLD, or just a set
/// of calls.
Result<void> apply_qualifier(TraceRequest& request, std::string_view expression);

/// The same for the flags that stand for one qualifier: --trace=CALLS.
Result<void> apply_qualifier(TraceRequest& request, std::string_view name, std::string_view value);

}  // namespace spyglass
