// Attached processes stay what they were: when they are let go, and when we are killed.

#include <catch2/catch.hpp>

#include "core/proc/processes.hpp"
#include "tests/tracing/session_harness.hpp"

using namespace spyglass;
using Reason = Outcome::Reason;
using Move = Goal::Kind;

namespace {

char state_of(Pid process) {
  return proc::status(leader_of(process)).value_or(proc::Status{}).state;
}

/// The byte at a place, whoever traces the process.
Chars byte_at(Pid process, Addr at) { return ProcessMemory(leader_of(process)).bytes(at, 1); }

/// The guardian that one of our children, or we ourselves, have made; nobody's when there is none.
Pid guardian_of(Pid parent) {
  for (const auto& process : proc::all_processes()) {
    if (process.parent == parent && process.name == proc::guardian_name && process.state != 'Z') {
      return process.process;
    }
  }
  return {};
}

/// The same, where there is one for certain: it may have just been born, and have no name yet.
Pid certain_guardian_of(Pid parent) {
  Pid found;
  while (found == Pid()) found = guardian_of(parent);
  return found;
}

/// Orphans become children of ours, so that their end can be waited for.
struct Subreaper {
  Subreaper() { prctl(PR_SET_CHILD_SUBREAPER, 1); }
  ~Subreaper() { prctl(PR_SET_CHILD_SUBREAPER, 0); }
};

/// A session in a process of its own, which is attached to a talker and does something there. To be
/// killed; then its guardian has to end by itself.
class Doomed {
 public:
  Doomed(const Talker& talker, const std::function<bool(Session&)>& work, bool guarded = true)
      : helper_([&] {
          auto* signals = new Signals;  // never destroyed: only the kernel and the guardian help
          auto* listener = new Listener;
          auto* session = new Session(*signals, *listener);
          return session->attach(talker.process()) && work(*session) ? getpid() : 0;
        }) {
    REQUIRE(helper_.number() > 0);
    const Pid tool(helper_.number());
    guardian_ = guarded ? certain_guardian_of(tool) : guardian_of(tool);
  }
  void kill_now() {
    helper_.kill_now();
    if (guardian_ == Pid()) return;
    int status = 0;
    REQUIRE(waitpid(guardian_.value(), &status, 0) == guardian_.value());
    CHECK(status == 0);
  }
  [[nodiscard]] Pid guardian() const { return guardian_; }

 private:
  const Subreaper subreaper_;
  Helper helper_;
  Pid guardian_;
};

bool break_at(Session& session, const std::string& name) {
  const auto at = session.symbols().find(name);
  return at && session.add_trap({.what = trap::Place{*at}, .text = name});
}

bool goes_to(Session& session, Move kind, Reason reason) {
  const auto outcome = session.pursue({kind}, {.quiet = std::chrono::seconds(20)});
  return outcome && outcome->reason == reason;
}

bool watch(Session& session, const std::string& name) {
  const auto at = session.symbols().find(name);
  return at && session.add_trap({.what = trap::Watch{{.at = *at, .size = 8}}, .text = name});
}

/// Sets it going, and does not wait for anything.
bool runs(Session& session) {
  const auto outcome =
      session.pursue({Move::run}, {.quiet = std::chrono::milliseconds(5), .any_call = true});
  return outcome && outcome->reason == Reason::waiting;
}

}  // namespace

TEST_CASE("mask, pending signals, timers and sleeps of an attached process stay as they are") {
  SessionStage stage;
  Talker talker(target("steadfast"));
  REQUIRE(talker.hear() == "ready\n");
  SessionStage::want(stage.session.attach(talker.process()));
  CHECK(stage.session.tracer().threads().size() == 2);
  SECTION("let go at once") {}
  SECTION("with breakpoints, after some calls") {
    REQUIRE(stage.session.add_breakpoint(stage.place("main")));
    stage.go(Move::finish);
  }
  REQUIRE(stage.session.detach());
  talker.say("tell\n");
  CHECK(talker.hear() == "mask ok pending ok alarm ok timer ok sleep ok\n");
  CHECK(WEXITSTATUS(talker.finish()) == 0);
}

TEST_CASE("let go while a signal has it stopped it stays stopped, stopped by us it runs") {
  SessionStage stage;
  Talker talker(target("echo_lines"), {"2"});
  REQUIRE(talker.hear() == "ready\n");
  SessionStage::want(stage.session.attach(talker.process()));
  const bool by_signal = GENERATE(true, false);
  if (by_signal) {
    REQUIRE(kill(talker.process().value(), SIGSTOP) == 0);
    while (!stage.listener.heard("signal 19")) {
      const Patience short_one{.limit = std::chrono::milliseconds(20)};
      SessionStage::want(stage.session.pursue({Move::run}, short_one));
    }
  }
  REQUIRE(stage.session.detach());
  if (by_signal) {
    while (state_of(talker.process()) == 'R') {
    }
    CHECK(state_of(talker.process()) == 'T');
    kill(talker.process().value(), SIGCONT);
  }
  talker.say("free\n");
  CHECK(talker.hear() == "free\n");
  CHECK(WEXITSTATUS(talker.finish()) == 0);
}

TEST_CASE("nothing of our traps stays behind, and their guardian ends") {
  SessionStage stage;
  Talker talker(target("computes"), {"1", "200"});
  REQUIRE(talker.hear() == "ready\n");
  SessionStage::want(stage.session.attach(talker.process()));
  CHECK(guardian_of(Pid(getpid())) == Pid());
  const Addr hot = stage.place("hot");
  const Chars before = byte_at(talker.process(), hot);
  REQUIRE(stage.session.add_breakpoint(hot));
  CHECK(byte_at(talker.process(), hot) != before);
  CHECK(certain_guardian_of(Pid(getpid())) != Pid());
  CHECK(proc::find_by_name(proc::guardian_name).empty());
  CHECK(stage.go(Move::run).reason == Reason::breakpoint);
  REQUIRE(stage.session.detach());
  CHECK(byte_at(talker.process(), hot) == before);
  CHECK(guardian_of(Pid(getpid())) == Pid());
  CHECK(WEXITSTATUS(talker.finish()) == 0);
}

TEST_CASE("a trap that was run into, and that nobody has reported yet, harms nobody") {
  SessionStage stage;
  Talker talker(target("trap_waiting"));
  REQUIRE(talker.hear() == "ready\n");
  SessionStage::want(stage.session.attach(talker.process()));
  SECTION("behind a trap of ours") {
    while (stage.session.call_site()) stage.go(Move::step);
    // As if the thread had run into a trap right here, when it was interrupted.
    const Addr here = stage.pc();
    REQUIRE(stage.session.add_breakpoint(here));
    stage.set("rip", here.value() + 1);
    REQUIRE(door::set_signal_mask(stage.session.focus(), 0));
    REQUIRE(stage.session.detach());
    const int status = talker.finish();
    CHECK(WIFEXITED(status));
    CHECK(WEXITSTATUS(status) == 3);
  }
  SECTION("a signal that it keeps out is its own") {
    REQUIRE(stage.session.detach());
    const int status = talker.finish();
    CHECK(WIFEXITED(status));
    CHECK(WEXITSTATUS(status) == 3);
  }
}

TEST_CASE("a process that we had traps in outlives us when we are killed") {
  const Deadline deadline;
  Talker talker(target("computes"), {"1", "400"});
  REQUIRE(talker.hear() == "ready\n");
  struct Case {
    const char* name;
    std::function<bool(Session&)> work;
    bool guarded = true;
  };
  const std::vector<Case> cases = {
      {"a breakpoint that was not reached", [](auto& one) { return break_at(one, "main"); }},
      {"at a breakpoint",
       [](auto& one) {
         return break_at(one, "hot") && goes_to(one, Move::run, Reason::breakpoint);
       }},
      {"after a step", [](auto& one) { return goes_to(one, Move::step, Reason::stepped); }, false},
      {"a step from a breakpoint",
       [](auto& one) {
         return break_at(one, "hot") && goes_to(one, Move::run, Reason::breakpoint) &&
                goes_to(one, Move::step, Reason::stepped);
       }},
  };
  const auto& which = cases[static_cast<std::size_t>(GENERATE(0, 1, 2, 3))];
  INFO(which.name);
  Doomed doomed(talker, which.work, which.guarded);
  CHECK((doomed.guardian() != Pid()) == which.guarded);
  doomed.kill_now();
  const int status = talker.finish();
  CHECK(WIFEXITED(status));
  CHECK(WEXITSTATUS(status) == 0);
}

TEST_CASE("a process that runs, and has a trap where it will come, outlives us too") {
  const Deadline deadline;
  Talker talker(target("echo_lines"), {"1"});
  REQUIRE(talker.hear() == "ready\n");
  Doomed doomed(talker, [](Session& one) { return break_at(one, "fputs") && runs(one); });
  doomed.kill_now();
  talker.say("alive\n");
  CHECK(talker.hear() == "alive\n");
  CHECK(WEXITSTATUS(talker.finish()) == 0);
}

TEST_CASE("watched memory is no longer watched when we are killed") {
  const Deadline deadline;
  Talker talker(target("watched_later"));
  REQUIRE(talker.hear() == "ready\n");
  {
    SessionStage stage;  // whether this machine can watch at all
    SessionStage::want(stage.session.attach(talker.process()));
    const bool can = watch(stage.session, "written");
    REQUIRE(stage.session.detach());
    if (!can) return;
  }
  Doomed doomed(talker, [](Session& one) { return watch(one, "written") && runs(one); });
  doomed.kill_now();
  talker.say("write\n");
  CHECK(talker.hear() == "written\n");
  CHECK(WEXITSTATUS(talker.finish()) == 0);
}
