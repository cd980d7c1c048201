// Programs that make it hard for a tracer, and programs that somebody kills under it: a sentence,
// and the prompt.

#include <sched.h>
#include <signal.h>
#include <unistd.h>

#include <catch2/catch.hpp>

#include "core/proc/processes.hpp"
#include "core/proc/status.hpp"
#include "tests/temporary_folder.hpp"
#include "tests/terminal/process.hpp"
#include "tests/terminal/pseudo_terminal.hpp"

using Catch::Matchers::Contains;
using namespace spyglass;

namespace {

const std::string targets = std::string(SPYGLASS_TARGETS_DIR) + "/";

/// Programs that are built for both widths, where the compiler makes them.
std::string in_both_widths(const std::string& name) {
  const std::string width = GENERATE("", "-32");
  return access((targets + name + width).c_str(), X_OK) == 0 ? targets + name + width
                                                             : targets + name;
}

/// How many processes of a session still live; a zombie waits for init alone.
std::size_t living_in_session(pid_t session) {
  std::size_t count = 0;
  for (const auto& one : proc::all_processes()) {
    if (getsid(one.process.value()) != session) continue;
    const auto status = proc::status(leader_of(one.process));
    count += status && status->state != 'Z' && status->state != 'X';
  }
  return count;
}

}  // namespace

TEST_CASE("a program that asks to be traced hears what it would under any tracer") {
  TemporaryFolder home;
  PseudoTerminal terminal({"--plain", targets + "traces_itself"}, {.home = home.path()});
  terminal.command("until ptrace");
  terminal.expect("ptrace has been called");
  terminal.command("finish");
  terminal.expect("EPERM");
  terminal.command("do getppid()");
  terminal.expect("getppid() = ");
  terminal.command("continue");
  terminal.expect("-1 Operation not permitted");
  terminal.expect("exited with 0");
  terminal.command("quit");
  CHECK(terminal.expect_end() == 0);
}

TEST_CASE("a program that blocks every signal is stopped, looked at and changed like any other") {
  const std::string how = GENERATE("blocked", "ignored", "handled");
  TemporaryFolder home;
  PseudoTerminal terminal({"--plain", in_both_widths("shuts_out"), how, "waits"},
                          {.home = home.path()});
  terminal.command("continue");
  terminal.expect("read is waiting");
  // Not on a line that is being typed: that would only be dropped.
  terminal.expect("(spyglass) ");
  terminal.press(key::ctrl_c);
  terminal.expect("interrupted");
  terminal.command("asm nop");
  terminal.expect("nop");
  terminal.command("do getpid()");
  terminal.expect("getpid() = ");
  terminal.command("break mark");
  terminal.expect("breakpoint 1");
  terminal.command("watch filled");
  terminal.expect("watchpoint 2");
  terminal.command("send go");
  terminal.command("continue");
  terminal.expect("breakpoint 1");
  terminal.command("continue");
  terminal.expect("watchpoint 2");
  terminal.command("stepi");
  terminal.command("until write");
  terminal.expect("write has been called");
  terminal.command("finish");
  terminal.expect("= 8");
  terminal.command("back");
  terminal.expect("back at the door");
  terminal.command("forward");
  terminal.expect("forward");
  terminal.command("sample 50ms");
  terminal.expect("samples in");
  terminal.command("break -d 1");
  terminal.command("watch -d 2");
  terminal.command("continue");
  terminal.expect("all as it was");
  terminal.expect("exited with 0");
  terminal.command("quit");
  CHECK(terminal.expect_end() == 0);
}

TEST_CASE("a program that forks as fast as it can is interrupted, and nobody of it is left") {
  const bool kill_first = GENERATE(true, false);
  TemporaryFolder home;
  PseudoTerminal terminal({"--plain", targets + "fork_storm", "400"}, {.home = home.path()});
  WatchedProcess program(terminal);
  terminal.command("continue");
  terminal.expect("clone(");
  terminal.press(key::ctrl_c);
  terminal.expect("interrupted");
  terminal.command("tree");
  terminal.expect("fork_storm");
  terminal.command("continue");
  terminal.expect("clone(");
  terminal.press(key::ctrl_c);
  terminal.expect("interrupted");
  CHECK(living_in_session(program.id()) > 1);
  if (kill_first) {
    terminal.command("kill");
    terminal.expect("killed; `run` starts it again");
  }
  terminal.command("quit");
  CHECK(terminal.expect_end() == 0);
  // The kernel ends them when it gets there, but nobody else would.
  for (int tries = 0; tries < 1'000'000 && living_in_session(program.id()) > 0; ++tries) {
    sched_yield();
  }
  CHECK(living_in_session(program.id()) == 0);
}

TEST_CASE("under every command the program may have been killed") {
  struct Case {
    std::string command, says;
  };
  const auto one = GENERATE(values<Case>({
      {"do getpid()", "killed by SIGKILL"},
      {"do write(1, \"x\", 1)", "killed by SIGKILL"},
      {"asm nop", "has ended: something has killed it"},
      {"asm -u", "killed by SIGKILL"},
      {"break main", ""},
      {"tbreak main", ""},
      {"catch write", "catch"},
      {"watch filled", ""},
      {"inject write error=EIO", "injection"},
      {"back", "has ended"},
      {"goto 3", "has ended"},
      {"sample 100ms", "killed by SIGKILL"},
      {"record record-of-the-dead", "written to record-of-the-dead"},
      {"fds", ""},
      {"maps", ""},
      {"stack", ""},
      {"status", "state"},
      {"kstack", ""},
      {"detach", ""},
      {"kill", "killed"},
      {"stepi", "killed by SIGKILL"},
      {"next", "killed by SIGKILL"},
      {"enter", "killed by SIGKILL"},
      {"finish", "killed by SIGKILL"},
      {"until write", "killed by SIGKILL"},
      {"regs", ""},
      {"set rax 1", ""},
      {"poke filled 1", ""},
      {"elf", ""},
      {"env", ""},
      {"limits", ""},
      {"run", "stopped before its first instruction"},
  }));
  const std::string program_path = in_both_widths("shuts_out");
  TemporaryFolder home;
  PseudoTerminal terminal({"--plain", program_path},
                          {.home = home.path(), .directory = home.path()});
  WatchedProcess program(terminal);
  INFO(one.command);
  terminal.command("break mark");
  terminal.command("continue");
  terminal.expect("breakpoint 1");
  terminal.command("watch filled");
  terminal.command("asm nop");
  terminal.expect("nop");
  terminal.expect("(spyglass) ");
  REQUIRE(kill(program.id(), SIGKILL) == 0);
  terminal.type(one.command + "\r");
  if (!one.says.empty()) terminal.expect(one.says);
  // Whatever it said, there is the prompt, and going on says that it is over.
  terminal.command("tree");
  terminal.command("continue");
  CHECK_THAT(terminal.expect("(spyglass) "), !Contains("is not stopped"));
  terminal.type("quit\r");
  CHECK(terminal.expect_end() == 0);
}
