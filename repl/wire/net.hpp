#pragma once

#include <optional>

#include "repl/trace/request.hpp"
#include "repl/views/output.hpp"

namespace spyglass {

/// How `spyglass net` tells of conversations.
struct NetLook {
  bool json = false;                               ///< an object a line: docs/net.md
  bool whole = false;                              ///< every piece of what was said, too
  std::optional<std::size_t> only = std::nullopt;  ///< one of them, by its number
  Look look = {};
};

/// Traces a program, or tells a recording again, and shows at the end who talked to whom. The exit
/// status, as of trace_program().
int run_net(TraceRequest request, const NetLook& look);

/// What a request must see so that conversations can be followed.
void ask_for_conversations(TraceRequest& request);

}  // namespace spyglass
