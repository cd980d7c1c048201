#pragma once

#include "repl/session/session.hpp"
#include "repl/views/output.hpp"

namespace spyglass {

/// Bytes in hexadecimal and as characters, 16 a line (8 where the width is small). An error when
/// not even the first can be read.
Result<void> show_memory(Output& out, const Memory& memory, Addr from, std::uint64_t length);

/// The words on the stack from the stack pointer on. At the first stop of a program they are named
/// (argc, argv, envp, auxv: the psABI's initial process stack), later with the symbols they may
/// point to.
Result<void> show_stack(Output& out, const Session& session);

/// The mappings of a process with what each is for, in words.
Result<void> show_maps(Output& out, Tid thread);

}  // namespace spyglass
