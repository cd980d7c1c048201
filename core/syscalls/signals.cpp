#include "core/syscalls/signals.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>

#include "core/base/nearest.hpp"
#include "core/base/number.hpp"

namespace spyglass {
namespace {

constexpr int first_real_time = 32;
constexpr int last_real_time = 64;

constexpr bool is_real_time(Signal number) {
  return number.value() >= first_real_time && number.value() <= last_real_time;
}

constexpr auto rows = std::to_array<SignalRow>({
    {1, "SIGHUP", "Hangup",
     "The terminal was closed or the connection to it lost; by default the process ends, and "
     "many servers read their settings again."},
    {2, "SIGINT", "Interrupt",
     "Ctrl-C at the terminal sends it to the program in the foreground; by default the process "
     "ends."},
    {3, "SIGQUIT", "Quit",
     "Ctrl-\\ at the terminal sends it to the program in the foreground; by default the process "
     "ends with a core dump."},
    {4, "SIGILL", "Illegal instruction",
     "The processor met an instruction that it does not know or may not run, as after a wild "
     "jump; by default the process dumps core."},
    {5, "SIGTRAP", "Trace/breakpoint trap",
     "A breakpoint was hit or a single step is done, which a debugger catches; by default the "
     "process ends with a core dump."},
    {6, "SIGABRT", "Aborted",
     "The process gave itself up with abort, as after a failed assert; by default it ends with a "
     "core dump."},
    {7, "SIGBUS", "Bus error",
     "The process touched memory that is mapped but not there, such as past the end of a mapped "
     "file; by default it dumps core."},
    {8, "SIGFPE", "Floating point exception",
     "The process asked for an impossible sum, nearly always an integer divided by zero; by "
     "default it ends with a core dump."},
    {9, "SIGKILL", "Killed",
     "A user with kill -9, or the kernel when memory runs out, ends the process at once; it "
     "cannot be caught, blocked or ignored."},
    {10, "SIGUSR1", "User defined signal 1",
     "Programs send it to each other for purposes of their own, the kernel never does; by "
     "default the process ends."},
    {11, "SIGSEGV", "Segmentation fault",
     "The process used an address without memory or wrote where it may only read, often by a "
     "null pointer; by default it dumps core."},
    {12, "SIGUSR2", "User defined signal 2",
     "A second signal that programs send to each other for purposes of their own; by default the "
     "process ends."},
    {13, "SIGPIPE", "Broken pipe",
     "The process wrote to a pipe or socket whose other end is closed; by default it ends, as "
     "yes does in yes | head."},
    {14, "SIGALRM", "Alarm clock",
     "The time that the process set with alarm or setitimer is over; by default it ends."},
    {15, "SIGTERM", "Terminated",
     "Somebody asks the process to end, as kill does if no signal is named; by default it ends, "
     "but it may tidy up first."},
    {16, "SIGSTKFLT", "Stack fault",
     "It is named after faults of an old coprocessor's stack, but the kernel never sends it; by "
     "default the process ends."},
    {17, "SIGCHLD", "Child exited",
     "A child ended, stopped or went on, and the kernel tells its parent, who can now call wait; "
     "by default it is ignored."},
    {18, "SIGCONT", "Continued",
     "Somebody lets a stopped process go on, as the shell does for fg and bg; if it is not "
     "stopped, nothing happens by default."},
    {19, "SIGSTOP", "Stopped (signal)",
     "Somebody stops the process until SIGCONT comes; it cannot be caught, blocked or ignored."},
    {20, "SIGTSTP", "Stopped",
     "Ctrl-Z at the terminal sends it to the program in the foreground; by default the process "
     "stops until SIGCONT comes."},
    {21, "SIGTTIN", "Stopped (tty input)",
     "A background process tried to read from the terminal; by default it stops until it is "
     "brought to the foreground."},
    {22, "SIGTTOU", "Stopped (tty output)",
     "A background process tried to change the terminal, or to write to it after stty tostop; by "
     "default it stops."},
    {23, "SIGURG", "Urgent I/O condition",
     "Urgent data came in on a socket; Go programs also send it to their own threads to take "
     "turns; by default it is ignored."},
    {24, "SIGXCPU", "CPU time limit exceeded",
     "The process used more processor time than its limit allows (ulimit -t); by default it ends "
     "with a core dump."},
    {25, "SIGXFSZ", "File size limit exceeded",
     "The process made a file larger than its limit allows (ulimit -f); by default it dumps "
     "core, else the write fails with EFBIG."},
    {26, "SIGVTALRM", "Virtual timer expired",
     "A timer ran out that counts only the time in which the process runs its own code; by "
     "default the process ends."},
    {27, "SIGPROF", "Profiling timer expired",
     "A timer ran out that counts the processor time of the process and its system calls, for "
     "profilers; by default the process ends."},
    {28, "SIGWINCH", "Window changed",
     "The terminal window has a new size, so a program that fills the screen can draw it again; "
     "by default it is ignored."},
    {29, "SIGIO", "I/O possible",
     "A descriptor set to O_ASYNC can be read or written without waiting; by default the process "
     "ends."},
    {30, "SIGPWR", "Power failure",
     "The electric power is failing, as the service that watches the battery tells init; by "
     "default the process ends."},
    {31, "SIGSYS", "Bad system call",
     "The process made a system call that its seccomp filter forbids; by default it ends with a "
     "core dump."},
});

constexpr bool numbered_from_one() {
  int expected = 1;
  return std::ranges::all_of(rows, [&](const SignalRow& row) { return row.number == expected++; });
}

// find_signal() takes the number for the place in the table.
static_assert(numbered_from_one() && rows.size() + 1 == first_real_time);

constexpr std::string_view real_time_sentence =
    "Programs agree on what signals 32 to 64 mean, though libc keeps two for threads; they queue "
    "up and can carry a value; by default the process ends.";

constexpr std::string_view prefix = "SIG";

struct Alias {
  std::string_view name;
  std::string_view row_name;
};

constexpr auto aliases = std::to_array<Alias>({
    {"IOT", "ABRT"},
    {"CLD", "CHLD"},
    {"POLL", "IO"},
});

}  // namespace

std::span<const SignalRow> signal_rows() { return rows; }

const SignalRow* find_signal(Signal number) {
  if (number.value() < 1 || number.value() >= first_real_time) return nullptr;
  return &rows[static_cast<std::size_t>(number.value() - 1)];
}

const SignalRow* find_signal(std::string_view name) {
  if (name.starts_with(prefix)) name.remove_prefix(prefix.size());
  const auto alias = std::ranges::find(aliases, name, &Alias::name);
  if (alias != aliases.end()) name = alias->row_name;
  const auto found = std::ranges::find_if(
      rows, [&](const SignalRow& row) { return row.name.substr(prefix.size()) == name; });
  return found != rows.end() ? &*found : nullptr;
}

std::string_view signal_sentence(Signal number) {
  if (const SignalRow* row = find_signal(number)) return row->sentence;
  return is_real_time(number) ? real_time_sentence : std::string_view{};
}

std::optional<Signal> signal_number(std::string_view name) {
  if (const SignalRow* row = find_signal(name)) return Signal(row->number);
  if (name.starts_with(prefix)) name.remove_prefix(prefix.size());
  for (int value = first_real_time; value <= last_real_time; ++value) {
    if (signal_name(Signal(value)).substr(prefix.size()) == name) return Signal(value);
  }
  return std::nullopt;
}

Result<Signal> parse_signal(std::string_view word) {
  if (const auto number = parse_digits(word)) {
    if (*number >= 1 && *number <= last_real_time) return Signal(static_cast<int>(*number));
    return bad_input(fmt::format("signals have the numbers 1 to {}, not {}", last_real_time, word));
  }
  std::string name(word);
  std::ranges::transform(name, name.begin(), [](char c) {
    return static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  });
  if (const auto known = signal_number(name)) return *known;
  if (!name.starts_with(prefix)) name.insert(0, prefix);
  std::vector<std::string_view> known;
  known.reserve(rows.size());
  for (const SignalRow& row : rows) known.push_back(row.name);
  return bad_input(fmt::format("there is no signal `{}`{}", word, did_you_mean(name, known)));
}

std::string signal_name(Signal number) {
  const int value = number.value();
  if (const SignalRow* row = find_signal(number)) return std::string(row->name);
  if (value == first_real_time) return "SIGRTMIN";
  if (is_real_time(number)) {
    return "SIGRT_" + std::to_string(value - first_real_time);
  }
  return std::to_string(value);
}

}  // namespace spyglass
