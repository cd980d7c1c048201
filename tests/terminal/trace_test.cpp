// `spyglass trace` against the reference: the same lines as strace prints, where strace is there.

#include <unistd.h>

#include <catch2/catch.hpp>
#include <fstream>
#include <regex>
#include <sstream>

#include "tests/terminal/reference.hpp"

namespace {

void check_same_lines(const std::vector<std::string>& program,
                      const std::vector<std::string>& flags = {}) {
  const auto [mine, reference] = compare(flags, program);
  INFO((flags.empty() ? program : flags).back());
  CHECK(mine.output == reference.output);
  CHECK(mine.status == reference.status);
  CHECK(normal_form(mine.errors) == normal_form(reference.errors));
}

}  // namespace

TEST_CASE("a trace has strace's lines") {
  if (!strace_is_here()) return;
  check_same_lines({"/bin/echo", "hello"});
  check_same_lines({"/bin/cat", "/no/such/file"});
  check_same_lines({"/bin/ls", "/"});
  check_same_lines({SPYGLASS_PROGRAMS_DIR "/x86_64/hello"});
  check_same_lines({SPYGLASS_PROGRAMS_DIR "/x86_64/self-signal"});
  check_same_lines({SPYGLASS_PROGRAMS_DIR "/x86_64/count"});
}

TEST_CASE("calls that are tampered with are shown, and go on, as with strace") {
  if (!strace_is_here()) return;
  const std::string target = SPYGLASS_TARGETS_DIR "/tampered";
  for (const char* injection :
       {"getuid:retval=77:when=2+3", "getuid:error=EIO:when=2..3", "mmap:error=ENOMEM:when=3",
        "getuid:error=4000", "getuid:error=ERESTARTSYS", "getuid:retval=77:signal=SIGUSR1",
        "getuid:syscall=getpid:retval=5", "exit_group:error=EPERM", "exit_group:delay_enter=1",
        "openat:delay_exit=100:delay_enter=1", "openat:poke_enter=@arg2=2f6465762f7a65726f:when=3",
        "read:poke_exit=@arg2=41424344:retval=6:delay_exit=1:when=2", "execve:error=ENOENT"}) {
    check_same_lines({target}, {"-e", "inject=" + std::string(injection)});
  }
  check_same_lines({target}, {"--fault=getuid:when=2"});
  check_same_lines({"/bin/cat", "/etc/passwd"}, {"-e", "inject=openat:error=EACCES:when=3+"});
  check_same_lines({SPYGLASS_PROGRAMS_DIR "/x86_64/hello"}, {"-e", "inject=write:retval=5"});
}

TEST_CASE("calls that are not shown are not tampered with") {
  const auto result =
      run_spyglass({"trace", "-e", "trace=exit_group", "-e", "inject=write:error=EIO", "--",
                    SPYGLASS_PROGRAMS_DIR "/x86_64/hello"});
  CHECK(result.output == "Hello, kernel!\n");
}

TEST_CASE("what cannot be poked is told beside the trace") {
  const auto result = run_spyglass({"trace", "-e", "inject=write:poke_enter=@arg1=00", "-e",
                                    "write", "--", SPYGLASS_PROGRAMS_DIR "/x86_64/hello"});
  CHECK(result.output == "Hello, kernel!\n");
  CHECK(result.errors.starts_with("spyglass: write of process "));
  CHECK(result.errors.find(" 0x1 does not point to 1 mapped byte\nwrite(1,") != std::string::npos);
}

TEST_CASE("a delayed thread keeps nobody waiting, though our parent ignored SIGCHLD") {
  const auto result =
      run_spyglass({"--ignore-signal=CHLD", SPYGLASS_BINARY, "trace", "-f", "-e",
                    "inject=getuid:delay_enter=3000s", "--", SPYGLASS_TARGETS_DIR "/held"},
                   "", {.binary = "/usr/bin/env"});
  CHECK(result.status == 42);
}

TEST_CASE("only the calls that were asked for are shown") {
  const auto result =
      run_spyglass({"trace", "-e", "write", "--", SPYGLASS_PROGRAMS_DIR "/x86_64/hello"});
  CHECK(result.status == 42);
  CHECK(result.output == "Hello, kernel!\n");
  CHECK(result.errors ==
        "write(1, \"Hello, kernel!\\n\", 15)        = 15\n+++ exited with 42 +++\n");
}

TEST_CASE("children are followed with -f alone") {
  const std::string program = SPYGLASS_PROGRAMS_DIR "/x86_64/fork";
  const auto alone = run_spyglass({"trace", "-e", "write", "--", program});
  CHECK(alone.errors.find("child") == std::string::npos);
  CHECK(alone.errors.find("write(1, \"parent\\n\", 7)") != std::string::npos);
  const auto followed = run_spyglass({"trace", "-f", "-e", "write", "--", program});
  CHECK(followed.errors.find("write(1, \"child\\n\", 6)") != std::string::npos);
  CHECK(followed.status == 7);
}

TEST_CASE("a thread's last line says whose it is while others are left") {
  const auto ends_without_id = [](const std::string& text) {
    static const std::regex end("(^|\n)\\+\\+\\+ exited");
    return std::distance(std::sregex_iterator(text.begin(), text.end(), end),
                         std::sregex_iterator());
  };
  const auto run = run_spyglass({"trace", "-f", SPYGLASS_TARGETS_DIR "/many_children"});
  CHECK(ends_without_id(run.errors) == 1);
  CHECK(run.errors.find("] +++ exited with 7 +++") != std::string::npos);
}

TEST_CASE("a trace to a file leaves standard error alone") {
  const std::string file = "/tmp/spyglass-trace-" + std::to_string(getpid());
  const auto result =
      run_spyglass({"trace", "-o", file, "--", SPYGLASS_PROGRAMS_DIR "/x86_64/hello"});
  CHECK(result.errors.empty());
  std::ostringstream text;
  text << std::ifstream(file).rdbuf();
  unlink(file.c_str());
  CHECK(text.str().find("exit_group(42)                          = ?\n+++ exited with 42 +++\n") !=
        std::string::npos);
}

TEST_CASE("a trap of the program's own reaches it") {
  const auto result = run_spyglass({"trace", SPYGLASS_TARGETS_DIR "/own_trap"});
  CHECK(result.status == 1);
  CHECK(result.errors.find("--- SIGTRAP {si_signo=SIGTRAP") != std::string::npos);
}

TEST_CASE("a full disk is said, and the status tells") {
  const auto result =
      run_spyglass({"trace", "-o", "/dev/full", "--", SPYGLASS_PROGRAMS_DIR "/x86_64/hello"});
  CHECK(result.status == 1);
  CHECK(result.errors.find("the trace is not complete") != std::string::npos);
}

TEST_CASE("what trace does not know is refused before the program starts") {
  for (const auto& [arguments, expected] :
       std::vector<std::pair<std::vector<std::string>, std::string>>{
           {{"trace", "-e", "opnat", "true"}, "did you mean openat?"},
           {{"trace", "-e", "%fil", "true"}, "did you mean file?"},
           {{"trace", "-e", "injekt=all", "true"}, "there is no expression"},
           {{"trace", "-B", "true"}, "there is no option `-B`"},
           {{"trace", "--follow-fork", "-s", "x", "true"}, "-s wants a number"},
           {{"trace", "--strong", "true"}, "there is no option `--strong`"},
           {{"trace", "-e", "inject=close:error=ENOENTT", "true"}, "did you mean ENOENT?"},
           {{"trace", "--inject=close", "true"}, "close:error=ENOENT"},
           {{"trace", "--fault=close:retval=1", "true"}, "use inject="},
           {{"trace", "-e", "stats=failed", "true"}, "did you mean status?"},
           {{"trace"}, "trace what?"},
           {{"trace", "no-such-program"}, "no `no-such-program` in PATH"}}) {
    const auto result = run_spyglass(arguments);
    INFO(result.errors);
    CHECK(result.status != 0);
    CHECK(result.errors.find(expected) != std::string::npos);
  }
}
