#include "repl/options/trace_flags.hpp"

#include <fmt/format.h>
#include <getopt.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <limits>

#include "core/base/duration.hpp"
#include "core/base/nearest.hpp"
#include "core/proc/processes.hpp"
#include "repl/options/qualifiers.hpp"

namespace spyglass {

namespace {

using Takes = TraceFlag::Takes;

/// A whole number from 0 on.
template <class Number>
Result<Number> number_of(std::string_view flag, std::string_view text) {
  Number number{};
  const auto end = std::from_chars(text.data(), text.data() + text.size(), number);
  const bool whole = end.ec == std::errc{} && end.ptr == text.data() + text.size();
  if (whole && number >= 0) return number;
  return bad_input(fmt::format("{} wants a number from 0 on, and `{}` is none", flag, text));
}

template <class Number>
Result<void> set_number(Number& to, std::string_view flag, const std::string& text) {
  const auto number = number_of<Number>(flag, text);
  if (!number) return tl::make_unexpected(number.error());
  to = *number;
  return {};
}

struct PrecisionName {
  std::string_view name;
  Precision precision;
};
constexpr std::array precisions = {
    PrecisionName{"s", Precision::seconds}, PrecisionName{"ms", Precision::milliseconds},
    PrecisionName{"us", Precision::microseconds}, PrecisionName{"ns", Precision::nanoseconds}};

const PrecisionName* find_precision(std::string_view word) {
  const auto found =
      std::ranges::find_if(precisions, [&](const auto& one) { return one.name == word; });
  return found == precisions.end() ? nullptr : &*found;
}

/// For flags that show a time, with the precision as their value; without one, microseconds.
Result<void> set_precision(std::optional<Precision>& to, std::string_view flag,
                           const std::string& word) {
  const PrecisionName* found = find_precision(word.empty() ? "us" : word);
  if (found == nullptr) {
    return bad_input(fmt::format("{}={}: a precision is s, ms, us or ns", flag, word));
  }
  to = found->precision;
  return {};
}

/// A word that stands for one of a few choices.
template <class Choice>
struct Word {
  std::string_view word;
  Choice choice;
};

template <class Choice, std::size_t size>
Result<void> choose(Choice& to, std::string_view flag, std::string_view word,
                    const std::array<Word<Choice>, size>& words) {
  const auto found = std::ranges::find(words, word, &Word<Choice>::word);
  if (found != words.end()) {
    to = found->choice;
    return {};
  }
  std::string known;
  for (const auto& one : words) known += fmt::format("{}{}", known.empty() ? "" : ", ", one.word);
  return bad_input(fmt::format("{} has no `{}`; it has {}", flag, word, known));
}

/// -X
Result<void> set_names(TraceReading& reading, const std::string& style) {
  constexpr std::array styles = {Word{"raw", NameStyle::numbers}, Word{"abbrev", NameStyle::names},
                                 Word{"verbose", NameStyle::both}};
  return choose(reading.request.look.text.names, "-X", style, styles);
}

/// -x, -xx, and --strings-in-hex, which says the same in words.
Result<void> set_hex_strings(TraceReading& reading, bool by_name, const std::string& which) {
  constexpr std::array choices = {
      Word{"none", HexStrings::none}, Word{"non-ascii-chars", HexStrings::odd_bytes},
      Word{"non-ascii", HexStrings::odd_strings}, Word{"all", HexStrings::all}};
  if (by_name ? reading.times_x > 0 : reading.hex_by_name) {
    return bad_input("-x and --strings-in-hex don't go together; give one of them");
  }
  HexStrings& hex = reading.request.look.text.hex_strings;
  if (!by_name) {
    hex = ++reading.times_x > 1 ? HexStrings::all : HexStrings::odd_strings;
    return {};
  }
  reading.hex_by_name = true;
  reading.of_lines = "--strings-in-hex";
  return choose(hex, "--strings-in-hex", which.empty() ? "all" : which, choices);
}

/// --absolute-timestamps=[[format:]FORMAT[,[precision:]PRECISION]]
Result<void> set_clock(TraceReading& reading, const std::string& value) {
  TraceLook& look = reading.request.look;
  if (value.empty()) {  // -t, -tt, -ttt
    const int times = ++reading.times_t;
    look.clock = times >= 3 ? TraceLook::Clock::epoch : TraceLook::Clock::time_of_day;
    look.clock_precision = times >= 2 ? Precision::microseconds : Precision::seconds;
    return {};
  }
  look.clock = TraceLook::Clock::time_of_day;
  for (std::string_view word : comma_separated(value)) {
    if (const std::size_t colon = word.find(':'); colon != std::string_view::npos) {
      const std::string_view key = word.substr(0, colon);
      if (key != "format" && key != "precision") {
        return bad_input(
            fmt::format("--absolute-timestamps has no `{}:`; it has format: and "
                        "precision:",
                        key));
      }
      word.remove_prefix(colon + 1);
    }
    if (word == "none") {
      look.clock = TraceLook::Clock::none;
    } else if (word == "time") {
      look.clock = TraceLook::Clock::time_of_day;
    } else if (word == "unix") {
      look.clock = TraceLook::Clock::epoch;
    } else if (const PrecisionName* found = find_precision(word)) {
      look.clock_precision = found->precision;
    } else {
      return bad_input(
          fmt::format("--absolute-timestamps={}: a format is none, time or unix, a "
                      "precision is s, ms, us or ns",
                      word));
    }
  }
  return {};
}

/// -p 12,13, -p '12 13' (as pidof(8) prints them), or -p name.
Result<void> add_processes(TraceReading& reading, const std::string& list) {
  constexpr std::string_view separators = ", \t\n";
  std::vector<Pid>& processes = reading.request.processes;
  std::string_view rest = list;
  while (!rest.empty()) {
    const std::size_t end = std::min(rest.find_first_of(separators), rest.size());
    const std::string_view word = rest.substr(0, end);
    rest.remove_prefix(std::min(end + 1, rest.size()));
    if (word.empty()) continue;
    pid_t number = 0;
    const auto parsed = std::from_chars(word.data(), word.data() + word.size(), number);
    const bool is_number = parsed.ec == std::errc{} && parsed.ptr == word.data() + word.size();
    const auto found =
        is_number && number > 0 ? std::vector{Pid(number)} : proc::find_by_name(word);
    if (found.empty()) return bad_input(fmt::format("no process is called `{}`", word));
    processes.insert(processes.end(), found.begin(), found.end());
  }
  if (processes.empty()) return bad_input("-p wants the number or the name of a process");
  return {};
}

Result<void> be_quiet(TraceReading& reading, const std::string&) {
  constexpr std::array<std::string_view, 3> meaning = {"attach,personality",
                                                       "attach,personality,exit", "all"};
  const int times = std::min(++reading.times_q, static_cast<int>(meaning.size()));
  return apply_qualifier(reading.request, "quiet", meaning[static_cast<std::size_t>(times - 1)]);
}

/// -z and -Z stand for a status each.
template <bool failed>
Result<void> only_status(TraceReading& reading, const std::string&) {
  return apply_qualifier(reading.request, "status", failed ? "failed" : "successful");
}

/// -y is --decode-fds=path, and -yy --decode-fds=all.
Result<void> name_descriptors(TraceReading& reading, const std::string& set) {
  const std::string_view meant = ++reading.times_y > 1 ? "all" : "path";
  return apply_qualifier(reading.request, "decode-fds", set.empty() ? meant : set);
}

/// -Y adds to --decode-pids, and --pidns-translation does.
template <ProcessFact fact>
Result<void> name_processes(TraceReading& reading, const std::string&) {
  reading.request.look.naming.processes.insert(static_cast<int>(fact));
  return {};
}

Result<void> follow(TraceReading& reading, const std::string&) {
  reading.request.follow = true;
  if (++reading.times_f > 1) reading.request.separately = true;
  return {};
}

/// -D, -DD, -DDD, or --daemonize=grandchild|pgroup|session.
Result<void> daemonize(TraceReading& reading, const std::string& value) {
  constexpr std::array<std::string_view, 3> words = {"grandchild", "pgroup", "session"};
  constexpr std::array places = {Placement::grandchild, Placement::process_group,
                                 Placement::session};
  auto which = static_cast<std::size_t>(
      std::min(++reading.times_daemonize, static_cast<int>(words.size())) - 1);
  if (!value.empty()) {
    const auto found = std::ranges::find(words, value);
    if (found == words.end()) {
      return bad_input(fmt::format("--daemonize={}: it is grandchild, pgroup or session{}", value,
                                   did_you_mean(value, {words.begin(), words.end()})));
    }
    which = static_cast<std::size_t>(found - words.begin());
  }
  reading.request.placement = places[which];
  return {};
}

/// -I 1 to 4, or in words.
Result<void> set_interruptible(TraceReading& reading, const std::string& value) {
  constexpr std::array<std::string_view, 4> words = {"anywhere", "waiting", "never", "never_tstp"};
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (value != words[i] && value != std::to_string(i + 1)) continue;
    reading.request.interruptible = static_cast<Interruptible>(i + 1);
    return {};
  }
  return bad_input(
      fmt::format("-I {}: it is 1 (anywhere), 2 (waiting), 3 (never) or 4 (never_tstp)", value));
}

/// -E NAME=VALUE, -E NAME.
Result<void> change_environment(TraceReading& reading, const std::string& value) {
  const std::size_t equals = value.find('=');
  if (value.empty() || equals == 0) {
    return bad_input(fmt::format("-E wants NAME=VALUE or NAME, and `{}` has no name", value));
  }
  EnvironmentChange change{value.substr(0, equals), std::nullopt};
  if (equals != std::string::npos) change.value = value.substr(equals + 1);
  reading.request.environment.push_back(std::move(change));
  return {};
}

Result<void> detach_on(TraceReading& reading, const std::string& value) {
  if (value != "execve") {
    return bad_input(fmt::format("-b {}: only -b execve makes sense", value));
  }
  reading.request.detach_on_execve = true;
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
    TraceFlag{'b', "detach-on", Takes::value, "execve",
              "Let go of a process when it becomes another program", detach_on},
    TraceFlag{'D', "daemonize", Takes::perhaps_value, "WHERE",
              "Trace as a grandchild of the program; -DD, -DDD: in a process group, a session",
              daemonize},
    TraceFlag{'I', "interruptible", Takes::value, "WHEN",
              "Heed Ctrl-C: 1 anywhere, 2 while waiting, 3 never, 4 nor Ctrl-Z", set_interruptible},
    TraceFlag{0, "seccomp-bpf", Takes::nothing, "",
              "Say why, when calls that nobody asked for cannot run at full speed",
              set<&TraceRequest::kernel_filter>},
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
              set<&TraceRequest::json>},
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

/// getopt_long(3) reports a long flag by this number and its place in the table.
constexpr int first_long = std::numeric_limits<unsigned char>::max() + 1;

std::string letters_for_getopt() {
  std::string letters = "+:";  // the program's own flags are its own; a missing value is reported
  for (const TraceFlag& flag : flags) {
    if (flag.letter == 0) continue;
    letters += flag.letter;
    if (flag.takes == Takes::value) letters += ':';
  }
  return letters;
}

std::vector<option> names_for_getopt() {
  std::vector<option> names;
  for (std::size_t i = 0; i < flags.size(); ++i) {
    if (flags[i].name.empty()) continue;
    const int takes = flags[i].takes == Takes::nothing ? no_argument
                      : flags[i].takes == Takes::value ? required_argument
                                                       : optional_argument;
    // The table's names are string literals, so they end with a zero.
    names.push_back({flags[i].name.data(), takes, nullptr, first_long + static_cast<int>(i)});
  }
  names.push_back({});
  return names;
}

const TraceFlag* flag_of(int code) {
  if (code >= first_long) return &flags[static_cast<std::size_t>(code - first_long)];
  const auto found =
      std::ranges::find_if(flags, [&](const TraceFlag& flag) { return flag.letter == code; });
  return found == flags.end() ? nullptr : &*found;
}

/// What strace has, and this program leaves out on purpose.
struct LeftOut {
  std::string_view flag;
  std::string_view why;
};
constexpr std::array left_out = {
    LeftOut{"-k", "stack traces of calls are not there yet"},
    LeftOut{"--stack-traces", "stack traces of calls are not there yet"},
    LeftOut{"--kvm", "virtual machines' exits are left out on purpose"},
};

tl::unexpected<Error> refusal(int code, std::string_view word) {
  for (const LeftOut& one : left_out) {
    const bool named = word.substr(0, word.find('=')) == one.flag;
    const bool letter = one.flag.size() == 2 && optopt == one.flag[1];
    if (code == '?' && (named || letter)) {
      return bad_input(fmt::format("{}: {}", one.flag, one.why));
    }
  }
  if (code == ':') return bad_input(fmt::format("{} wants a value behind it", word));
  if (optopt != 0 && optopt < first_long) {
    return bad_input(fmt::format("there is no option `-{}`; `spyglass trace -h` lists them",
                                 static_cast<char>(optopt)));
  }
  if (optopt >= first_long) return bad_input(fmt::format("{} takes no value", word));
  std::vector<std::string_view> known;
  for (const TraceFlag& flag : flags) {
    if (!flag.name.empty()) known.push_back(flag.name);
  }
  const std::string_view name = word.starts_with("--") ? word.substr(2) : word;
  return bad_input(fmt::format("there is no option `--{}`{}; `spyglass trace -h` lists them", name,
                               did_you_mean(name, known)));
}

/// Flags that concern lines of text: with --json they would do nothing, so they are refused there.
constexpr std::string_view flags_of_lines = "aiNnrtTxX";

/// What one flag alone cannot know.
Result<void> check_whole(TraceReading& reading) {
  TraceRequest& request = reading.request;
  if (request.json && request.look.explain) {
    return bad_input("--explain is for people and --json for programs: one of them");
  }
  if (request.summary) {
    request.summary = reading.summary;
  } else if (!reading.of_summary.empty()) {
    return bad_input(fmt::format("{} is for the summary: add -c or -C", reading.of_summary));
  }
  if (request.summary && request.json) {
    return bad_input("the summary is text, and --json writes objects alone: one of them");
  }
  if (request.summary && request.separately) {
    return bad_input(
        "the summary is one for all threads, and -ff writes a file a thread: one of them");
  }
  if (request.json && !reading.of_lines.empty()) {
    return bad_input(fmt::format(
        "{} is for lines of text: with --json every object has times, numbers and words",
        reading.of_lines));
  }
  if (request.separately && request.output.empty()) request.separately = false;
  if (request.program.empty() && request.processes.empty()) {
    return bad_input("trace what? `spyglass trace ls`, `spyglass trace -p 4711`");
  }
  if (!request.output.empty() && request.follow && !request.separately) {
    request.look.threads = TraceLook::Threads::always;
  }
  if (request.separately) request.look.threads = TraceLook::Threads::never;
  const bool to_file_only = !request.output.empty() && request.processes.empty();
  if (to_file_only && request.quiet.is_empty()) {
    for (const Message message : {Message::attach, Message::personality}) {
      request.quiet.insert(static_cast<int>(message));
    }
  }
  return {};
}

}  // namespace

std::span<const TraceFlag> trace_flags() { return flags; }

Result<TraceReading> read_trace_flags(int count, char** words) {
  static const std::string letters = letters_for_getopt();
  static const std::vector<option> names = names_for_getopt();
  TraceReading reading;
  optind = 0;  // from the beginning, whoever used it before
  opterr = 0;  // complaints are ours
  for (;;) {
    const int at = std::max(optind, 1);
    const int code = getopt_long(count, words, letters.c_str(), names.data(), nullptr);
    if (code == -1) break;
    if (code == '?' || code == ':') return refusal(code, words[at]);
    const TraceFlag* flag = flag_of(code);
    if (flag->letter != 0 && flags_of_lines.find(flag->letter) != std::string_view::npos) {
      reading.of_lines = fmt::format("-{}", flag->letter);
    }
    auto done = flag->apply(reading, optarg == nullptr ? std::string{} : std::string(optarg));
    if (!done) return tl::make_unexpected(done.error());
    if (reading.helped) return reading;
  }
  reading.request.program.assign(words + optind, words + count);
  if (auto fits = check_whole(reading); !fits) return tl::make_unexpected(fits.error());
  return reading;
}

std::string trace_help() {
  std::string text =
      "Usage: spyglass trace [FLAG...] PROGRAM [ARGUMENT...]\n"
      "       spyglass trace [FLAG...] -p PID\n"
      "Prints every call of a program, as strace does and with strace's flags.\n\n";
  for (const TraceFlag& flag : flags) {
    std::string names = flag.letter == 0 ? "    " : fmt::format("-{}", flag.letter);
    if (flag.letter != 0 && !flag.name.empty()) names += ", ";
    if (!flag.name.empty()) names += fmt::format("--{}", flag.name);
    if (flag.takes == Takes::value) names += fmt::format(" {}", flag.value);
    if (flag.takes == Takes::perhaps_value) names += fmt::format("[={}]", flag.value);
    text += fmt::format("  {:<38}  {}\n", names, flag.help);
  }
  return text;
}

}  // namespace spyglass
