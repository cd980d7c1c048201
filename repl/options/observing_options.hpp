#pragma once

#include <string>
#include <vector>

#include "core/base/result.hpp"
#include "repl/options/sandbox_options.hpp"
#include "repl/trace/request.hpp"

namespace CLI {
class App;
}

namespace spyglass {

/// What all have in common that look at a program and make something of it: `recipe`, `net`,
/// `pcap`.
struct ObservingOptions {
  std::vector<std::string> processes;    ///< -p
  std::vector<std::string> environment;  ///< -E
  std::vector<std::string> recordings;   ///< --from
  std::string user, engine = "auto";
  SandboxOptions sandbox;
};

/// `from`: what --from does there.
void declare_observing(CLI::App& app, ObservingOptions& options, const std::string& from);
/// -o and -A.
void declare_results(CLI::App& app, std::string& output, bool& append);

/// The words of ours, and those behind --, which are the program's own.
struct ObservedWords {
  std::vector<std::string> own, program;
};
ObservedWords split_words(int count, char** words);

/// Parses words of ours; the exit status where that ends it.
std::optional<int> parse_words(CLI::App& app, std::vector<std::string> own);

/// The program and all that it starts, or processes, or the last recording. An error where there is
/// none of them; `how` shows how that is said: "spyglass recipe opens".
Result<TraceRequest> observing_request(const ObservingOptions& options,
                                       const std::vector<std::string>& program,
                                       const std::string& how);

}  // namespace spyglass
