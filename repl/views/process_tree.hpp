#pragma once

#include "repl/session/session.hpp"
#include "repl/views/output.hpp"

namespace spyglass {

/// All that is traced: processes under their parents, threads under their processes, each with what
/// it does or waits for; the one in focus is marked.
void show_process_tree(Output& out, const Session& session);

}  // namespace spyglass
