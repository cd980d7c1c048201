// The commands that show a process from its sides, on 64-bit and 32-bit programs, stopped, running
// and just dead.

#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <regex>

#include "tests/temporary_folder.hpp"
#include "tests/terminal/process.hpp"
#include "tests/terminal/pseudo_terminal.hpp"

using Catch::Matchers::Contains;
using Catch::Matchers::Matches;

namespace {

/// The program that has something on every side, for both ABIs where the compiler makes them.
std::vector<std::string> programs() {
  const std::string program = SPYGLASS_TARGETS_DIR "/sides";
  std::vector<std::string> result{program};
  if (access((program + "-32").c_str(), X_OK) == 0) {
    result.push_back(program + "-32");
  } else {
    puts("SKIPPED: this compiler makes no 32-bit programs");
  }
  return result;
}

/// What a command shows when everything is there.
std::string shown_by(const std::string& command, const std::string& program) {
  // One fact a line, so that widths don't matter.
  const auto result =
      run_spyglass({"--plain", "-e", "until sched_yield", "-e", command, "--", program}, "",
                   {.environment = {{"SPYGLASS_ODD", "two\nlines\033[2J"}}});
  INFO(result.errors);
  CHECK(result.status == 0);
  const std::size_t stop = result.output.find("Lets others run first");
  REQUIRE(stop != std::string::npos);
  INFO(result.output);
  CHECK(result.output.find('\033') == std::string::npos);
  return result.output.substr(stop);
}

/// A regular expression that some part of a text must fit.
auto HasLine(const std::string& pattern) {
  return Catch::Predicate<std::string>(
      [pattern](const std::string& text) { return std::regex_search(text, std::regex(pattern)); },
      "has a part like " + pattern);
}

}  // namespace

TEST_CASE("fds says what each descriptor is") {
  for (const std::string& program : programs()) {
    const std::string text = shown_by("fds", program);
    INFO(text);
    CHECK_THAT(text, HasLine("\n1 /dev/pts/\\d+ terminal; read, write"));
    CHECK_THAT(text, HasLine("\n3 pipe:\\[\\d+\\] pipe, reading end; read; the other end is 4; "
                             "O_RDONLY\n"));
    CHECK_THAT(text,
               Contains("spyglass sides\\n (deleted) file; read, write; at byte 5 of 5; writes "
                        "go to the end; closed by execve; O_RDWR|O_APPEND|"));
    CHECK_THAT(text, HasLine("\n6 UNIX stream, connected socket; read, write; the other end is 7"));
    CHECK_THAT(text, Contains("(epoll); read, write; watches 6; closed by execve"));
    CHECK_THAT(text, Contains("(eventfd); read, write; counts 5; never waits; O_RDWR|O_NONBLOCK"));
    CHECK_THAT(text, HasLine("\n10 TCP listening on 127\\.0\\.0\\.1:\\d+ socket"));
    CHECK_THAT(text, HasLine("\n11 TCP 127\\.0\\.0\\.1:\\d+ → 127\\.0\\.0\\.1:\\d+ socket"));
  }
}

TEST_CASE("maps says what lies where") {
  for (const std::string& program : programs()) {
    const std::string text = shown_by("maps", program);
    INFO(text);
    CHECK_THAT(text, HasLine("KiB r-xp code of the program; read, run\n"));
    CHECK_THAT(text, Contains("constants of the program; read\n"));
    CHECK_THAT(text, Contains("variables of the program; read, write\n"));
    CHECK_THAT(text, HasLine("r-xp code of libc\\.so\\S*; read, run"));
    CHECK_THAT(text, HasLine("variables of libc\\.so\\S* that are zero at first; read, write"));
    CHECK_THAT(text, Contains("code of the loader; read, run"));
    CHECK_THAT(text, Contains("the heap: memory from brk; read, write"));
    CHECK_THAT(text, HasLine("---p a guard: stops thread \\d+ when .*; nothing allowed"));
    CHECK_THAT(text, HasLine("8 MiB rw-p the stack of thread \\d+; read, write"));
    CHECK_THAT(text, HasLine("rw-p the stack; read, write"));
    CHECK_THAT(text, Contains("memory that processes can share; read, write; shared"));
    CHECK_THAT(text, Contains("memory that may be run, without a file"));
    CHECK_THAT(text, Contains("code of the kernel that answers some calls"));
  }
}

TEST_CASE("stack names return addresses, text and places") {
  for (const std::string& program : programs()) {
    const std::string text = shown_by("stack 40", program);
    INFO(text);
    CHECK_THAT(text, HasLine("return address: inner\\+0x"));
    CHECK_THAT(text, HasLine("return address: outer\\+0x"));
    CHECK_THAT(text, HasLine("return address: main\\+0x"));
    CHECK_THAT(text, Contains("\"a text in the program\""));
    CHECK_THAT(text, Contains("→ the heap: memory from brk"));
    CHECK_THAT(text, HasLine("→ this stack, \\d+ bytes further up"));
  }
}

TEST_CASE("stack at the start: argc, argv, envp, auxv, however long they are") {
  const std::string program =
      GENERATE(SPYGLASS_PROGRAMS_DIR "/x86_64/hello", SPYGLASS_PROGRAMS_DIR "/i386/hello");
  Circumstances circumstances;
  for (int i = 0; i < 3000; ++i) circumstances.environment["VARIABLE_" + std::to_string(i)] = "x";
  std::vector<std::string> arguments{"--plain", "-e", "stack", "--", program, "first", "\033[2J"};
  for (int i = 3; i <= 20; ++i) arguments.push_back("word");
  const auto result = run_spyglass(arguments, "", circumstances);
  CHECK(result.status == 0);
  CHECK_THAT(result.output, HasLine("0x15 argc how many arguments"));
  CHECK_THAT(result.output, Contains("argv[1] \"first\"") && Contains("argv[2] \"\\33[2J\""));
  CHECK_THAT(result.output, Contains("argv[15] \"word\"") && Contains("… 5 more"));
  CHECK_THAT(result.output, HasLine("envp\\[2\\] \"") && HasLine("… (29|30)\\d\\d more"));
  CHECK_THAT(result.output,
             Contains("0x1000 AT_PAGESZ") && HasLine("AT_NULL the end of this list"));
  CHECK_THAT(result.output,
             Contains("AT_EXECFN the path that execve was given: \"" + program.substr(0, 30)));
  CHECK(result.output.find('\033') == std::string::npos);
}

TEST_CASE("tree shows processes, threads, and what they do") {
  for (const std::string& program : programs()) {
    const std::string text = shown_by("tree", program);
    INFO(text);
    CHECK_THAT(text,
               HasLine("\n\\* \\d+ \\S*sides(-32)?: stopped by its tracer; inside sched_yield\n"));
    CHECK_THAT(text, HasLine("\n +\\d+ thread sides(-32)?: stopped by its tracer"));
    CHECK_THAT(text, HasLine("\n +\\d+ \\S*sides(-32)?: stopped by its tracer"));
  }
}

TEST_CASE("status tells times, switches and memory") {
  for (const std::string& program : programs()) {
    const std::string text = shown_by("status", program);
    INFO(text);
    CHECK_THAT(text, HasLine("\nprocess \\d+, \\S*sides"));
    CHECK_THAT(text, Contains("state stopped by its tracer\n"));
    CHECK_THAT(text, HasLine("\ntraced by \\d+ \\(spyglass\\)\n"));
    CHECK_THAT(text, Contains("threads 2\n"));
    CHECK_THAT(text,
               HasLine("processor time \\d+\\.\\d\\d s in the program, \\d+\\.\\d\\d s in the "
                       "kernel"));
    CHECK_THAT(text, HasLine("started \\d+\\.\\d+ s ago"));
    CHECK_THAT(text, HasLine("switches [1-9]\\d* to wait for something, \\d+ because"));
    CHECK_THAT(text,
               HasLine("mapped \\d+(\\.\\d)? MiB\n") && HasLine("in memory \\d.* at the most"));
  }
}

TEST_CASE("kstack shows the call, and as much of the kernel as we may see") {
  for (const std::string& program : programs()) {
    const std::string text = shown_by("kstack", program);
    INFO(text);
    CHECK_THAT(text, Contains("the call sched_yield( <unfinished ...>"));
    CHECK_THAT(text, Contains("the kernel's functions, the innermost first") ||
                         Contains("The kernel shows its own stack to root alone") ||
                         Contains("This kernel keeps no stacks"));
  }
}

TEST_CASE("kstack without the right says what is missing") {
  std::vector<std::string> arguments{"-e",     "until write", "-e",
                                     "kstack", "--",          SPYGLASS_PROGRAMS_DIR "/i386/hello"};
  Circumstances circumstances;
  if (geteuid() == 0) {
    // root, but without CAP_SYS_ADMIN, which reading the stack takes
    arguments.insert(arguments.begin(),
                     {"--bounding-set=-sys_admin", "--inh-caps=-sys_admin", SPYGLASS_BINARY});
    circumstances.binary = "/usr/bin/setpriv";
  }
  const auto result = run_spyglass(arguments, "", circumstances);
  INFO(result.errors);
  CHECK(result.status == 0);
  CHECK_THAT(result.output, Contains("write(1, \"Hello, kernel!\\n\", 15 <unfinished ...>"));
  CHECK_THAT(result.output, Contains("The kernel shows its own stack to root alone") ||
                                Contains("This kernel keeps no stacks"));
}

TEST_CASE("a process whose first thread has ended is still shown") {
  const std::string program = SPYGLASS_TARGETS_DIR "/leader_gone";
  CHECK_THAT(
      shown_by("tree", program),
      HasLine("\n +\\d+ \\S*: its first thread has ended, the others go on\n") &&
          HasLine("\n\\* +\\d+ thread leader_gone: stopped by its tracer; inside sched_yield"));
  CHECK_THAT(shown_by("status", program),
             HasLine("state its first thread has ended") && HasLine("in memory \\d"));
  CHECK_THAT(shown_by("maps", program), Contains("code of the program"));
  CHECK_THAT(shown_by("env TERM", program), Contains("TERM=dumb"));
  CHECK_THAT(shown_by("fds", program), Contains("terminal"));
}

TEST_CASE("a call that a process was attached to in the middle of is named") {
  const std::string abi = GENERATE("x86_64", "i386");
  const std::string path = SPYGLASS_PROGRAMS_DIR "/" + abi + "/echo";
  int ends[2] = {-1, -1};
  REQUIRE(pipe2(ends, O_CLOEXEC) == 0);
  const pid_t id = fork();
  REQUIRE(id >= 0);
  if (id == 0) {
    dup2(ends[0], 0);
    execl(path.c_str(), path.c_str(), nullptr);
    _exit(1);
  }
  // It is that program, and it waits, when its call is the one that reads.
  const std::string call = "/proc/" + std::to_string(id) + "/syscall";
  const std::string reads = abi == "i386" ? "3 0x0 " : "0 0x0 ";
  for (int tries = 0; tries < 1'000'000 && !read_whole(call).starts_with(reads); ++tries) {
    sched_yield();
  }
  const auto result =
      run_spyglass({"--plain", "-p", std::to_string(id), "-e", "tree", "-e", "kstack"});
  close(ends[1]);
  close(ends[0]);
  int status = -1;
  waitpid(id, &status, 0);
  CHECK(status == 0);
  INFO(result.output);
  CHECK(result.status == 0);
  CHECK_THAT(result.output, Contains("inside read\n") && Contains("the call read(0, "));
}

TEST_CASE("limits and environment") {
  for (const std::string& program : programs()) {
    const std::string limits = shown_by("limits", program);
    INFO(limits);
    CHECK_THAT(limits, HasLine("\nRLIMIT_NOFILE \\S.* files? .*the highest descriptor"));
    CHECK_THAT(limits, HasLine("\nRLIMIT_STACK .* length of the stack") && Contains("prlimit64"));
    const std::string odd = shown_by("env ODD", program);
    CHECK_THAT(odd, Contains("SPYGLASS_ODD=two\\nlines^[[2J\n") && !Contains("TERM="));
    CHECK_THAT(shown_by("env", program), Contains("TERM=dumb\n") && Contains("SPYGLASS_ODD="));
  }
}

TEST_CASE("sides that make no sense to ask for") {
  const std::string hello = SPYGLASS_PROGRAMS_DIR "/x86_64/hello";
  struct Bad {
    const char* line;
    const char* says;
  };
  const auto bad = GENERATE(values<Bad>({
      {"env no-such-variable-", "none of the"},
      {"env a b", "usage: env"},
      {"stack 0", "from 1 to 1000"},
      {"stack x", "from 1 to 1000"},
      {"kstack 1", "there is no thread 1 among those that are traced"},
      {"kstack x", "is no thread's number"},
      {"kstack 99999999999999", "is no thread's number"},
      {"tree 1", "usage: tree"},
      {"limits 1", "usage: limits"},
  }));
  INFO(bad.line);
  const auto result = run_spyglass({"-e", bad.line, "--", hello});
  CHECK(result.status == 1);
  CHECK_THAT(result.errors, Contains("spyglass: ") && Contains(bad.says));
}

TEST_CASE("every side needs a program that is still there") {
  const std::string command =
      GENERATE("fds", "maps", "stack", "tree", "status", "kstack", "limits", "env");
  const auto none = run_spyglass({"-e", command});
  CHECK(none.status == 1);
  CHECK_THAT(none.errors, Contains("there is no program yet"));
  const auto ended =
      run_spyglass({"-e", "continue", "-e", command, "--", SPYGLASS_PROGRAMS_DIR "/i386/hello"});
  CHECK(ended.status == 1);
  CHECK_THAT(ended.errors, Contains("the program has ended; `run` starts it again"));
}

TEST_CASE("a program without variables says so") {
  const auto result = run_spyglass({"-e", "until write", "-e", "env", "--", "/usr/bin/env", "-i",
                                    SPYGLASS_PROGRAMS_DIR "/x86_64/hello"});
  CHECK(result.status == 0);
  CHECK_THAT(result.output, Contains("the program was started without any variable"));
}

TEST_CASE("sides of a program that waits, and of one that was killed meanwhile") {
  const std::string abi = GENERATE("x86_64", "i386");
  TemporaryFolder home;
  PseudoTerminal terminal({"--plain", SPYGLASS_PROGRAMS_DIR "/" + abi + "/echo"},
                          {.home = home.path()});
  WatchedProcess program(terminal);
  SECTION("it waits") {
    terminal.command("continue");
    terminal.expect("read is waiting");
    terminal.command("tree");
    terminal.expect("sleeping until something happens; inside read; the kernel is in ");
    terminal.command("kstack");
    terminal.expect("the call read(0, ");
    terminal.command("fds");
    terminal.expect("terminal; read, write");
    terminal.command("maps");
    terminal.expect("code of the program");
    terminal.command("status");
    terminal.expect("state sleeping");
    terminal.command("limits");
    terminal.expect("RLIMIT_NOFILE");
    terminal.command("env TERM");
    terminal.expect("TERM=dumb");
    terminal.command("stack");
    terminal.expect("the program is running");
  }
  SECTION("it is dying, and nobody has noticed") {
    REQUIRE(kill(program.id(), SIGKILL) == 0);
    for (const char* command :
         {"fds", "maps", "stack", "limits", "env", "status", "tree", "kstack"}) {
      terminal.command(command);
    }
    terminal.command("continue");
    terminal.expect("killed by SIGKILL");
  }
  terminal.command("quit");
  CHECK(terminal.expect_end() == 0);
}
