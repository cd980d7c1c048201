#pragma once

#include <string>
#include <vector>

namespace CLI {
class App;
}

namespace spyglass {

/// The flags of `spyglass trace`, as they were written.
struct TraceOptions {
  bool follow = false;
  bool quiet = false;
  bool verbose = false;
  bool since_last = false;
  bool time_in_call = false;
  int clock = 0;  ///< how many t
  int column = 40;
  std::size_t string_limit = 32;
  std::string output;
  std::vector<std::string> expressions;  ///< -e
  std::vector<std::string> processes;    ///< -p
};

/// Adds the subcommand. Flags that it does not know are refused, never ignored.
void declare_trace(CLI::App& app, TraceOptions& options);

/// Makes sense of the flags and traces; returns the exit status.
int run_trace(const TraceOptions& options, std::vector<std::string> program);

}  // namespace spyglass
