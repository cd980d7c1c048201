#pragma once

#include <memory>

#include "core/decode/call.hpp"
#include "repl/session/session.hpp"

struct lua_State;

namespace spyglass::bindings {

/// Pushes a decoded value: numbers and descriptors as integers, strings and buffers as strings,
/// structs and arrays as tables, constants and flags as the text of a trace ("O_RDONLY|O_CREAT"),
/// pointers as integers, what is not known yet as nil.
void push_value(lua_State* state, const Value& value);

/// Pushes a call as a table-like object:
///   name, number, text (the line of the trace), thread, process, group,
///   args (by the names of the man page), raw (1 to 6, as they are in registers),
///   result (nil while in the kernel), error ("ENOENT" or nil), finished.
void push_call(lua_State* state, std::shared_ptr<const Call> call);

/// Pushes what a lesson's functions see of the program, as a table-like object. It reads the
/// session when it is asked, so it is only good for as long as the call that it is handed to.
///   state      "empty", "stopped", "running" or "ended"
///   exit       the exit status, or nil; killed_by: a signal's name, or nil
///   calls      all calls since the program was started, oldest first
///   last       the newest call that has returned, or nil
///   at         the call that the program is about to make or is making, or nil;
///              moment: "before" or "inside"
///   output     what it wrote to its terminal
///   signals    names of the signals that arrived
///   regs       registers by name (integers); nil where there are none
///   fds        descriptors: a table from number to what it is open on
///   find(name [, predicate])   the first call of that name, or nil
///   count(name)                how many
///   memory(address, length)    a string, shorter where memory ends
void push_program(lua_State* state, const Session& session);

}  // namespace spyglass::bindings
