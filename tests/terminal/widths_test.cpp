// Every command does in a 32-bit process what it does in a 64-bit one.

#include <unistd.h>

#include <catch2/catch.hpp>
#include <cstdio>
#include <set>

#include "repl/commands/command.hpp"
#include "tests/temporary_folder.hpp"
#include "tests/terminal/process.hpp"

using Catch::Matchers::Contains;

namespace {

struct Case {
  std::string line, narrow;  ///< the line for 32 bits; empty: the same
  std::string says;
};

/// In a program that stands at a breakpoint on `mark`, before it writes to `filled`.
const std::vector<Case> cases = {
    {"run", "", "stopped before its first instruction"},
    {"detach", "", "goes on without us"},
    {"kill", "", "killed by SIGKILL"},
    {"stepi 2", "", "code"},
    {"next", "", "before a system call"},
    {"enter", "", "has been called"},
    {"finish", "", "1"},
    {"until write", "", "write has been called"},
    {"continue", "", "hit 2 times"},
    {"interrupt", "", "the program is stopped already"},
    {"send words", "", ""},
    {"back", "", "back at the door of call"},
    {"forward", "", "this is the newest moment there is"},
    {"goto start", "", "back after call 1"},
    {"checkpoints", "", "after execve"},
    {"regs", "", "flags"},
    {"set rcx 7", "set ecx 7", "→ 7"},
    {"mem filled 4", "", "00 00 00 00"},
    {"mem rsp 8", "mem esp 8", "0x"},
    {"disas main 3", "", "main:"},
    {"elf", "", "bits"},
    {"symbols mark", "", "mark"},
    {"calls", "", "execve("},
    {"call 1", "", "execve("},
    {"fds", "", "terminal; read, write"},
    {"maps", "", "code of the program"},
    {"stack", "", "return address: main+0x"},
    {"tree", "", "stopped by its tracer"},
    {"status", "", "state stopped by its tracer"},
    {"kstack", "", "outside of calls"},
    {"limits", "", "RLIMIT_NOFILE"},
    {"env TERM", "", "TERM=dumb"},
    {"time", "", "since it was started"},
    {"waits", "", "elapsed, without the time"},
    {"summary calls", "", "usecs/call"},
    {"sample 20ms", "", "samples in"},
    {"break main if rdi == 3", "break main if eax == 3", "breakpoint 2: main"},
    {"tbreak main", "", "once"},
    {"catch write exit if ret == 8", "", "catch 2: write exit"},
    {"watch filled", "", "watchpoint 2: filled"},
    {"poke filled 1 2", "", "2 bytes written"},
    {"inject write error=EIO when=2", "", "injection 1"},
    {"do write(1, \"inside\\n\", 7)", "", "= 7"},
    {"do pipe2(_, O_CLOEXEC)", "", "pipe2([3, 4], O_CLOEXEC) = 0"},
    {"do fork()", "", "is a copy of this one"},
    {"asm mov $5, %ecx; add $3, %ecx", "", "→ 8"},
    {"asm mov 0, %ecx", "", "which reached for address 0x0"},
    {"explain", "", "rt_sigprocmask("},
    {"abi", "", "argument 6"},
    {"abi openat", "", "pathname"},
    {"errno 2", "", "ENOENT"},
    {"record written", "", "is written to written"},
};

/// What is about other programs, lessons, or the tool itself. `attach` and `replay` have tests of
/// their own for both widths.
const std::set<std::string_view> elsewhere = {
    "attach", "replay", "trace",    "lesson", "hint",  "retry",   "skip",
    "where",  "leave",  "help",     "quit",   "clue",  "clues",   "loader",
    "build",  "edit",   "progress", "review", "reset", "sandbox", "doctor",
    "engine", "recipe", "lua",      "net",    "pcap",  "price",   "packets"};

}  // namespace

TEST_CASE("every command has a case for both widths") {
  std::set<std::string> tried;
  for (const Case& one : cases) tried.insert(one.line.substr(0, one.line.find(' ')));
  for (const auto& family : spyglass::command_families()) {
    for (const auto& command : family.commands) {
      INFO(command.name);
      CHECK((tried.contains(std::string(command.name)) || elsewhere.contains(command.name)));
    }
  }
}

TEST_CASE("32-bit processes are as good as 64-bit ones in every command") {
  const std::string program = SPYGLASS_TARGETS_DIR "/shuts_out";
  if (access((program + "-32").c_str(), X_OK) != 0) {
    puts("SKIPPED: this compiler makes no 32-bit programs");
    return;
  }
  const TemporaryFolder folder;
  for (const Case& one : cases) {
    const auto run = [&](const std::string& width) {
      const std::string& line = width.empty() || one.narrow.empty() ? one.line : one.narrow;
      return run_spyglass({"--plain", "-e", "break mark", "-e", "continue", "-e", "explain SIGUSR1",
                           "-e", line, "--", program + width},
                          "", {.directory = folder.path().string()});
    };
    const auto wide = run(""), narrow = run("-32");
    for (const Finished* each : {&wide, &narrow}) {
      INFO(one.line << (each == &wide ? "" : ", 32 bits") << "\n" << each->output << each->errors);
      const std::size_t here = each->output.rfind("SIGUSR1 (");
      REQUIRE(here != std::string::npos);
      CHECK_THAT(each->output.substr(here) + each->errors, Contains(one.says));
      CHECK(each->status == wide.status);
    }
  }
}
