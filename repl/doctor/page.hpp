#pragma once

#include "repl/doctor/machine.hpp"
#include "repl/views/output.hpp"

namespace spyglass {

/// `doctor`: all checks, each in a line, and under what is not ok what is lost and what helps. In a
/// plain look all of it is in the line. False: spyglass cannot do what it is for.
bool show_checks(Output& out, const Machine& machine);

}  // namespace spyglass
