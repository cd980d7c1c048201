#pragma once

#include <string>
#include <vector>

#include "repl/trace/filter.hpp"
#include "repl/trace/printer.hpp"

namespace spyglass {

/// What `spyglass trace` is asked for, in strace's terms.
struct TraceRequest {
  std::vector<std::string> program;  ///< and its arguments; empty: only attach
  std::vector<Pid> processes;        ///< -p
  bool follow = false;               ///< -f: also what it starts
  std::string output;                ///< -o; empty: standard error
  bool quiet = false;                ///< -q: nothing about attaching and detaching
  CallFilter filter;                 ///< -e trace=
  DecodeOptions decode;              ///< -s, -v
  TraceLook look;
};

/// Traces until the program has ended, or until SIGINT or SIGTERM: then attached processes are let
/// go unharmed, and a launched one gets the signal. Returns the program's own exit status (128 and
/// the signal for one that was killed), or 1 with a sentence on standard error.
int trace_program(const TraceRequest& request);

}  // namespace spyglass
