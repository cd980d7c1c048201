// The bpf engine at the prompt: programs that run on between stops, and come back under control.

#include <catch2/catch.hpp>

#include "core/observe/observer.hpp"
#include "tests/temporary_folder.hpp"
#include "tests/terminal/lesson_player.hpp"
#include "tests/terminal/pseudo_terminal.hpp"

namespace {

bool has_engine() {
  const auto observer = spyglass::observe::Observer::start({});
  if (observer) return true;
  puts(("SKIPPED: the bpf engine: " + observer.error().message).c_str());
  return false;
}

const std::string writers = SPYGLASS_TARGETS_DIR "/threads";

}  // namespace

TEST_CASE("under `engine bpf` a program runs on at its calls, which are shown, and ends") {
  if (!has_engine()) return;
  const TemporaryFolder home;
  PseudoTerminal terminal({writers}, {.home = home.path()});
  terminal.command("engine");
  terminal.expect("engine: ptrace.");
  terminal.command("engine bpf");
  terminal.expect("engine: bpf.");
  terminal.command("continue");
  terminal.expect("exit_group(8)");
  terminal.expect("exited with 8");
  terminal.command("summary");
  terminal.expect("80           write");
  terminal.command("quit");
  CHECK(terminal.expect_end() == 0);
}

TEST_CASE("what is caught, stepped or broken at stops a program whose calls do not") {
  if (!has_engine()) return;
  const TemporaryFolder home;
  PseudoTerminal terminal({SPYGLASS_TARGETS_DIR "/echo_lines"}, {.home = home.path()});
  terminal.command("engine bpf");
  terminal.command("continue");
  terminal.expect("read(0");
  terminal.command("catch write");
  terminal.command("send hello");
  terminal.expect("caught: write has been called");
  terminal.command("finish");
  terminal.expect("= 6");
  terminal.command("catch -d 1");
  terminal.command("continue");
  terminal.expect("read is waiting");
  terminal.press(key::ctrl_c);
  terminal.command("catch write");
  terminal.expect("catch 2");
  terminal.command("step");
  terminal.command("quit");
  (void)terminal.expect_end();
}

TEST_CASE("engine takes the names of engines") {
  const TemporaryFolder home;
  PseudoTerminal terminal({}, {.home = home.path()});
  terminal.command("engine fast");
  terminal.expect("engine takes bpf or ptrace");
  terminal.command("quit");
  CHECK(terminal.expect_end() == 0);
}

// In a sandbox whose user has no more rights than ours nothing else keeps bpf away.
TEST_CASE("a trace in a lesson stops the program at its calls, so that lines stand in order") {
  const TemporaryFolder home;
  PseudoTerminal terminal({"--without=user,pid,mount", "lesson", "15", "--seed", "1"},
                          {.home = home.path(), .columns = 500});
  play(terminal, 1, {{"b", {"Yes: how long"}}});
  play(terminal, 2,
       {{"it is waiting",
         {"> trace -c -w ./clerk",
          "engine: ptrace, because it is to tell what of the sandbox refused a call"}}});
  terminal.expect("step 3 > ");
  answer(terminal, "quit");
  (void)terminal.expect_end();
}
