// back, forward and goto at the prompt.

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <filesystem>

#include "tests/temporary_folder.hpp"
#include "tests/terminal/process.hpp"
#include "tests/terminal/pseudo_terminal.hpp"

using Catch::Matchers::Contains;

namespace {

const std::string hello = SPYGLASS_PROGRAMS_DIR "/x86_64/hello";

Finished at_prompt(const std::string& commands, const std::string& program = hello) {
  return run_spyglass({program}, commands);
}

/// How many processes there are in a program's file.
std::size_t processes_in(const std::string& path) {
  std::size_t count = 0;
  for (const auto& entry : std::filesystem::directory_iterator("/proc")) {
    std::error_code gone;
    count += std::filesystem::read_symlink(entry.path() / "exe", gone) == path;
  }
  return count;
}

}  // namespace

TEST_CASE("back says what stays, and what comes then is new") {
  for (const std::string abi : {"x86_64", "i386"}) {
    const std::string count = abi == "i386" ? "edx" : "rdx";
    const auto run = at_prompt("finish\nback\nset " + count + " 5\nfinish\ncalls\ncontinue\n",
                               SPYGLASS_PROGRAMS_DIR "/" + abi + "/hello");
    INFO(run.output << run.errors);
    CHECK_THAT(run.output, Contains("back at the door of call 2  from after call 2") &&
                               Contains("the bytes stay written") &&
                               Contains("\"Hello\", 5) = 5") && Contains("exited with 42"));
    CHECK(run.status == 0);
  }
}

TEST_CASE("goto goes by number, and checkpoints lists the moments") {
  const auto run = at_prompt("until exit_group\ngoto 2\nforward\ngoto start\nnext\ncheckpoints\n");
  INFO(run.output << run.errors);
  CHECK_THAT(run.output, Contains("back at the door of call 2  from at the door of call 3") &&
                             Contains("forward at the door of call 3") &&
                             Contains("back after call 1"));
}

TEST_CASE("where nobody can go is said") {
  const auto says = [](const std::string& commands, const std::string& part,
                       const std::string& program = hello) {
    const auto run = at_prompt(commands, program);
    INFO(commands << run.output << run.errors);
    CHECK_THAT(run.errors, Contains(part));
    CHECK(run.status == 1);
  };
  says("back\n", "no earlier moment");
  says("next\nback\nback\n", "no earlier moment");
  says("finish\nforward\n", "the newest moment");
  says("goto 99\n", "no moment of call 99 is kept");
  says("goto nowhere\n", "goto CALL");
  says("back 0\n", "a number from 1 on");
  says("continue\nback\n", "the program has ended");
  says("until write\nback\n", "threads", SPYGLASS_TARGETS_DIR "/threads");
}

TEST_CASE("copies end with the tool, however it ends") {
  const TemporaryFolder folder;
  const std::string program = (folder.path() / "copied").string();
  std::filesystem::copy_file(SPYGLASS_PROGRAMS_DIR "/x86_64/count", program);
  {
    PseudoTerminal terminal({program}, {.home = folder.path()});
    terminal.command("finish");
    terminal.command("finish");
    terminal.command("checkpoints");
    terminal.expect("at the door of");
    CHECK(processes_in(program) > 2);
    kill(terminal.process(), SIGKILL);
  }
  // Their ends are the kernel's business, which takes as long as it takes.
  while (processes_in(program) > 0) sched_yield();
  CHECK(processes_in(program) == 0);
}

TEST_CASE("copies hold nothing open: who reads from the program sees its end") {
  const auto run = run_spyglass(
      {"sh", "-c", "echo through the pipe | cat; exec cat </dev/null | cat"}, "continue\n");
  INFO(run.output << run.errors);
  CHECK(run.status == 0);
  CHECK_THAT(run.output, Contains("through the pipe") && Contains("+++ exited with 0 +++"));
}
