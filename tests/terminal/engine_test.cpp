// `trace --engine`: which engine is chosen and why, and what the one that stops nobody promises:
// nothing is lost while somebody reads slowly, and nothing is left when the tool is killed.

#include <linux/bpf.h>
#include <sched.h>
#include <sys/syscall.h>

#include <catch2/catch.hpp>
#include <chrono>
#include <fstream>
#include <map>
#include <regex>
#include <set>
#include <sstream>

#include "core/proc/status.hpp"
#include "tests/temporary_folder.hpp"
#include "tests/terminal/engines.hpp"
#include "tests/terminal/pseudo_terminal.hpp"
#include "tests/terminal/reference.hpp"
#include "tests/tracing/process.hpp"

using Catch::Matchers::Contains;
using Catch::Matchers::StartsWith;

namespace {

using Words = std::vector<std::string>;

const std::string hello = SPYGLASS_PROGRAMS_DIR "/x86_64/hello";
const std::string counts_calls = SPYGLASS_TARGETS_DIR "/counts_calls";

/// Flags that only ptrace can serve, and words of the reason.
struct OfPtrace {
  Words flags;
  std::string why;
};
const std::vector<OfPtrace> of_ptrace = {
    {{"-e", "inject=write:error=EIO"}, "it is to tamper with calls"},
    {{"--record", "recording"}, "a recording holds what only a stopped program tells"},
    {{"-i"}, "registers can be read of a stopped program alone"},
    {{"-y"}, "names of descriptors and processes"},
    {{"-Y"}, "names of descriptors and processes"},
    {{"-P", "/tmp"}, "paths of descriptors"},
    {{"-e", "read=0"}, "all that is read or written"},
    {{"-e", "write=1"}, "all that is read or written"},
    {{"-b", "execve"}, "-b lets go"},
    {{"-d"}, "-d tells of stops"},
    {{"-f", "--seccomp-bpf", "-e", "write"}, "--seccomp-bpf asks for a filter"},
    {{"--sandbox"}, "what of the sandbox refused a call"},
};

Words trace_words(const Words& before, const Words& flags, const Words& program = {hello}) {
  Words words = before;
  words.insert(words.end(), flags.begin(), flags.end());
  words.push_back("--");
  words.insert(words.end(), program.begin(), program.end());
  return words;
}

/// The words with which setpriv(1) makes somebody else run the tool.
constexpr const char* setpriv = "/usr/bin/setpriv";
Words nobody_runs(const Words& words) {
  Words all = {"--reuid=65534", "--regid=65534", "--clear-groups"};
  all.insert(all.end(), words.begin(), words.end());
  return all;
}
Words as_nobody(const Words& words) {
  Words all = nobody_runs({SPYGLASS_BINARY});
  all.insert(all.end(), words.begin(), words.end());
  return all;
}

/// Whether a command comes to a good end.
bool goes_well(const Words& words, const std::string& binary) {
  return run_spyglass(words, "", {.binary = binary}).status == 0;
}

/// The number in front of which a text has these words; less than 0: it has none.
double number_behind(const std::string& text, const std::string& words) {
  const auto found = text.find(words);
  return found == std::string::npos ? -1 : std::strtod(&text[found + words.size()], nullptr);
}

/// What somebody at a terminal sees of it.
std::string seen(const Words& words, const std::string& binary = SPYGLASS_BINARY) {
  const TemporaryFolder folder;
  PseudoTerminal terminal(words, {.home = folder.path(),
                                  .columns = 200,
                                  .directory = folder.path().string(),
                                  .binary = binary});
  (void)terminal.expect_end();
  return plain(terminal.raw());
}

/// The tool, with its trace and messages in a pipe that the test reads, and the program's output
/// nowhere. Killed at the end.
class Tool {
 public:
  explicit Tool(const std::string& words, const std::string& engine = "bpf")
      : talker_("/bin/sh", {"-c", "exec " SPYGLASS_BINARY " trace --engine=" + engine + ' ' +
                                      words + " 2>&1 >/dev/null"}) {}
  [[nodiscard]] spyglass::Talker& talker() { return talker_; }
  [[nodiscard]] spyglass::Pid process() const { return talker_.process(); }
  void kill_now() {
    kill(process().value(), SIGKILL);
    (void)spyglass::wait_for_end(process().value());
    talker_.has_ended();
  }

 private:
  spyglass::Talker talker_;
};

/// A thing of bpf(2): what its number is called in /proc/PID/fdinfo, and how it is asked for.
struct KindOfThing {
  const char* field;
  int command;
};
constexpr KindOfThing kinds_of_things[] = {{"prog_id:", BPF_PROG_GET_FD_BY_ID},
                                           {"map_id:", BPF_MAP_GET_FD_BY_ID},
                                           {"link_id:", BPF_LINK_GET_FD_BY_ID}};
using Thing = std::pair<int, std::uint32_t>;

/// Those that a process holds.
std::set<Thing> things_of(spyglass::Pid process) {
  std::set<Thing> things;
  const std::string folder = "/proc/" + std::to_string(process.value()) + "/fdinfo";
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    std::ifstream lines(entry.path());
    for (std::string word; lines >> word;) {
      for (const KindOfThing& kind : kinds_of_things) {
        std::uint32_t number = 0;
        if (word == kind.field && lines >> number) things.insert({kind.command, number});
      }
    }
  }
  return things;
}

bool exists(const Thing& thing) {
  bpf_attr question{};
  question.prog_id = thing.second;  // the same place for all of them
  const auto got = syscall(SYS_bpf, thing.first, &question, sizeof question);
  if (got >= 0) close(static_cast<int>(got));
  return got >= 0;
}

std::set<std::string> pinned() {
  std::set<std::string> names;
  std::error_code none;
  for (const auto& entry : std::filesystem::directory_iterator("/sys/fs/bpf", none))
    names.insert(entry.path().string());
  return names;
}

/// The kernel takes them away in its own time, and soon.
void check_all_gone(const std::set<Thing>& things) {
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(30);
  for (const Thing& thing : things) {
    while (exists(thing) && std::chrono::steady_clock::now() < deadline) sched_yield();
    CHECK_FALSE(exists(thing));
  }
}

/// Of a summary: how often each call was made.
std::map<std::string, std::string> counts_in(const std::string& summary) {
  std::map<std::string, std::string> counts;
  std::istringstream lines(summary);
  for (std::string line; std::getline(lines, line);) {
    std::smatch found;
    const std::regex row(R"(^ *[\d.]+ +[\d.]+ +\d+ +(\d+)(?: +\d+)? +(\w+)$)");
    if (std::regex_match(line, found, row)) counts[found[2]] = found[1];
  }
  return counts;
}

}  // namespace

TEST_CASE("bpf tells how long calls took to whoever asks") {
  if (!can_observe()) return;
  const auto traced = [](const Words& flags) {
    return run_spyglass(trace_words({"trace", "--engine=bpf"}, flags, {"sleep", "0.05"})).errors;
  };
  CHECK(number_behind(traced({"-T", "-e", "clock_nanosleep"}), " = 0 <") >= 0.05);
  CHECK(number_behind(traced({"--json", "-e", "clock_nanosleep"}), "\"duration_ns\":") >= 50e6);
  // Since the line before it.
  const std::string since_last = traced({"-r"});
  const auto sleep = since_last.find("clock_nanosleep");
  REQUIRE(sleep != std::string::npos);
  CHECK(number_behind(since_last.substr(sleep), " = 0\n") >= 0.05);
}

TEST_CASE("--engine takes three names, and says which") {
  for (const auto* name : {"auto", "ptrace"}) {
    const auto run = run_spyglass({"trace", "--engine", name, hello});
    CHECK(run.status == 42);
    CHECK_THAT(run.errors, Contains("write(1, \"Hello, kernel!\\n\", 15)"));
  }
  for (const auto* name : {"strace", "", "BPF"}) {
    const auto run = run_spyglass({"trace", std::string("--engine=") + name, hello});
    CHECK(run.status == 2);
    CHECK_THAT(run.errors, Contains("it is auto, bpf or ptrace"));
    CHECK(run.output.empty());
  }
}

TEST_CASE("--engine=bpf shows what --engine=ptrace does") {
  if (!can_observe()) return;
  const auto by = [](const std::string& engine) {
    return run_spyglass({"trace", "--engine=" + engine, "-o", "/dev/stderr", hello});
  };
  const Finished bpf = by("bpf");
  CHECK(bpf.status == 42);
  CHECK(normal_form(bpf.errors) == normal_form(by("ptrace").errors));
}

TEST_CASE("--engine=bpf with flags that only ptrace can serve is refused, and nothing is started") {
  for (const OfPtrace& row : of_ptrace) {
    const TemporaryFolder folder;
    const auto run = run_spyglass(trace_words({"trace", "--engine=bpf"}, row.flags), "",
                                  {.directory = folder.path().string()});
    INFO(row.flags.front() << ": " << run.errors);
    CHECK(run.status == 2);
    CHECK(run.output.empty());
    CHECK_THAT(run.errors, StartsWith("spyglass: --engine=bpf: ") && Contains(row.why) &&
                               Contains("; ptrace can\n"));
  }
}

TEST_CASE("with such flags ptrace is chosen, and who sits at a terminal is told why") {
  for (const OfPtrace& row : of_ptrace) {
    INFO(row.flags.front());
    CHECK_THAT(seen(trace_words({"trace"}, row.flags)),
               StartsWith("spyglass: engine: ptrace, because ") && Contains(row.why));
  }
  CHECK_THAT(seen(trace_words({"trace"}, {"-f", "-e", "write"})),
             Contains("engine: ptrace, because with so few calls asked for"));
  CHECK_THAT(seen(trace_words({"trace"}, {"--engine=ptrace"})),
             Contains("engine: ptrace, because --engine asks for it"));
}

TEST_CASE("the engine's name is for people at terminals who did not ask for quiet") {
  const std::string bpf = can_observe() ? "bpf" : "ptrace";
  CHECK_THAT(seen(trace_words({"trace"}, {})),
             StartsWith("spyglass: engine: " + bpf + ", because "));
  for (const auto* quiet : {"-q", "-qq", "--quiet=attach"}) {
    CHECK_THAT(seen(trace_words({"trace", quiet}, {"-i"})), !Contains("engine:"));
    CHECK_THAT(seen(trace_words({"trace", quiet}, {})), !Contains("engine:"));
  }
  CHECK_THAT(run_spyglass({"trace", hello}).errors, !Contains("engine:"));
}

TEST_CASE("who may not use bpf gets ptrace, and is told so") {
  if (geteuid() != 0) {
    puts("SKIPPED: only root can become somebody else");
    return;
  }
  // By a shell: setpriv itself still finds its way as root.
  const Words reached = nobody_runs({"/bin/sh", "-c", hello});
  if (run_spyglass(reached, "", {.binary = setpriv}).output.empty()) {
    puts("SKIPPED: nobody but root can run what was built here");
    return;
  }
  const std::string text = seen(as_nobody(trace_words({"trace"}, {})), setpriv);
  CHECK_THAT(
      text, Contains("engine: ptrace, because ") && Contains("write(1, \"Hello, kernel!\\n\", 15"));
  const Words words = as_nobody({"trace", "--engine=bpf", hello});
  const auto refused = run_spyglass(words, "", {.binary = setpriv});
  CHECK(refused.status == 1);
  CHECK(refused.output.empty());
  CHECK_THAT(refused.errors, StartsWith("spyglass: --engine=bpf: "));
  if (can_observe()) {
    for (const std::string& told : {text, refused.errors})
      CHECK_THAT(told, Contains("only root, or who has CAP_BPF and CAP_PERFMON"));
  }
}

TEST_CASE("while nobody reads, the program is held, and then not a line is missing") {
  if (!can_observe()) return;
  constexpr int calls = 100'000;  // more than there is room for
  Tool tool("-q -e close -- " + counts_calls + " " + std::to_string(calls));
  tool.talker().say("go\n");
  // Nobody reads until the program stands still: 't', in the hands of whoever traces it.
  std::optional<spyglass::Pid> program;
  while (!(program = child_of(tool.process()))) sched_yield();
  const auto is_held = [&] {
    const auto now = spyglass::proc::status(spyglass::leader_of(*program));
    return now && now->name == "counts_calls" && now->state == 't';
  };
  while (!is_held()) sched_yield();
  // Byte for byte: slower than any terminal.
  for (int next = 1000; next < 1000 + calls;) {
    const std::string line = tool.talker().hear();
    REQUIRE_FALSE(line.empty());
    if (line.starts_with("close(3)")) continue;  // the loader's
    REQUIRE_THAT(line, StartsWith("close(" + std::to_string(next) + ")") &&
                           Contains(" = -1 EBADF (Bad file descriptor)\n"));
    ++next;
  }
  CHECK(tool.talker().finish() == 0);
}

TEST_CASE("calls are counted as strace counts them, however many processes there are") {
  if (!can_observe() || !strace_is_here()) return;
  // Children one after the other: what the shell meets does not depend on who is faster.
  const Words program = {"/bin/sh", "-c",
                         "for i in 1 2 3 4 5 6 7 8 9 10 11 12; do /bin/true; (exit 3); done"};
  const auto counted = [&](const std::string& binary, Words words) {
    words.insert(words.end(), {"-f", "-c", "--"});
    words.insert(words.end(), program.begin(), program.end());
    auto counts = counts_in(run_spyglass(words, "", {.binary = binary}).errors);
    // Whether a child ends before or while it is waited for depends on who is faster.
    for (const auto* name : {"wait4", "rt_sigreturn", "total"}) CHECK(counts.erase(name) == 1);
    return counts;
  };
  const auto ours = counted(SPYGLASS_BINARY, {"trace", "--engine=bpf"});
  CHECK(ours.size() > 10);
  CHECK(ours == counted("/usr/bin/strace", {}));
}

TEST_CASE("in a pid namespace of its own the tool knows threads by the numbers there") {
  if (!can_observe()) return;
  constexpr const char* unshare = "/usr/bin/unshare";
  const Words inside = {"--pid", "--fork", "--kill-child", "--mount-proc"};
  const auto with = [&](Words words) {
    words.insert(words.begin(), inside.begin(), inside.end());
    return words;
  };
  if (!goes_well(with({"/bin/true"}), unshare)) {
    puts("SKIPPED: no pid namespace can be made here");
    return;
  }
  const TemporaryFolder folder;
  const auto result =
      run_spyglass(with({SPYGLASS_BINARY, "trace", "--engine=bpf", "-f", "-o", folder.file("trace"),
                         "/bin/sh", "-c", "/bin/true; exit 7"}),
                   "", {.binary = unshare});
  CHECK(result.status == 7);
  CHECK_THAT(read_whole(folder.file("trace")), Contains("2     execve(\"/bin/sh\"") &&
                                                   Contains("3     execve(\"/bin/true\"") &&
                                                   Contains("3     +++ exited with 0 +++") &&
                                                   Contains("2     +++ exited with 7 +++"));
}

TEST_CASE("when the tool is killed, what it launched dies, and the kernel keeps nothing") {
  if (!can_observe()) return;
  const auto pinned_before = pinned();
  Tool tool("-q -e close -- " + counts_calls + " 1");
  tool.talker().say("go\n");
  while (!tool.talker().hear().starts_with("close(1000)")) {
  }
  const auto program = child_of(tool.process());
  REQUIRE(program);
  const auto things = things_of(tool.process());
  std::set<int> kinds;
  for (const Thing& thing : things) {
    kinds.insert(thing.first);
    CHECK(exists(thing));
  }
  CHECK(kinds.size() == std::size(kinds_of_things));
  CHECK(pinned() == pinned_before);
  tool.kill_now();
  while (kill(program->value(), 0) == 0) {
    const auto now = spyglass::proc::status(spyglass::leader_of(*program));
    if (!now || now->state == 'Z') break;
    sched_yield();
  }
  check_all_gone(things);
  CHECK(pinned() == pinned_before);
}

// Where a trace goes into a file, threads go on before they are told of.
TEST_CASE("a trace by ptrace has the same lines in a file, where nobody waits for them") {
  const TemporaryFolder folder;
  const auto without_chance = [](const std::string& text) {
    return std::regex_replace(text, std::regex("0x[0-9a-f]+|getrandom.*|set_tid_address.*"), "?");
  };
  const Words program = {"/bin/cat", "/etc/passwd"};
  const auto read = run_spyglass(trace_words({"trace", "--engine=ptrace"}, {}, program));
  const auto kept = run_spyglass(
      trace_words({"trace", "--engine=ptrace"}, {"-o", folder.file("trace")}, program));
  CHECK(read.status == 0);
  CHECK(kept.status == 0);
  const std::string lines = without_chance(read.errors);
  CHECK_THAT(lines, Contains("read(3, \"root:") && Contains("+++ exited with 0 +++"));
  CHECK(without_chance(read_whole(folder.file("trace"))) == lines);
}

TEST_CASE("when the tool is killed, processors may sleep again") {
  // What the kernel says of it to whoever has no wish of its own; the device is root's.
  const auto longest_sleep = [] {
    std::int32_t microseconds = 0;
    std::ifstream device("/dev/cpu_dma_latency", std::ios::binary);
    device.read(reinterpret_cast<char*>(&microseconds), sizeof microseconds);
    return device ? std::optional(microseconds) : std::nullopt;
  };
  const auto before = longest_sleep();
  if (!before || *before == 0) {
    puts("SKIPPED: nobody here may keep processors awake (/dev/cpu_dma_latency), or somebody does");
    return;
  }
  Tool tool("-q -e close -- " + counts_calls + " 1", "ptrace");
  tool.talker().say("go\n");
  while (!tool.talker().hear().starts_with("close(1000)")) {
  }
  CHECK(longest_sleep() == 0);
  tool.kill_now();
  CHECK(longest_sleep() == before);
}

TEST_CASE("what the tool was attached to goes on where it was when the tool is killed") {
  if (!can_observe()) return;
  spyglass::Talker program(SPYGLASS_TARGETS_DIR "/echo_lines", {"3"});
  REQUIRE(program.hear() == "ready\n");
  const auto processors = [&] {
    cpu_set_t set;
    REQUIRE(sched_getaffinity(program.process().value(), sizeof set, &set) == 0);
    std::vector<bool> all;
    for (std::size_t i = 0; i < CPU_SETSIZE; ++i) all.push_back(CPU_ISSET(i, &set));
    return all;
  };
  const auto before = processors();
  Tool tool("-e write -p " + std::to_string(program.process().value()));
  REQUIRE_THAT(tool.talker().hear(), Contains("attached"));
  // A call that it tells of: it watches.
  for (std::string line; !line.starts_with("write(1, \"watched");) {
    program.say("watched\n");
    CHECK(program.hear() == "watched\n");
    line = tool.talker().hear();
    if (const auto end = line.find("] "); line.starts_with("[pid")) line.erase(0, end + 2);
  }
  CHECK(processors() == before);
  const auto things = things_of(tool.process());
  CHECK_FALSE(things.empty());
  tool.kill_now();
  CHECK(processors() == before);
  program.say("alone\n");
  CHECK(program.hear() == "alone\n");
  check_all_gone(things);
  CHECK(program.finish() == 0);
}
