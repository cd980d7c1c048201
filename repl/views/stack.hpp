#pragma once

#include "repl/session/session.hpp"
#include "repl/views/output.hpp"

namespace spyglass {

/// The words on the stack from the stack pointer on. At the first stop of a program they are named
/// (argc, argv, envp, auxv: the psABI's initial process stack). Later they are `count`, each with
/// what it may be: a return address, a pointer to a symbol, to a text, into the stack or the heap.
Result<void> show_stack(Output& out, const Session& session, std::size_t count);

}  // namespace spyglass
