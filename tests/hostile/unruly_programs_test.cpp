// Programs that do what nobody expects, under `spyglass trace -f` and at the prompt: the tool comes
// to its end, says how theirs was, and leaves nobody behind.

#include <unistd.h>

#include <catch2/catch.hpp>
#include <map>

#include "tests/hostile/besieged.hpp"
#include "tests/tracing/harness.hpp"

using Catch::Matchers::Contains;
using namespace spyglass;

namespace {

constexpr int well = 42;

struct Case {
  std::string program, deed;
  int end = well;                       ///< 128 and the signal, for one that is killed
  std::string says = "exited with 42";  ///< what both say of it
  /// At the prompt, where there is nothing more to follow than the leader's end.
  std::vector<std::string> commands = {};
};

const std::vector<std::string> two_traps = {"break own_page", "break mark", "continue",    "back",
                                            "continue",       "stepi",      "until getpid"};
const std::string segv = "killed by SIGSEGV";

const std::vector<Case> cases = {
    {"unruly_memory", "rewrites", well, "exited with 42", two_traps},
    {"unruly_memory", "replaces", well, "exited with 42", two_traps},
    {"unruly_memory", "removes", well, "exited with 42", two_traps},
    {"unruly_memory", "hides", well, "exited with 42", two_traps},
    {"unruly_memory", "jumps_away", 128 + SIGSEGV, segv, {"break mark", "continue"}},
    {"unruly_memory", "no_stack", 128 + SIGSEGV, segv, {"break mark", "continue", "stepi"}},
    {"unruly_memory", "ends_without_stack", well, "exited with 42", {"until exit_group", "regs"}},
    {"unruly_memory",
     "moves_vdso",
     well,
     "exited with 42",
     {"until getppid", "do getpid()", "maps"}},
    {"unruly_memory",
     "changes_its_map",
     well,
     "exited with 42",
     {"break mark", "continue", "maps"}},
    {"unruly_memory", "both_widths", well, "exited with 42", {"break mark", "continue", "stepi"}},
    {"unruly_signals", "storm"},
    {"unruly_signals", "queue"},
    {"unruly_signals", "ticks"},
    {"unruly_signals", "stops"},
    {"unruly_signals", "stops_itself"},
    {"unruly_signals", "traps"},
    {"unruly_signals", "threads"},
    {"unruly_signals", "faults", 128 + SIGSEGV, segv},
    {"unruly_signals", "no_room", 128 + SIGSEGV, segv},
    {"unruly_signals", "dies", 128 + SIGKILL, "killed by SIGKILL"},
    {"unruly_processes", "forks"},
    {"unruly_processes", "vforks"},
    {"unruly_processes", "threads"},
    {"unruly_processes", "races"},
    {"unruly_processes", "leaderless"},
    {"unruly_processes", "again"},
    {"unruly_processes", "nowhere"},
    {"unruly_processes", "words"},
    {"unruly_processes", "gigabyte"},
    {"unruly_processes", "closes"},
    {"unruly_processes", "limits"},
    {"unruly_processes", "hides"},
    {"unruly_processes", "other_user"},
    {"unruly_processes", "namespaces"},
    {"unruly_processes", "leaves_one"},
    {"unruly_tracing", "traces_others"},
    {"unruly_tracing", "is_tracer"},
    {"unruly_tracing", "filter_errno"},
    {"unruly_tracing", "filter_trap"},
    {"unruly_tracing", "filter_kill", 128 + SIGSYS, "killed by SIGSYS"},
    {"unruly_tracing", "filter_trace"},
    {"unruly_tracing", "filter_notifies"},
    {"unruly_tracing", "filter_strict"},
};

}  // namespace

TEST_CASE("unruly programs are traced to their ends") {
  siege::adopt_orphans();
  for (const Case& one : cases) {
    const siege::Home home;
    INFO(one.program << " " << one.deed);
    const Finished run = run_spyglass(
        {"trace", "-f", "-o", home.file("out"), siege::targets + one.program, one.deed}, "",
        home.circumstances());
    CHECK(run.status == one.end);
    CHECK(run.errors == "");
    CHECK_THAT(read_whole(home.file("out")), Contains("+++ " + one.says));
    CHECK(siege::nobody_is_left());
  }
}

TEST_CASE("unruly programs come to their ends at the prompt") {
  siege::adopt_orphans();
  for (const Case& one : cases) {
    const siege::Home home;
    INFO(one.program << " " << one.deed);
    std::vector<std::string> words;
    for (const std::string& command : one.commands) words.insert(words.end(), {"-e", command});
    // As often as a program can stop at traps; the one that comes too late ends the batch.
    for (int i = 0; i < 50; ++i) words.insert(words.end(), {"-e", "continue"});
    words.insert(words.end(), {siege::targets + one.program, one.deed});
    const Finished run = run_spyglass(words, "", home.circumstances());
    CHECK_THAT(run.errors, Contains("the program has ended"));
    CHECK_THAT(run.output, Contains(one.says));
    CHECK(run.status == 1);
    CHECK(home.left().empty());
    CHECK(siege::nobody_is_left());
  }
}

namespace {

/// Which stop: the one of a kind (its place among events), or of any, by its number, from 1.
struct Moment {
  std::optional<std::size_t> kind;
  int at;
};

/// How many stops of each kind a program makes.
std::map<std::size_t, int> kinds_of_stops(const std::string& deed) {
  std::map<std::size_t, int> kinds;
  Trace trace;
  auto launched = trace.launch(options_for(target("unruly_processes"), {deed}));
  REQUIRE(launched);
  std::optional<Trace::Step> step = std::move(launched->step);
  while (step) {
    if (step->stop.stopped) ++kinds[step->stop.event.index()];
    if (step->stop.stopped) (void)std::move(*step->stop.stopped).resume(Resume::to_call);
    step = trace.wait();
  }
  return kinds;
}

/// Kills a process that stands at such a stop: its end is told, and all others come to theirs.
void check_killed(const std::string& deed, Moment moment) {
  const Deadline deadline(120);
  INFO(deed << ", killed at stop " << moment.at << " of kind "
            << (moment.kind ? std::to_string(*moment.kind) : "any"));
  Trace trace;
  auto launched = trace.launch(options_for(target("unruly_processes"), {deed}));
  REQUIRE(launched);
  std::optional<Trace::Step> step = std::move(launched->step);
  std::optional<Pid> killed;
  std::optional<ExitStatus> end;
  bool was_ending = false;
  int number = 0;
  while (step) {
    const Event& event = step->stop.event;
    const bool counts = step->stop.stopped && (!moment.kind || event.index() == *moment.kind);
    if (counts && ++number >= moment.at && !killed) {
      killed = step->stop.process;
      was_ending = std::holds_alternative<event::Exiting>(event);
      REQUIRE(kill(killed->value(), SIGKILL) == 0);
    }
    if (const auto* gone = std::get_if<event::Gone>(&event)) {
      if (killed && step->stop.thread == leader_of(*killed)) end = gone->status;
    }
    if (step->stop.stopped) (void)std::move(*step->stop.stopped).resume(Resume::to_call);
    step = trace.wait();
  }
  if (!killed) return;  // its life was shorter this time
  REQUIRE(end);
  CHECK((was_ending || end->killed_by == Signal(SIGKILL)));
}

}  // namespace

TEST_CASE("whatever stop a process is killed at, its end is told and all others go on") {
  siege::adopt_orphans();
  const std::string deed = GENERATE("vforks", "forks", "races", "leaderless");
  const auto kinds = kinds_of_stops(deed);
  CHECK(kinds.size() >= 4);
  // Of each kind the first, one in the middle and the last, and some of all that come.
  for (const auto& [kind, count] : kinds) {
    for (const int at : {1, (count + 1) / 2, count}) check_killed(deed, {.kind = kind, .at = at});
  }
  siege::Draw draw(7);
  for (int i = 0; i < 20; ++i) {
    check_killed(deed, {.kind = std::nullopt, .at = static_cast<int>(draw.below(300))});
  }
  CHECK(siege::nobody_is_left());
}
