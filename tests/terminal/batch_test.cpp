// The program as a command: commands from options, files and pipes, exit status, messages.

#include <signal.h>

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "tests/temporary_folder.hpp"
#include "tests/terminal/process.hpp"
#include "tests/terminal/pseudo_terminal.hpp"

namespace {

const std::string hello = SPYGLASS_PROGRAMS_DIR "/x86_64/hello";

/// Runs commands on hello, or on another program.
Finished on(const std::vector<std::string>& commands, const std::string& program = hello) {
  std::vector<std::string> arguments;
  for (const std::string& command : commands) {
    arguments.emplace_back("-e");
    arguments.push_back(command);
  }
  arguments.emplace_back("--");
  arguments.push_back(program);
  return run_spyglass(arguments);
}

}  // namespace

using Catch::Matchers::Contains;
using Catch::Matchers::Matches;

TEST_CASE("commands from -e run in order on a real program") {
  const auto result = on({"next", "finish"});
  CHECK(result.status == 0);
  CHECK_THAT(result.output, Contains("stopped before a system call"));
  CHECK_THAT(result.output, Contains("write(1, \"Hello, kernel!\\n\", 15) = 15"));
}

TEST_CASE("the first command that fails ends a batch with exit status 1") {
  const auto result = run_spyglass({"-e", "nonsense", "-e", "help"});
  CHECK(result.status == 1);
  CHECK_THAT(result.errors, Contains("there is no command `nonsense`"));
  CHECK(result.output.empty());
}

TEST_CASE("commands come from a file, a line each; comments and empty lines are no commands") {
  TemporaryFolder folder;
  const auto file = folder.write("walk.spy", "# to the door\n\n  next\n\t# and back\nfinish");
  const auto result = run_spyglass({"-x", file, hello});
  CHECK(result.status == 0);
  CHECK_THAT(result.output, Contains("15) = 15"));
}

TEST_CASE("commands come from a pipe, with or without a last newline") {
  const std::string end = GENERATE("\n", "");
  const auto result = run_spyglass({hello}, "# walk\nnext\n\nset rdx 5\nfinish" + end);
  CHECK(result.status == 0);
  CHECK_THAT(result.output, Contains("write(1, \"Hello\", 5) = 5"));
  CHECK(result.output.find('\033') == std::string::npos);
  CHECK(result.output.find("(spyglass)") == std::string::npos);
}

TEST_CASE("quit ends a batch; what follows is not run") {
  const auto result = run_spyglass({}, "errno 2\nquit\nerrno 13\n");
  CHECK(result.status == 0);
  CHECK_THAT(result.output, Contains("ENOENT") && !Contains("EACCES"));
}

TEST_CASE("a 32-bit program shows its own registers") {
  const auto result =
      on({"next", "set edx 5", "finish", "continue"}, SPYGLASS_PROGRAMS_DIR "/i386/hello");
  CHECK(result.status == 0);
  CHECK_THAT(result.output, Contains("i386: number in eax, arguments in ebx ecx edx esi edi ebp"));
  CHECK_THAT(result.output, Contains("ebx  1 ") && Contains("edx  15 → 5"));
  CHECK_THAT(result.output, Contains("write(1, \"Hello\", 5) = 5"));
}

TEST_CASE("a program that dies at once: the fault is shown before it is punished") {
  const auto result =
      on({"continue", "regs", "continue"}, SPYGLASS_PROGRAMS_DIR "/x86_64/jump-to-nowhere");
  CHECK(result.status == 0);
  CHECK_THAT(result.output, Contains("about to get SIGSEGV"));
  CHECK_THAT(result.output, Contains("used an address without memory"));
  CHECK_THAT(result.output, Contains("killed by SIGSEGV"));
}

TEST_CASE("explain knows calls, errors, signals, constants and lines of a trace") {
  const auto explain = [](const std::string& topic) {
    const auto result = run_spyglass({"explain", topic});
    CHECK(result.status == 0);
    return result.output;
  };
  CHECK_THAT(explain("openat"), Contains("Opens a file by its path"));
  CHECK_THAT(explain("ENOENT"), Contains("No such file or directory"));
  CHECK_THAT(explain("SIGPIPE"), Contains("Broken pipe"));
  CHECK_THAT(explain("SIGRT_2"), Contains("SIGRT_2 (34)") && Contains("queue up"));
  CHECK_THAT(explain("O_CLOEXEC"), Contains("0x80000"));
  CHECK_THAT(explain("openat(AT_FDCWD, \"x\", O_RDONLY) = -1 ENOENT (No such file or directory)"),
             Contains("AT_FDCWD") && Contains("a relative path"));
}

TEST_CASE("abi shows the registers of a machine, and a call on all of them") {
  CHECK_THAT(on({"abi"}).output, Contains("x86-64: number in rax"));
  CHECK_THAT(run_spyglass({"-e", "abi i386"}).output, Contains("ebx"));
  const auto call = run_spyglass({"-e", "abi openat"});
  CHECK_THAT(call.output, Contains("257") && Contains("295") && Contains("x8 = 56"));
}

TEST_CASE("elf tells what a file is, without running it") {
  const auto result = run_spyglass({"-e", "elf /bin/ls"});
  CHECK(result.status == 0);
  CHECK_THAT(result.output, Contains("dynamic") && Contains("libc.so"));
}

TEST_CASE("elf says what file, ldd, readelf and size say") {
  const auto page_of = [](const std::string& path) {
    const auto result = run_spyglass({"--plain", "-e", "elf " + path}, "",
                                     {.environment = {{"LD_LIBRARY_PATH", "/nowhere"}}});
    CHECK(result.status == 0);
    return result.output;
  };
  const std::string example = page_of(hello);
  CHECK_THAT(example, Contains("kind static executable, 64 bits, x86-64\n"));
  CHECK_THAT(example, Contains("interpreter none: the kernel starts it directly\n"));
  CHECK_THAT(example, Contains("libraries none\n") && Contains("begins at 0x401000, _start\n"));
  CHECK_THAT(example, Contains("49 bytes of code and constants (text), 0 of variables (data), 0 "));
  CHECK_THAT(example, Contains("0x401000 r-x 34 bytes  read and run: code\n"));
  CHECK_THAT(example, Contains("symbols there; no debug information\n"));
  CHECK_THAT(page_of(SPYGLASS_PROGRAMS_DIR "/i386/hello"), Contains("32 bits, i386\n"));

  const std::string dynamic = page_of(SPYGLASS_TARGETS_DIR "/sides");
  CHECK_THAT(dynamic, Contains("linked dynamic: ") && Contains("begins at 0x"));
  CHECK_THAT(dynamic, Matches("[^]*\nneeds libc\\.so\\S* → /\\S+, (by|in) [^]*"));
  CHECK_THAT(dynamic, Contains("left out LD_LIBRARY_PATH: it is set here"));
  CHECK_THAT(dynamic,
             Contains("; debug information too\n") && Contains("the stack may not be run"));
}

TEST_CASE("elf says which library is missing, and looks where the file says") {
  TemporaryFolder folder;
  std::string bytes = read_whole(SPYGLASS_TARGETS_DIR "/sides");
  const std::string needed = "libc.so.6";
  const std::size_t at = bytes.find(needed);
  REQUIRE(at != std::string::npos);
  bytes.replace(at, needed.size(), "\033ibz.so.6");
  const auto result = run_spyglass({"--plain", "-e", "elf " + folder.write("lost", bytes)});
  CHECK(result.status == 0);
  CHECK_THAT(result.output, Contains("needs ^[ibz.so.6 → not found\n"));
}

TEST_CASE("looking back: symbols, calls, one call") {
  const auto result = on({"symbols", "finish", "calls", "calls write", "call 2"});
  CHECK(result.status == 0);
  CHECK_THAT(result.output, Contains("_start") && Contains("message"));
  CHECK_THAT(result.output, Contains("1  execve(") && Contains("2  write(1,"));
  CHECK_THAT(result.output, Contains("the bytes to send"));
}

TEST_CASE("what is changed before the call is what the kernel gets") {
  CHECK_THAT(on({"next", "poke buf \"Jello\"", "finish"}).output, Contains("Jello, kernel!"));
  CHECK_THAT(on({"next", "poke message+7 'K'", "finish"}).output, Contains("Hello, Kernel!"));
  CHECK_THAT(on({"until write", "set rdi 99", "finish"}).output, Contains("EBADF"));
  CHECK_THAT(on({"next", "set rdx = 0x5", "finish"}).output, Contains("\"Hello\", 5) = 5"));
}

TEST_CASE("a breakpoint stops the program, and goes away again without harm") {
  const auto result =
      on({"break _start+5", "continue", "break", "break -d _start+5", "break", "continue"});
  CHECK(result.status == 0);
  CHECK_THAT(result.output, Contains("breakpoint at _start+0x5 (0x401005)"));
  CHECK_THAT(result.output, Contains("no breakpoints"));
  CHECK_THAT(result.output, Contains("exited with 42"));
}

TEST_CASE("lessons are checked, as text and as JSON") {
  const auto text = run_spyglass({"lesson", "--check", "hello-nostdlib"});
  CHECK(text.status == 0);
  CHECK_THAT(text.output, Contains("0 failed"));
  const auto result = run_spyglass({"lesson", "--check", "--json", "hello-nostdlib"});
  CHECK(result.status == 0);
  const auto findings = nlohmann::json::parse(result.output);
  REQUIRE(findings.is_array());
  REQUIRE(!findings.empty());
  for (const auto& finding : findings) {
    CHECK(finding.at("lesson") == "hello-nostdlib");
    CHECK(finding.at("ok") == true);
  }
}

TEST_CASE("without a terminal a lesson is played by its own solutions") {
  const auto result = run_spyglass({"lesson", "hello-nostdlib"});
  CHECK(result.status == 0);
  CHECK_THAT(result.output, Contains("Lesson 3 is done."));
  CHECK_THAT(run_spyglass({"lesson", "--list"}).output, Contains("hello-nostdlib"));
}

TEST_CASE("a batch is ended by Ctrl-C and by SIGTERM, with its program") {
  TemporaryFolder home;
  PseudoTerminal terminal({"-e", "continue", "-e", "help", "--", "/bin/sleep", "1000"},
                          {.home = home.path()});
  WatchedProcess program(terminal);
  SECTION("Ctrl-C") { terminal.press(key::ctrl_c); }
  SECTION("SIGTERM") { REQUIRE(kill(terminal.process(), SIGTERM) == 0); }
  CHECK(terminal.expect_end() == 1);
  CHECK(program.ends());
  CHECK(plain(terminal.raw()).find("help COMMAND") == std::string::npos);
}
