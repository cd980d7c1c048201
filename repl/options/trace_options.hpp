#pragma once

namespace spyglass {

/// `spyglass trace`: reads the flags, traces, and returns the exit status; 2 for flags that make no
/// sense. The first of the words is `trace` itself.
///
/// strace's flags are getopt_long(3)'s: values that may be missing, letters that repeat, a
/// program's own flags behind its name. So they are read with that, and not with the rest of the
/// command line.
int run_trace(int count, char** words);

}  // namespace spyglass
