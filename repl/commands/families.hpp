#pragma once

#include "repl/commands/command.hpp"

namespace spyglass::commands {

// A function a file of this folder; command_families() lists them in the order of `help`.
CommandFamily moving();
CommandFamily looking();
CommandFamily sides();
CommandFamily measuring();
CommandFamily wire();
CommandFamily trapping();
CommandFamily changing();
CommandFamily inside();
CommandFamily travelling();
CommandFamily recording();
CommandFamily tracing();
CommandFamily explaining();
CommandFamily learning();
CommandFamily tool();

}  // namespace spyglass::commands
