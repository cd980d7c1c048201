#include "repl/options/observing_options.hpp"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>

#include "repl/options/flag_actions.hpp"

namespace spyglass {

void declare_observing(CLI::App& app, ObservingOptions& options, const std::string& from) {
  app.add_option("-p,--attach", options.processes, "Attach to running processes, by number or name")
      ->type_name("PID")
      ->allow_extra_args(false);
  app.add_option("--from", options.recordings, from)
      ->type_name("RECORDING")
      ->allow_extra_args(false);
  app.add_option("--engine", options.engine, "auto, bpf or ptrace: see docs/engines.md");
  app.add_option("-E,--env", options.environment, "Give the program a variable: NAME=VALUE")
      ->type_name("NAME=VALUE")
      ->allow_extra_args(false);
  app.add_option("-u,--user", options.user, "Run the program as this user")->type_name("USER");
  declare_sandbox(app, options.sandbox);
}

void declare_results(CLI::App& app, std::string& output, bool& append) {
  app.add_option("-o,--output", output, "Write the results to a file, or to |COMMAND")
      ->type_name("FILE");
  app.add_flag("-A,--output-append-mode", append, "Add to that file");
}

ObservedWords split_words(int count, char** words) {
  ObservedWords split{{words + 1, words + count}, {}};
  if (const auto end = std::ranges::find(split.own, "--"); end != split.own.end()) {
    split.program.assign(end + 1, split.own.end());
    split.own.erase(end, split.own.end());
  }
  return split;
}

std::optional<int> parse_words(CLI::App& app, std::vector<std::string> own) {
  try {
    std::ranges::reverse(own);  // as CLI11 takes them
    app.parse(own);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : 2;
  }
  return std::nullopt;
}

Result<TraceRequest> observing_request(const ObservingOptions& options,
                                       const std::vector<std::string>& program,
                                       const std::string& how) {
  TraceReading reading;
  for (const std::string& process : options.processes) {
    if (auto added = add_processes(reading, process); !added) {
      return tl::make_unexpected(added.error());
    }
  }
  for (const std::string& change : options.environment) {
    if (auto changed = change_environment(reading, change); !changed) {
      return tl::make_unexpected(changed.error());
    }
  }
  if (auto chosen = set_engine(reading, options.engine); !chosen) {
    return tl::make_unexpected(chosen.error());
  }
  auto sandbox = sandbox_policy(options.sandbox);
  if (!sandbox) return tl::make_unexpected(sandbox.error());
  TraceRequest request = std::move(reading.request);
  request.sandbox = *sandbox;
  request.program = program;
  request.user = options.user;
  request.follow = true;
  const bool living = !program.empty() || !request.processes.empty();
  if (!living && !options.recordings.empty()) request.recording = options.recordings.back();
  request.to_standard_output = !living;
  // Beside results nobody wants to be told of each thread that comes.
  request.quiet.insert(static_cast<int>(Message::attach));
  if (!living && options.recordings.empty()) {
    return bad_input(fmt::format("on what? `{0} -- ls`, `{0} -p 4711`, `{0} --from run.spy`", how));
  }
  return request;
}

}  // namespace spyglass
