// The tool while the kernel refuses it things: each kind of call that it makes fails once. It ends
// with a sentence, or goes on; it never crashes, hangs, loses progress or leaves anybody behind.
//
// Failures before main are the dynamic loader's and the C library's, and not ours to mend; so are
// those of calls that a library makes and that the kernel never answers so (see `not_ours`).

#include <algorithm>
#include <catch2/catch.hpp>

#include "tests/hostile/besieged.hpp"

using Catch::Matchers::Contains;

namespace {

struct Scenario {
  std::string name;
  std::vector<std::string> words;
};

std::vector<Scenario> scenarios(const std::string& recording) {
  return {
      {"trace -c", {"trace", "-c", "true"}},
      {"trace -f", {"trace", "-f", "-o", "out", "sh", "-c", "true & wait; true"}},
      {"prompt",
       {"-e", "break mark", "-e", "continue", "-e", "until write", "-e", "do getpid()", "-e",
        "finish", "-e", "back", "-e", "kill", siege::targets + "shuts_out"}},
      {"code",
       {"-e", "asm nop", "-e", "stepi", "-e", "set rax 5", "-e", "maps", "-e", "fds", "-e",
        "inject write error=EIO", "-e", "continue", siege::hello}},
      {"record", {"-e", "record rec", "-e", "continue", siege::hello}},
      {"replay", {"-e", "continue", "-e", "back", "-e", "calls", "replay", recording}},
      {"lesson", {"lesson", "reading-a-line"}},
      {"lesson new", {"lesson", "new", "mine"}},
      {"elf", {"-e", "elf /bin/true"}},
  };
}

/// The C library ends a program whose futex(2) fails in ways that it never does, and there is no
/// way to go on after a call that ends us or that returns from a handler has failed.
bool not_ours(const std::string& call) {
  return call == "futex" || call == "exit_group" || call == "rt_sigreturn";
}

/// What to do to the `which`th of a kind of call, counted from main on.
std::string fault(const siege::CallCount& call, const std::string& error, std::size_t which) {
  // brk(2) has no errors: it answers with where the break is.
  const std::string what = call.name == "brk" ? "retval=0" : "error=" + error;
  return call.name + ":" + what + ":when=" + std::to_string(call.before + which);
}

void suffer(const Scenario& scenario, const std::string& injection) {
  const siege::Home home;
  INFO(scenario.name << ", " << injection);
  const Finished run = siege::run_injected(home, scenario.words, injection);
  CHECK(run.status <= 2);
  if (run.status != 0) CHECK(run.output + run.errors != "");
  CHECK_THAT(run.errors, !Contains("terminate called"));
  CHECK(home.progress() == siege::Home::progress_before);
  CHECK(siege::nobody_is_left());
}

void besiege(std::size_t faults_of_each) {
  siege::adopt_orphans();
  const siege::Home place;
  const std::string recording = place.file("recorded");
  REQUIRE(run_spyglass({"-e", "record " + recording, "-e", "continue", siege::hello}).status == 0);
  siege::Draw draw(11);
  std::size_t faults = 0;
  for (const Scenario& scenario : scenarios(recording)) {
    const siege::Home home;
    INFO(scenario.name);
    const Finished well = siege::run_injected(home, scenario.words);
    INFO(well.errors);
    REQUIRE(well.status == 0);
    std::vector<std::string> chosen;
    for (const siege::CallCount& call : siege::count_calls(home)) {
      if (call.after == 0 || not_ours(call.name)) continue;
      for (const char* error : {"EINTR", "ENOMEM", "EMFILE", "ENOSPC", "EIO"}) {
        chosen.push_back(fault(call, error, 1));
        chosen.push_back(fault(call, error, 1 + draw.below(call.after)));
      }
    }
    while (chosen.size() > faults_of_each) {
      chosen.erase(chosen.begin() + static_cast<std::ptrdiff_t>(draw.below(chosen.size())));
    }
    chosen.erase(std::unique(chosen.begin(), chosen.end()), chosen.end());
    for (const std::string& injection : chosen) suffer(scenario, injection);
    faults += chosen.size();
  }
  WARN(faults << " faults");
}

}  // namespace

TEST_CASE("a call of the tool that fails once ends it with a sentence, or not at all") {
  if (!siege::sanitized) besiege(6);
}

TEST_CASE("every call of the tool fails once, in five ways", "[.large]") {
  if (!siege::sanitized) besiege(100'000);
}

TEST_CASE("a full disk under standard error or standard output is no reason to crash") {
  const std::string to = GENERATE("2>/dev/full", ">/dev/full 2>/dev/full");
  const std::string what = GENERATE("lesson nonono", "trace true", "-e nonsense", "trace -h",
                                    "--nonsense", "lesson --list");
  INFO(what << " " << to);
  const Finished run = run_spyglass({"-c", std::string(SPYGLASS_BINARY) + " " + what + " " + to},
                                    "", {.binary = "/bin/sh"});
  CHECK(run.status <= 2);
}

TEST_CASE("what cannot be written to standard output is told") {
  const Finished run =
      run_spyglass({"-c", std::string(SPYGLASS_BINARY) + " lesson --list >/dev/full"}, "",
                   {.binary = "/bin/sh"});
  CHECK(run.status == 1);
  CHECK_THAT(run.errors, Contains("No space left on device"));
}
