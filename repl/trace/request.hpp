#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/base/number_set.hpp"
#include "core/decode/rules.hpp"
#include "core/inject/injection.hpp"
#include "core/ptrace/launch.hpp"
#include "core/syscalls/call_set.hpp"
#include "repl/sandbox_policy.hpp"
#include "repl/trace/look.hpp"
#include "repl/trace/sink.hpp"
#include "repl/trace/summary_reporter.hpp"
#include "repl/trace/tips.hpp"

namespace spyglass {

/// A message that -q and -e quiet= can do without.
enum class Message : std::uint8_t { attach, exit, path_resolution, personality, thread_execve };

/// What is done to the environment that the program gets: NAME=VALUE, or NAME to take it out.
struct EnvironmentChange {
  std::string name;
  std::optional<std::string> value;
};

/// Where fatal signals reach the tracer.
enum class Interruptible : std::uint8_t {
  by_default,  ///< `never` with -o and a program, `waiting` otherwise
  anywhere,    ///< at once, even in the middle of a line
  waiting,     ///< while it waits for the program
  never,       ///< SIGINT and its kin are the program's business alone
  never_tstp,  ///< the same, and SIGTSTP too
};

/// By which means calls are seen.
enum class Engine : std::uint8_t { automatic, ptrace, bpf };

/// What a trace is written as; docs/outputs.md and docs/json.md describe those for other tools.
enum class Form : std::uint8_t {
  text,    ///< strace's lines
  json,    ///< an object a line
  chrome,  ///< one document of Chrome's trace events
  folded,  ///< added-up stacks for flame graphs, at the end
};

/// What `spyglass trace` is asked for, in strace's terms; the defaults are strace's.
struct TraceRequest {
  // What is traced.
  std::vector<std::string> program;  ///< and its arguments; empty: only attach
  std::vector<Pid> processes;        ///< -p
  bool follow = false;               ///< -f: also what it starts
  bool kill_on_exit = false;         ///< what is attached ends when we do
  bool detach_on_execve = false;     ///< -b execve: let go of what becomes another program
  std::vector<EnvironmentChange> environment;  ///< -E
  std::string user;                            ///< -u: whom the program runs as; empty: us
  SandboxPolicy sandbox;                       ///< --sandbox, --without, --limit
  Placement placement = Placement::parent;     ///< -D, -DD, -DDD
  Interruptible interruptible = Interruptible::by_default;  ///< -I
  Engine engine = Engine::automatic;                        ///< --engine
  bool untuned = false;  ///< --no-tuning: processors are left as they are

  /// A recording, in place of a program: nothing is traced.
  std::string recording;  ///< --from

  // Which events are shown.
  CallSet calls = CallSet::all();        ///< -e trace=
  NumberSet signals = NumberSet::all();  ///< -e signal=
  std::vector<std::string> paths;        ///< -P: only calls that have to do with one of them
  bool kernel_filter = false;            ///< --seccomp-bpf: asked for, not only preferred
  NumberSet quiet;                       ///< -q, -e quiet=: of Message

  [[nodiscard]] bool is_quiet(Message message) const {
    return quiet.contains(static_cast<int>(message));
  }
  [[nodiscard]] bool shows(const Call& call) const {
    return calls.contains(call.name, call.raw.abi);
  }
  /// Whether nothing is written before the trace ends.
  [[nodiscard]] bool tells_at_the_end() const { return !lines || form == Form::folded; }
  /// Whether what is written says when calls were made, or how long they took.
  [[nodiscard]] bool tells_times() const {
    return form != Form::text || summary || debug || !record.empty() ||
           look.clock != TraceLook::Clock::none || look.since_last || look.time_in_call;
  }
  /// `decode`, but that calls which are only counted are only named.
  [[nodiscard]] DecodeRules rules() const;

  // What is done to the program.
  std::vector<Injection> injections;  ///< -e inject=, -e fault=

  /// Whoever is told of calls changes some of them.
  bool changes_calls = false;
  /// Whoever is told of a step asks what its thread has open, while it stands still.
  bool looks_at_threads = false;
  /// Whoever is told of a call asks which functions of the program have led to it.
  bool wants_stacks = false;
  /// Steps say how long the kernel has worked for their threads.
  bool counts_system_time = false;

  // How they are shown.
  DecodeRules decode;
  TraceLook look;
  std::optional<SummaryReporter::Options> summary;  ///< -c, -C
  bool lines = true;                                ///< -c writes a summary and nothing else
  Form form = Form::text;                           ///< --json, --chrome, --folded
  bool debug = false;                               ///< -d: every stop on standard error
  std::optional<TipRequest> tip;                    ///< --tips

  // Where they go.
  std::string record;               ///< --record: also into a recording, whatever is shown
  std::string output;               ///< -o: a file, |command or !command; empty: standard error
  bool to_standard_output = false;  ///< where there is no `output`: not to standard error
  bool append = false;              ///< -A
  bool separately = false;          ///< -ff: a file a thread
};

/// Where the lines of a request go.
Result<Sinks> open_sinks(const TraceRequest& request);

}  // namespace spyglass
