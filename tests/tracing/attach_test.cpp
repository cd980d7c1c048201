// Processes that run already, and what becomes of traced ones when the tracer dies.

#include <catch2/catch.hpp>

#include "core/proc/status.hpp"
#include "tests/tracing/process.hpp"

using namespace spyglass;

namespace {

/// Takes the first reports of an attached process's threads, one each.
std::map<Tid, Stopped> stop_all(Tracer& tracer) {
  std::map<Tid, Stopped> stopped;
  while (stopped.size() < tracer.threads().size()) {
    Stop stop = next_stop(tracer);
    const Tid thread = stop.thread;
    stopped.emplace(thread, std::move(*stop.stopped));
  }
  return stopped;
}

}  // namespace

TEST_CASE("attaching stops all threads, detaching leaves them running and unharmed") {
  const Deadline deadline;
  Talker talker(target("echo_lines"), {"3"});
  REQUIRE(talker.hear() == "ready\n");
  Tracer tracer;
  REQUIRE(tracer.attach(talker.process()));
  CHECK(tracer.threads().size() == 4);
  auto stopped = stop_all(tracer);
  for (const auto& [thread, one] : stopped) {
    CHECK(one.process() == talker.process());
    CHECK(one.registers());
  }
  CHECK(proc::status(leader_of(talker.process()))->tracer == Pid(getpid()));
  for (auto& [thread, one] : stopped) CHECK(tracer.detach(std::move(one)));
  CHECK(tracer.empty());
  CHECK(proc::status(leader_of(talker.process()))->tracer == Pid(0));
  talker.say("still here\n");
  CHECK(talker.hear() == "still here\n");
  CHECK(WEXITSTATUS(talker.finish()) == 0);
}

TEST_CASE("an attached process runs on, its calls are seen, and it ends as it would") {
  const Deadline deadline;
  Talker talker(target("echo_lines"));
  REQUIRE(talker.hear() == "ready\n");
  Trace trace;
  REQUIRE(trace.attach(talker.process()));
  auto step = trace.wait();
  REQUIRE(step);
  as<event::Interrupted>(step->stop);
  talker.say("seen\n");
  std::vector<std::string> calls;
  while (calls.size() < 4) {
    REQUIRE(std::move(*step->stop.stopped).resume(Resume::to_call));
    step = trace.wait();
    REQUIRE(step);
    if (!step->call || step->call->in_kernel()) continue;
    // On its way to its first read it may ask what kind of file that is.
    if (step->call->name != "read" && step->call->name != "write") continue;
    calls.emplace_back(step->call->name);
    if (calls.size() != 2) continue;
    CHECK(talker.hear() == "seen\n");
    talker.say("twice\n");
  }
  // It was inside its read when we came; the kernel made it go in again.
  CHECK(calls == std::vector<std::string>{"read", "write", "read", "write"});
  REQUIRE(trace.tracer().detach(std::move(*step->stop.stopped)));
  CHECK(talker.hear() == "twice\n");
  CHECK(WEXITSTATUS(talker.finish()) == 0);
}

TEST_CASE("what cannot be attached to") {
  const Deadline deadline;
  Tracer tracer;
  const auto missing = tracer.attach(Pid(0x3fffff));
  REQUIRE_FALSE(missing);
  CHECK(missing.error().gone());
  CHECK(tracer.empty());

  Talker talker(target("echo_lines"), {"2"});
  REQUIRE(talker.hear() == "ready\n");
  const Helper other([&] {
    Tracer theirs;
    return theirs.attach(talker.process()) && stop_all(theirs).size() == 3 ? 1 : 0;
  });
  REQUIRE(other.number() == 1);
  CHECK_FALSE(tracer.attach(talker.process()));
  CHECK(tracer.empty());
}

TEST_CASE("a launched program dies with its tracer, however that dies") {
  const Deadline deadline;
  // Orphans become children of ours, so their end can be waited for.
  REQUIRE(prctl(PR_SET_CHILD_SUBREAPER, 1) == 0);
  Helper helper([] {
    auto* tracer = new Tracer;  // never destroyed: only the kernel can help
    auto* channels = new Channels;
    Stop stop = run_to_first_instruction(*tracer, options_for(target("blocked_calls"), {"pause"}),
                                         *channels);
    const int process = stop.process.value();
    stop = run_to_entry(*tracer, std::move(stop), "pause");
    return std::move(*stop.stopped).resume(Resume::to_call) ? process : 0;
  });
  REQUIRE(helper.number() > 0);
  CHECK(kill(helper.number(), 0) == 0);
  helper.kill_now();
  const int status = wait_for_end(helper.number());
  CHECK(WIFSIGNALED(status));
  CHECK(WTERMSIG(status) == SIGKILL);
  prctl(PR_SET_CHILD_SUBREAPER, 0);
}

TEST_CASE("an attached process outlives its tracer, whether it ran or stood still") {
  const Deadline deadline;
  Talker talker(target("echo_lines"), {"2"});
  REQUIRE(talker.hear() == "ready\n");
  const bool running = GENERATE(true, false);
  Helper helper([&] {
    auto* tracer = new Tracer;
    if (!tracer->attach(talker.process())) return 0;
    auto* stopped = new std::map<Tid, Stopped>(stop_all(*tracer));
    for (auto& [thread, one] : *stopped) {
      if (running && !std::move(one).resume(Resume::to_call)) return 0;
    }
    return 1;
  });
  REQUIRE(helper.number() == 1);
  helper.kill_now();
  talker.say("alive\n");
  CHECK(talker.hear() == "alive\n");
  CHECK(WEXITSTATUS(talker.finish()) == 0);
}

TEST_CASE("a process that is stopped is attached to, and stays stopped when let go") {
  const Deadline deadline;
  Talker talker(target("stop_self"));
  int status = 0;
  REQUIRE(waitpid(talker.process().value(), &status, WUNTRACED) == talker.process().value());
  REQUIRE(WIFSTOPPED(status));
  Tracer tracer;
  REQUIRE(tracer.attach(talker.process()));
  Stop stop = next_stop(tracer);
  CHECK(as<event::GroupStop>(stop).signal == Signal(SIGSTOP));
  SECTION("let go") {
    REQUIRE(tracer.detach(std::move(*stop.stopped)));
    // It wakes to find itself stopped again; a stop that was reported once is not reported anew.
    char state = 'R';
    while (state == 'R') state = proc::status(leader_of(talker.process()))->state;
    CHECK(state == 'T');
  }
  SECTION("continued while traced") {
    REQUIRE(std::move(*stop.stopped).resume(Resume::run));
    CHECK_FALSE(tracer.poll());
    kill(talker.process().value(), SIGCONT);
    stop = next_stop(tracer);
    as<event::Interrupted>(stop);
    CHECK(run_to_end(tracer, std::move(stop)).code == 5);
    talker.has_ended();
    return;
  }
  kill(talker.process().value(), SIGCONT);
  CHECK(WEXITSTATUS(talker.finish()) == 5);
}
