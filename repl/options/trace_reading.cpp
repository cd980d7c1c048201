#include "repl/options/trace_reading.hpp"

#include <fmt/format.h>
#include <getopt.h>

#include <algorithm>
#include <array>
#include <limits>

#include "core/base/nearest.hpp"
#include "repl/options/trace_forms.hpp"
#include "repl/trace/engine.hpp"

namespace spyglass {

namespace {

using Takes = TraceFlag::Takes;

/// getopt_long(3) reports a long flag by this number and its place in the table.
constexpr int first_long = std::numeric_limits<unsigned char>::max() + 1;

std::string letters_for_getopt() {
  std::string letters = "+:";  // the program's own flags are its own; a missing value is reported
  for (const TraceFlag& flag : trace_flags()) {
    if (flag.letter == 0) continue;
    letters += flag.letter;
    if (flag.takes == Takes::value) letters += ':';
  }
  return letters;
}

std::vector<option> names_for_getopt() {
  std::vector<option> names;
  const auto flags = trace_flags();
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
  const auto flags = trace_flags();
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
  for (const TraceFlag& flag : trace_flags()) {
    if (!flag.name.empty()) known.push_back(flag.name);
  }
  const std::string_view name = word.starts_with("--") ? word.substr(2) : word;
  return bad_input(fmt::format("there is no option `--{}`{}; `spyglass trace -h` lists them", name,
                               did_you_mean(name, known)));
}

/// Flags that concern lines of text: in other forms they would do nothing, so they are refused.
constexpr std::string_view flags_of_lines = "aiNnrtTxX";

/// Flags that concern what is done to a program: a recording has been made already.
constexpr std::string_view letters_of_living = "fpEubDI";
constexpr std::string_view names_of_living[] = {"kill-on-exit", "seccomp-bpf", "inject",  "fault",
                                                "record",       "sandbox",     "without", "limit",
                                                "no-tuning",    "engine"};

bool is_of_living(const TraceFlag& flag) {
  return (flag.letter != 0 && letters_of_living.find(flag.letter) != std::string_view::npos) ||
         std::ranges::find(names_of_living, flag.name) != std::end(names_of_living);
}

Result<void> check_recording(const TraceReading& reading) {
  const TraceRequest& request = reading.request;
  if (!request.program.empty()) {
    return bad_input("--from shows a recording, and a PROGRAM is run: one of them");
  }
  const std::string flag = request.injections.empty() ? reading.of_living : "-e inject";
  if (flag.empty()) return {};
  return bad_input(
      fmt::format("{} is for living programs, and what --from shows has happened already", flag));
}

/// What one flag alone cannot know.
Result<void> check_whole(TraceReading& reading) {
  TraceRequest& request = reading.request;
  if (request.summary) {
    request.summary = reading.summary;
  } else if (!reading.of_summary.empty()) {
    return bad_input(fmt::format("{} is for the summary: add -c or -C", reading.of_summary));
  }
  if (request.summary && request.separately) {
    return bad_input(
        "the summary is one for all threads, and -ff writes a file a thread: one of them");
  }
  if (auto fits = check_form(reading); !fits) return fits;
  if (request.separately && request.output.empty()) request.separately = false;
  if (!request.recording.empty()) {
    if (auto fits = check_recording(reading); !fits) return fits;
  } else if (request.program.empty() && request.processes.empty()) {
    return bad_input("trace what? `spyglass trace ls`, `spyglass trace -p 4711`");
  }
  if (auto fits = check_engine(request); !fits) return fits;
  if (!request.output.empty() && request.follow && !request.separately) {
    request.look.threads = TraceLook::Threads::always;
  }
  if (request.separately) request.look.threads = TraceLook::Threads::never;
  const bool to_file_only = !request.output.empty() && request.processes.empty();
  const bool is_interrupted_by_words = request.output.empty() && is_one_document(request.form);
  if ((to_file_only || is_interrupted_by_words) && request.quiet.is_empty()) {
    for (const Message message : {Message::attach, Message::personality}) {
      request.quiet.insert(static_cast<int>(message));
    }
  }
  return {};
}

}  // namespace

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
    if (is_of_living(*flag)) {
      reading.of_living =
          flag->letter != 0 ? fmt::format("-{}", flag->letter) : fmt::format("--{}", flag->name);
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
      "       spyglass trace [FLAG...] --from RECORDING\n"
      "Prints every call of a program, as strace does and with strace's flags.\n\n";
  for (const TraceFlag& flag : trace_flags()) {
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
