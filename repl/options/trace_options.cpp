#include "repl/options/trace_options.hpp"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <sstream>

#include "core/proc/processes.hpp"
#include "repl/expression.hpp"
#include "repl/trace/tracing.hpp"

namespace spyglass {

namespace {

/// -e trace=openat,close, -e t=%file, or just -e openat: the part that says which calls.
Result<std::string> calls_of_expression(const std::string& expression) {
  const std::size_t equals = expression.find('=');
  if (equals == std::string::npos) return expression;
  const std::string what = expression.substr(0, equals);
  if (what == "trace" || what == "t") return expression.substr(equals + 1);
  return bad_input(fmt::format("-e {}= is not known here; -e trace=CALLS is", what));
}

/// -p 12,13 or -p name.
Result<void> add_processes(const std::string& list, std::vector<Pid>& into) {
  std::istringstream words(list);
  for (std::string word; std::getline(words, word, ',');) {
    const auto number = parse_number(word);
    const auto found =
        number ? std::vector{Pid(static_cast<pid_t>(*number))} : proc::find_by_name(word);
    if (found.empty()) return bad_input(fmt::format("no process is called `{}`", word));
    into.insert(into.end(), found.begin(), found.end());
  }
  return {};
}

Result<TraceRequest> make_request(const TraceOptions& options) {
  TraceRequest request;
  request.follow = options.follow;
  request.output = options.output;
  request.quiet = options.quiet || !options.output.empty();
  request.decode = {.string_limit = options.string_limit, .verbose = options.verbose};
  request.look.text.result_column = options.column;
  request.look.clock = static_cast<TraceLook::Clock>(std::min(options.clock, 3));
  request.look.since_last = options.since_last;
  request.look.time_in_call = options.time_in_call;
  request.look.always_thread = options.follow && !options.output.empty();
  for (const std::string& expression : options.expressions) {
    const auto calls = calls_of_expression(expression);
    if (!calls) return tl::make_unexpected(calls.error());
    auto filter = CallFilter::parse(*calls);
    if (!filter) return tl::make_unexpected(filter.error());
    request.filter = std::move(*filter);
  }
  for (const std::string& list : options.processes) {
    if (auto added = add_processes(list, request.processes); !added) {
      return tl::make_unexpected(added.error());
    }
  }
  return request;
}

}  // namespace

void declare_trace(CLI::App& app, TraceOptions& options) {
  auto* trace = app.add_subcommand("trace", "Print every call of a program, as strace does");
  trace->prefix_command();
  trace->add_flag("-f,--follow-forks", options.follow, "Trace also what the program starts");
  trace->add_flag("-q,--quiet", options.quiet, "Say nothing about attaching and detaching");
  trace->add_flag("-v,--no-abbrev", options.verbose, "Show structs and lists in full");
  trace->add_flag("-r,--relative-timestamps", options.since_last, "Seconds since the line before");
  trace->add_flag("-T,--syscall-times", options.time_in_call, "Seconds spent in each call");
  trace->add_flag("-t", options.clock,
                  "The time of day; -tt with microseconds, -ttt as seconds since 1970");
  trace->add_option("-a,--columns", options.column, "The column of the result (40)")
      ->type_name("COLUMN")
      ->check(CLI::NonNegativeNumber);
  trace->add_option("-s,--string-limit", options.string_limit, "Bytes shown of strings (32)")
      ->type_name("SIZE");
  trace->add_option("-o,--output", options.output, "Write the trace to a file")->type_name("FILE");
  trace
      ->add_option("-e,--trace", options.expressions,
                   "Which calls: openat,close or %file or '!brk' (also as trace=…)")
      ->type_name("CALLS")
      ->allow_extra_args(false);
  trace
      ->add_option("-p,--attach", options.processes, "Attach to running processes: 12,13 or a name")
      ->type_name("PID")
      ->allow_extra_args(false);
}

int run_trace(const TraceOptions& options, std::vector<std::string> program) {
  auto request = make_request(options);
  if (!request) {
    fmt::print(stderr, "spyglass: {}\n", request.error().message);
    return 2;
  }
  request->program = std::move(program);
  if (request->program.empty() && request->processes.empty()) {
    fmt::print(stderr, "spyglass: trace what? `spyglass trace ls`, `spyglass trace -p 4711`\n");
    return 2;
  }
  return trace_program(*request);
}

}  // namespace spyglass
