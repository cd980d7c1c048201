// `spyglass trace` against the reference: the same lines as strace prints, where strace is there.

#include <unistd.h>

#include <catch2/catch.hpp>
#include <fstream>
#include <regex>
#include <sstream>

#include "tests/terminal/process.hpp"

namespace {

/// What differs from run to run: addresses, process ids, random bytes, and how many variables the
/// environment has.
std::string normal_form(std::string text) {
  text = std::regex_replace(text, std::regex("0x[0-9a-f]{5,}"), "ADDRESS");
  text = std::regex_replace(text, std::regex("\\b[0-9]{4,7}\\b"), "N");
  text = std::regex_replace(text, std::regex("getrandom\\(\"[^\"]*\""), "getrandom(BYTES");
  text = std::regex_replace(text, std::regex("[0-9]+ vars"), "V vars");
  // The padding before the result follows the length of the ids.
  return std::regex_replace(text, std::regex(" += "), " = ");
}

bool strace_is_here() {
  const bool here = access("/usr/bin/strace", X_OK) == 0;
  if (!here) puts("SKIPPED: strace is not installed, so its lines cannot be compared");
  return here;
}

void check_same_lines(const std::vector<std::string>& program) {
  std::vector<std::string> ours = {"trace", "--"};
  ours.insert(ours.end(), program.begin(), program.end());
  const auto mine = run_spyglass(ours);
  const auto reference = run_spyglass(program, "", {.binary = "/usr/bin/strace"});
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
           {{"trace", "-e", "stats=failed", "true"}, "did you mean status?"},
           {{"trace"}, "trace what?"},
           {{"trace", "no-such-program"}, "no `no-such-program` in PATH"}}) {
    const auto result = run_spyglass(arguments);
    INFO(result.errors);
    CHECK(result.status != 0);
    CHECK(result.errors.find(expected) != std::string::npos);
  }
}
