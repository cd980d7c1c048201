#include "repl/options/trace_flags.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

#include "core/base/duration.hpp"
#include "repl/options/flag_actions.hpp"
#include "repl/options/qualifiers.hpp"
#include "repl/options/trace_forms.hpp"
#include "repl/options/trace_reading.hpp"

namespace spyglass {

namespace {

using Takes = TraceFlag::Takes;

/// -z and -Z stand for a status each.
template <bool failed>
Result<void> only_status(TraceReading& reading, const std::string&) {
  return apply_qualifier(reading.request, "status", failed ? "failed" : "successful");
}

/// -Y adds to --decode-pids, and --pidns-translation does.
template <ProcessFact fact>
Result<void> name_processes(TraceReading& reading, const std::string&) {
  reading.request.look.naming.processes.insert(static_cast<int>(fact));
  return {};
}

/// A flag of the summary, which counts only where there is one.
template <class Value>
Result<void> set_summary(TraceReading& reading, std::string_view flag, Value& to,
                         Result<Value> from) {
  if (!from) return bad_input(fmt::format("{}: {}", flag, from.error().message));
  reading.of_summary = flag;
  to = std::move(*from);
  return {};
}

/// A flag that says the form of the whole trace.
template <Form form>
Result<void> write_as(TraceReading& reading, const std::string&) {
  return take_form(reading.request, form);
}

/// A flag that only sets a member of the request.
template <auto member>
Result<void> set(TraceReading& reading, const std::string&) {
  reading.request.*member = true;
  return {};
}
template <auto member>
Result<void> set_look(TraceReading& reading, const std::string&) {
  reading.request.look.*member = true;
  return {};
}
/// A flag that stands for -e NAME=VALUE is a template's argument by its place here.
constexpr std::array<std::string_view, 11> qualifier_names = {
    "trace", "signal", "status", "quiet",  "abbrev", "verbose",
    "raw",   "read",   "write",  "inject", "fault"};
template <std::size_t which>
Result<void> qualify(TraceReading& reading, const std::string& value) {
  return apply_qualifier(reading.request, qualifier_names[which], value);
}

constexpr std::array flags = {
    TraceFlag{'f', "follow-forks", Takes::nothing, "",
              "Trace also what the program starts; -ff: a file a thread, FILE.PID", follow},
    TraceFlag{'p', "attach", Takes::value, "PID", "Attach to running processes: 12,13 or a name",
              add_processes},
    TraceFlag{'E', "env", Takes::value, "NAME[=VALUE]",
              "Give the program a variable; without a value: take it away", change_environment},
    TraceFlag{'u', "user", Takes::value, "NAME", "Run the program as this user",
              [](TraceReading& reading, const std::string& value) -> Result<void> {
                if (value.empty()) return bad_input("-u wants the name of a user");
                reading.request.user = value;
                return {};
              }},
    TraceFlag{0, "sandbox", Takes::perhaps_value, "USE",
              "Hold the program in, so that it hurts nothing; require: only if no layer is missing",
              use_sandbox},
    TraceFlag{0, "without", Takes::value, "LAYERS", "Do without these layers of the sandbox",
              do_without_layers},
    TraceFlag{0, "limit", Takes::value, "NAME=VALUE",
              "Change a limit of the sandbox: memory=2g, time=10m, processes=50",
              set_sandbox_limit},
    TraceFlag{'b', "detach-on", Takes::value, "execve",
              "Let go of a process when it becomes another program", detach_on},
    TraceFlag{'D', "daemonize", Takes::perhaps_value, "WHERE",
              "Trace as a grandchild of the program; -DD, -DDD: in a process group, a session",
              daemonize},
    TraceFlag{'I', "interruptible", Takes::value, "WHEN",
              "Heed Ctrl-C: 1 anywhere, 2 while waiting, 3 never, 4 nor Ctrl-Z", set_interruptible},
    TraceFlag{0, "kill-on-exit", Takes::nothing, "",
              "When the trace ends, end what it was attached to as well",
              set<&TraceRequest::kill_on_exit>},
    TraceFlag{0, "seccomp-bpf", Takes::nothing, "",
              "Say why, when calls that nobody asked for cannot run at full speed",
              set<&TraceRequest::kernel_filter>},
    TraceFlag{0, "engine", Takes::value, "NAME",
              "See calls by bpf, which stops nobody, or by ptrace; auto: what costs less",
              set_engine},
    TraceFlag{0, "no-tuning", Takes::nothing, "",
              "Leave processors, and who gets them, as they are, however long watching takes then",
              set<&TraceRequest::untuned>},
    TraceFlag{
        'e', "", Takes::value, "EXPR",
        "trace=CALLS, signal=SET, status=SET, quiet=SET, inject=..., fault=..., or just CALLS",
        [](TraceReading& reading, const std::string& value) {
          return apply_qualifier(reading.request, value);
        }},
    TraceFlag{0, "trace", Takes::value, "CALLS",
              "Which calls: openat,close or %file or /REGEX or '!brk'", qualify<0>},
    TraceFlag{0, "signal", Takes::value, "SET", "Which signals: SIGCHLD,SIGINT or '!SIGCHLD'",
              qualify<1>},
    TraceFlag{0, "status", Takes::value, "SET",
              "Calls that ended so: successful, failed, unfinished, unavailable, detached",
              qualify<2>},
    TraceFlag{'z', "successful-only", Takes::nothing, "", "Calls that succeeded",
              only_status<false>},
    TraceFlag{'Z', "failed-only", Takes::nothing, "", "Calls that failed", only_status<true>},
    TraceFlag{'P', "trace-path", Takes::value, "PATH",
              "Calls that have to do with a file, by its path or a descriptor; again for more",
              [](TraceReading& reading, const std::string& value) -> Result<void> {
                if (value.empty()) return bad_input("-P wants the path of a file");
                reading.request.paths.push_back(value);
                return {};
              }},
    TraceFlag{
        0, "inject", Takes::value, "CALLS:WHAT",
        "Tamper with calls: openat:error=ENOENT:when=2+, read:delay_exit=1s, close:signal=INT",
        qualify<9>},
    TraceFlag{0, "fault", Takes::value, "CALLS[:error=E]", "Let calls fail, with ENOSYS or E",
              qualify<10>},
    TraceFlag{'o', "output", Takes::value, "FILE",
              "Write the trace to a file, or to a command: '|sort' or '!sort'",
              [](TraceReading& reading, const std::string& value) -> Result<void> {
                if (value.empty()) return bad_input("-o wants the name of a file");
                reading.request.output = value;
                return {};
              }},
    TraceFlag{'A', "output-append-mode", Takes::nothing, "", "Add to the file of -o",
              set<&TraceRequest::append>},
    TraceFlag{0, "output-separately", Takes::nothing, "", "A file a thread, FILE.PID",
              set<&TraceRequest::separately>},
    TraceFlag{0, "record", Takes::value, "FILE",
              "Also record everything that happens, for --from and `spyglass replay`",
              [](TraceReading& reading, const std::string& value) -> Result<void> {
                if (value.empty()) return bad_input("--record wants the name of a file");
                reading.request.record = value;
                return {};
              }},
    TraceFlag{0, "from", Takes::value, "FILE",
              "Show a recording, in place of a program; nothing is run or traced",
              [](TraceReading& reading, const std::string& value) -> Result<void> {
                if (value.empty()) return bad_input("--from wants the name of a recording");
                reading.request.recording = value;
                return {};
              }},
    TraceFlag{'q', "", Takes::nothing, "",
              "Say nothing about attaching and detaching; -qq: nor about ends; -qqq: nothing",
              be_quiet},
    TraceFlag{0, "quiet", Takes::perhaps_value, "SET",
              "Don't say: attach, exit, path-resolution, personality, thread-execve",
              [](TraceReading& reading, const std::string& value) {
                return value.empty() ? be_quiet(reading, value) : qualify<3>(reading, value);
              }},
    TraceFlag{'a', "columns", Takes::value, "COLUMN", "The column of the result (40)",
              [](TraceReading& reading, const std::string& value) {
                return set_number(reading.request.look.text.result_column, "-a", value);
              }},
    TraceFlag{'s', "string-limit", Takes::value, "SIZE", "Bytes shown of strings (32)",
              [](TraceReading& reading, const std::string& value) {
                return set_number(reading.request.decode.all.string_limit, "-s", value);
              }},
    TraceFlag{'v', "no-abbrev", Takes::nothing, "", "Show structs and lists in full",
              [](TraceReading& reading, const std::string&) {
                return apply_qualifier(reading.request, "abbrev", "none");
              }},
    TraceFlag{0, "abbrev", Takes::value, "CALLS", "Shorten structs and lists in these calls alone",
              qualify<4>},
    TraceFlag{0, "verbose", Takes::value, "CALLS",
              "Look into structs in these calls alone; others show addresses", qualify<5>},
    TraceFlag{0, "raw", Takes::value, "CALLS", "Show the arguments of these calls as plain words",
              qualify<6>},
    TraceFlag{0, "read", Takes::value, "FDS", "Show all that is read from these descriptors",
              qualify<7>},
    TraceFlag{0, "write", Takes::value, "FDS", "Show all that is written to these descriptors",
              qualify<8>},
    TraceFlag{'x', "", Takes::nothing, "",
              "Strings that are not ASCII in hexadecimal; -xx: all strings",
              [](TraceReading& reading, const std::string& value) {
                return set_hex_strings(reading, false, value);
              }},
    TraceFlag{0, "strings-in-hex", Takes::perhaps_value, "WHICH",
              "The same: all (if WHICH is missing), non-ascii, non-ascii-chars, none",
              [](TraceReading& reading, const std::string& value) {
                return set_hex_strings(reading, true, value);
              }},
    TraceFlag{'X', "const-print-style", Takes::value, "STYLE",
              "Constants and flags: raw (numbers), abbrev (names), verbose (both)", set_names},
    TraceFlag{'i', "instruction-pointer", Takes::nothing, "",
              "Where in the program each call was made", set_look<&TraceLook::instruction_pointer>},
    TraceFlag{'y', "decode-fds", Takes::perhaps_value, "SET",
              "What descriptors are open on: path, socket, dev, pidfd; -yy: all", name_descriptors},
    TraceFlag{'Y', "", Takes::nothing, "", "The names of processes beside their ids",
              name_processes<ProcessFact::command>},
    TraceFlag{0, "decode-pids", Takes::value, "SET",
              "Beside ids of processes: comm (the name), pidns (the id outside a namespace)",
              [](TraceReading& reading, const std::string& value) {
                return apply_qualifier(reading.request, "decode-pids", value);
              }},
    TraceFlag{0, "pidns-translation", Takes::nothing, "", "The same as --decode-pids=pidns",
              name_processes<ProcessFact::our_number>},
    TraceFlag{'N', "arg-names", Takes::nothing, "", "The name of each argument: fd=3",
              [](TraceReading& reading, const std::string&) -> Result<void> {
                reading.request.look.text.argument_names = true;
                return {};
              }},
    TraceFlag{'n', "syscall-number", Takes::nothing, "", "The number of each call",
              set_look<&TraceLook::call_number>},
    TraceFlag{'t', "absolute-timestamps", Takes::perhaps_value, "FORMAT",
              "The time of day; -tt with microseconds, -ttt as seconds since 1970", set_clock},
    TraceFlag{'r', "relative-timestamps", Takes::perhaps_value, "PRECISION",
              "The time since the line before",
              [](TraceReading& reading, const std::string& value) {
                return set_precision(reading.request.look.since_last, "--relative-timestamps",
                                     value);
              }},
    TraceFlag{
        'T', "syscall-times", Takes::perhaps_value, "PRECISION", "The time spent in each call",
        [](TraceReading& reading, const std::string& value) {
          return set_precision(reading.request.look.time_in_call, "--syscall-times", value);
        }},
    TraceFlag{'c', "summary-only", Takes::nothing, "",
              "Count the calls, and write a table of them in place of lines",
              [](TraceReading& reading, const std::string&) -> Result<void> {
                reading.request.summary.emplace();
                reading.request.lines = false;
                return {};
              }},
    TraceFlag{'C', "summary", Takes::nothing, "", "Write lines, and the table at the end",
              [](TraceReading& reading, const std::string&) -> Result<void> {
                reading.request.summary.emplace();
                reading.request.lines = true;
                return {};
              }},
    TraceFlag{'S', "summary-sort-by", Takes::value, "COLUMN",
              "The table's first: most time, calls, errors, …, or by name",
              [](TraceReading& reading, const std::string& value) {
                return set_summary(reading, "-S", reading.summary.look.order,
                                   parse_summary_order(value));
              }},
    TraceFlag{'U', "summary-columns", Takes::value, "COLUMNS",
              "The table's columns: time-percent,total-time,avg-time,calls,errors,name, …",
              [](TraceReading& reading, const std::string& value) {
                return set_summary(reading, "-U", reading.summary.look.columns,
                                   parse_summary_columns(value));
              }},
    TraceFlag{'O', "summary-syscall-overhead", Takes::value, "TIME",
              "What tracing costs, taken off the time of each call: 20us",
              [](TraceReading& reading, const std::string& value) {
                return set_summary(reading, "-O", reading.summary.overhead, parse_duration(value));
              }},
    TraceFlag{'w', "summary-wall-clock", Takes::nothing, "",
              "Count the time on the clock, in place of the system's",
              [](TraceReading& reading, const std::string&) -> Result<void> {
                reading.of_summary = "-w";
                reading.summary.wall_clock = true;
                return {};
              }},
    TraceFlag{0, "explain", Takes::nothing, "",
              "Say under each line, in plain words, what was asked and what came of it",
              set_look<&TraceLook::explain>},
    TraceFlag{0, "json", Takes::nothing, "", "Write an object a line; docs/json.md describes them",
              write_as<Form::json>},
    TraceFlag{0, "chrome", Takes::nothing, "",
              "Write Chrome's trace events, for Perfetto and others; docs/outputs.md",
              write_as<Form::chrome>},
    TraceFlag{0, "folded", Takes::nothing, "",
              "Write where the time went, for flame graphs; docs/outputs.md",
              write_as<Form::folded>},
    TraceFlag{0, "tips", Takes::perhaps_value, "WHICH", "End with a piece of advice",
              [](TraceReading& reading, const std::string& value) -> Result<void> {
                auto tip = parse_tip_request(value);
                if (!tip) return tl::make_unexpected(tip.error());
                reading.request.tip = *tip;
                return {};
              }},
    TraceFlag{'d', "debug", Takes::nothing, "", "Say what each stop of a thread was",
              set<&TraceRequest::debug>},
    TraceFlag{'h', "help", Takes::nothing, "", "Show this page",
              [](TraceReading& reading, const std::string&) -> Result<void> {
                reading.helped = true;
                fmt::print("{}", trace_help());
                return {};
              }},
    TraceFlag{'V', "version", Takes::nothing, "", "Show the version",
              [](TraceReading& reading, const std::string&) -> Result<void> {
                reading.helped = true;
                fmt::print("spyglass {}\n", SPYGLASS_VERSION);
                return {};
              }},
};

}  // namespace

std::span<const TraceFlag> trace_flags() { return flags; }

}  // namespace spyglass
