#pragma once

#include <optional>

#include "repl/script/condition.hpp"
#include "repl/session/session.hpp"

namespace spyglass {

/// What names mean in a trap's condition, about the thread that has the session's focus:
///   ret, errno      the call's result, and its error ("ENOENT") or nil; nil before it has any
///   fd, pathname …  its arguments by the names of the man page; nil where the call has none such
///   call, program   the call, and the program, as lessons see them
///   signal          the name of the signal that is about to arrive, or nil
///   old, new        watched memory as a number, before and after
///   thread, process their numbers
///   rax, esp …      registers
///   ENOENT, SEEK_SET …  names of errors, signals and constants: as the text that they are
///   main …          addresses of symbols
/// The session and what happened must outlive it.
Condition::Values condition_values(const Session& session, const Traps::Happening& what,
                                   const TrapHit::Touch* touch);

}  // namespace spyglass
