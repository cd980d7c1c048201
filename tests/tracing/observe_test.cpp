// The engine that stops nobody: what programs in the kernel tell is what stops would have told.

#include "core/observe/observer.hpp"

#include <sched.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <filesystem>

#include "core/proc/status.hpp"
#include "core/report/call_time.hpp"
#include "tests/tracing/process.hpp"

using namespace spyglass;

namespace {

using observe::Observer;

/// Null, and says so, where nobody may observe.
std::unique_ptr<Observer> observer(const Observer::Options& options) {
  auto started = Observer::start(options);
  if (started) return std::move(*started);
  puts(("SKIPPED: the bpf engine: " + started.error().message).c_str());
  return nullptr;
}

bool can_observe() { return observer({}) != nullptr; }

/// A trace of all calls that an observer tells of, and the observer.
struct Watch {
  explicit Watch(const std::string& calls = "all", std::uint32_t ring_bytes = 8 << 20,
                 bool timed = true) {
    auto started = observer({.wanted = {.calls = *CallSet::parse(calls), .rules = {}},
                             .follow = true,
                             .timed = timed,
                             .ring_bytes = ring_bytes});
    REQUIRE(started);
    seer = started.get();
    trace.observe(std::move(started));
  }
  Trace trace;
  Observer* seer = nullptr;  ///< the trace's own
};

WholeRun observed(const LaunchOptions& options) {
  Watch watch;
  WholeRun run = run_whole(watch.trace, options);
  CHECK(watch.seer->lost() == 0);
  CHECK(watch.seer->unwatched() == 0);
  return run;
}

/// A line that a program with pipes prints.
std::string hear(const Channels& channels) {
  std::string line;
  pollfd ready{channels.output.get(), POLLIN, 0};
  for (char byte = 0; byte != '\n';) {
    REQUIRE(poll(&ready, 1, -1) == 1);
    REQUIRE(read(channels.output.get(), &byte, 1) == 1);
    line += byte;
  }
  return line;
}

void say(const Channels& channels, std::string_view line) {
  REQUIRE(write(channels.input.get(), line.data(), line.size()) ==
          static_cast<ssize_t>(line.size()));
}

/// Lets a thread go on that is stopped.
void go_on(Trace& trace, Trace::Step& step) {
  if (step.stop.stopped) (void)std::move(*step.stop.stopped).resume(trace.to_calls());
}

/// Takes steps up to one that is wanted, at which a thread that is stopped stays so.
template <class Wanted>
Trace::Step run_to_step(Trace& trace, const Wanted& wanted) {
  for (;;) {
    auto step = trace.wait();
    REQUIRE(step);
    if (wanted(*step)) return std::move(*step);
    go_on(trace, *step);
  }
}

bool is_entry_of(const Trace::Step& step, std::string_view name) {
  return std::holds_alternative<event::CallEntry>(step.stop.event) && step.call &&
         step.call->name == name;
}

/// Launches a program and takes steps until it is itself.
Channels start(Trace& trace, const LaunchOptions& options) {
  auto launched = trace.launch(options);
  REQUIRE(launched);
  go_on(trace, launched->step);
  auto exec = run_to_step(trace, [](const Trace::Step& step) {
    return std::holds_alternative<event::Exec>(step.stop.event);
  });
  go_on(trace, exec);
  return std::move(launched->channels);
}

/// Which of its calls counts_calls tells of, and which of them are missing.
struct Count {
  int next = 1000;  ///< the descriptor of the next call
  std::uint64_t missing = 0;
  int gaps = 0;

  void take(const Trace::Step& step) {
    if (const auto* lost = std::get_if<event::Lost>(&step.stop.event)) {
      next += static_cast<int>(lost->records);
      missing += lost->records;
      ++gaps;
    }
    const bool came_back = std::holds_alternative<event::CallExit>(step.stop.event);
    if (!came_back || !step.call || step.call->name != "close") return;
    const auto descriptor = static_cast<int>(step.call->raw.arguments[0]);
    if (descriptor < 1000) return;
    CHECK(descriptor == next);
    ++next;
  }
};

}  // namespace

TEST_CASE("an observer tells the calls of threads and children as their stops do") {
  if (!can_observe()) return;
  const Deadline deadline;
  const auto children = options_for(target("children"), {example("hello")});
  const WholeRun stopped = run_whole(children);
  const WholeRun seen = observed(children);
  CHECK(seen.counts() == stopped.counts());
  CHECK(seen.lines("write") == stopped.lines("write"));
  CHECK(seen.ends.size() == 4);
  CHECK(seen.ends.at(seen.first) == stopped.ends.at(stopped.first));

  const auto threads = options_for(target("threads"));
  const WholeRun all = run_whole(threads);
  const WholeRun both = observed(threads);
  for (const auto* name : {"write", "openat", "clone3", "exit", "exit_group"}) {
    INFO(name);
    auto lines = all.lines(name);
    auto seen_lines = both.lines(name);
    // Of clones, ids and places of threads differ.
    CHECK(lines.size() == seen_lines.size());
    std::ranges::sort(lines);
    std::ranges::sort(seen_lines);
    if (std::string_view(name) != "clone3") CHECK(lines == seen_lines);
  }
  CHECK(both.ends.size() == 9);
  CHECK(both.ends.at(both.first).code == 8);
}

TEST_CASE("where few calls are wanted, none of them is missed in whoever was made by another") {
  if (!can_observe()) return;
  const Deadline deadline;
  const auto children = options_for(target("children"), {example("hello")});
  const WholeRun stopped = run_whole(children);
  REQUIRE_FALSE(stopped.lines("write").empty());
  Watch watch("write");
  const WholeRun seen = run_whole(watch.trace, children);
  CHECK(seen.lines("write") == stopped.lines("write"));
  CHECK(watch.seer->lost() == 0);
}

TEST_CASE("when calls were made is told if somebody asks, and left open if not") {
  if (!can_observe()) return;
  const Deadline deadline;
  for (const bool timed : {true, false}) {
    INFO(timed);
    Watch watch("all", 8 << 20, timed);
    const Channels channels = start(watch.trace, options_for(target("children")));
    int known = 0, open = 0;
    while (auto step = watch.trace.wait()) {
      const bool is_over = std::holds_alternative<event::CallExit>(step->stop.event) && step->call;
      if (is_over) ++(time_in_kernel(*step->call) ? known : open);
      go_on(watch.trace, *step);
    }
    CHECK((known > 0) == timed);
    CHECK((open > 0) == !timed);
  }
}

TEST_CASE("an observer knows the calls of 32-bit programs, and both doors of others") {
  if (!can_observe()) return;
  const Deadline deadline;
  for (const auto& program : {example("hello", "i386"), example("two-doors")}) {
    const WholeRun stopped = run_whole(options_for(program));
    const WholeRun seen = observed(options_for(program));
    CHECK(seen.counts() == stopped.counts());
    CHECK(seen.lines("write") == stopped.lines("write"));
    CHECK(seen.output == stopped.output);
  }
  if (!std::filesystem::exists(target("calls_sockets-32"))) {
    puts("SKIPPED: calls of ipc and socketcall (this compiler makes no 32-bit programs)");
    return;
  }
  for (const auto* name : {"calls_ipc-32", "calls_sockets-32"}) {
    INFO(name);
    CHECK(observed(options_for(target(name))).counts() ==
          run_whole(options_for(target(name))).counts());
  }
}

TEST_CASE("an observer sees a process that runs already, with its threads") {
  if (!can_observe()) return;
  const Deadline deadline;
  Talker talker(target("echo_lines"), {"3"});
  REQUIRE(talker.hear() == "ready\n");
  Watch watch;
  REQUIRE(watch.trace.attach(talker.process()));
  for (int stopped = 0; stopped < 4;) {
    auto step = watch.trace.wait();
    REQUIRE(step);
    stopped += std::holds_alternative<event::Interrupted>(step->stop.event) ? 1 : 0;
    go_on(watch.trace, *step);
  }
  talker.say("seen\n");
  const auto write = run_to_step(watch.trace, [](const Trace::Step& step) {
    return std::holds_alternative<event::CallExit>(step.stop.event) && step.call &&
           step.call->name == "write";
  });
  CHECK(call_text(*write.call, {.result_column = 0}) == "write(1, \"seen\\n\", 5) = 5");
  CHECK(write.stop.process == talker.process());
  CHECK(talker.hear() == "seen\n");
  watch.trace.tracer().interrupt_all();
  while (auto step = watch.trace.wait()) {
    if (step->stop.stopped) CHECK(watch.trace.tracer().detach(std::move(*step->stop.stopped)));
  }
  talker.say("alone\n");
  CHECK(talker.hear() == "alone\n");
}

TEST_CASE("a program in a pid namespace of its own goes by the numbers that we know") {
  if (!can_observe()) return;
  const Deadline deadline;
  auto options = options_for(target("own_ids"));
  options.join = [] { return unshare(CLONE_NEWPID) == 0; };
  Watch watch;
  const WholeRun run = run_whole(watch.trace, options);
  REQUIRE_FALSE(run.calls.empty());
  for (const auto& call : run.calls) {
    CHECK((call->thread == run.first || run.started.contains(call->thread)));
    if (call->name == "getpid" && call->thread == run.first) CHECK(call->result == 1);
  }
  CHECK(run.counts().contains("getpid"));
}

TEST_CASE("a call that blocks is told while it does, and comes back when its thread is killed") {
  if (!can_observe()) return;
  const Deadline deadline;
  Watch watch;
  const Channels channels = start(watch.trace, options_for(target("blocked_calls"), {"nanosleep"}));
  const auto entry = run_to_step(
      watch.trace, [](const Trace::Step& step) { return is_entry_of(step, "nanosleep"); });
  CHECK(entry.call->in_kernel());
  CHECK(watch.trace.current_call(entry.stop.thread) == entry.call);
  CHECK(call_text(*entry.call).starts_with("nanosleep({tv_sec=1000000, tv_nsec=0}"));
  Tracer::kill(entry.stop.process);
  // On its way to the end the thread leaves the call; only who stops it there cannot see that.
  const auto exit = run_to_step(watch.trace, [](const Trace::Step& step) {
    return std::holds_alternative<event::CallExit>(step.stop.event);
  });
  CHECK(exit.call == entry.call);
  CHECK_THAT(call_text(*exit.call), Catch::Matchers::Contains("= ? ERESTART_RESTARTBLOCK"));
  const auto end = run_to_step(watch.trace, [](const Trace::Step& step) {
    return std::holds_alternative<event::Gone>(step.stop.event);
  });
  CHECK(as<event::Gone>(end.stop).status.killed_by == Signal(SIGKILL));
  CHECK(end.call == nullptr);
}

TEST_CASE("a call from which nobody comes back ends with its thread") {
  if (!can_observe()) return;
  const Deadline deadline;
  const WholeRun run = observed(options_for(example("hello")));
  REQUIRE_FALSE(run.calls.empty());
  const Call& last = *run.calls.back();
  CHECK(call_text(last, {.result_column = 0}) == "exit_group(42) = ?");
  CHECK(last.no_return);
  CHECK(run.counts().at("exit_group") == 1);
}

TEST_CASE("what finds no room is told in its place, and how much it is") {
  if (!can_observe()) return;
  const Deadline deadline;
  constexpr int at_once = 1000;
  Watch watch("close", 16 << 10);
  Channels channels =
      start(watch.trace, options_for(target("counts_calls"), {std::to_string(at_once)}));
  Count count;
  const auto take_all = [&] {
    while (auto step = watch.trace.poll()) {
      count.take(*step);
      go_on(watch.trace, *step);
    }
  };
  // Nobody reads while the program makes its calls.
  for (int round = 1; round <= 3; ++round) {
    say(channels, "go\n");
    REQUIRE(hear(channels) == "done\n");
    CHECK(watch.seer->lost() > count.missing);
    if (round < 3) take_all();
    // What is missing at the end is known with the next that is there.
    CHECK(count.gaps == std::min(round, 2) - 1);
    CHECK(count.next < 1000 + round * at_once);
  }
  // No call comes behind the last ones: the thread's end tells of them.
  channels.input.reset();
  bool is_gone = false;
  while (auto step = watch.trace.wait()) {
    count.take(*step);
    is_gone = std::holds_alternative<event::Gone>(step->stop.event);
    go_on(watch.trace, *step);
  }
  CHECK(is_gone);
  CHECK(count.gaps == 3);
  CHECK(count.next == 1000 + 3 * at_once);
  CHECK(count.missing == watch.seer->lost());
  CHECK(watch.seer->lost() > at_once);
}

TEST_CASE("while whoever reads is held up, nobody makes calls, and then goes on") {
  if (!can_observe()) return;
  const Deadline deadline;
  Watch watch("close");
  const Channels channels = start(watch.trace, options_for(target("counts_calls"), {"1000000000"}));
  const Tid thread = watch.trace.tracer().threads().begin()->first;
  Count count;
  say(channels, "go\n");
  const auto take_until = [&](const auto& enough) {
    while (!enough()) {
      auto step = watch.trace.wait();
      REQUIRE(step);
      count.take(*step);
      go_on(watch.trace, *step);
    }
  };
  take_until([&] { return count.next > 1100; });
  watch.trace.hold();
  // 't': stopped, and nobody but us sets it going.
  while (proc::status(thread)->state != 't') sched_yield();
  const auto written = watch.seer->written();
  const int known = count.next;
  CHECK(written >= watch.seer->taken());
  take_until([&] { return watch.seer->taken() >= written; });
  CHECK(count.next >= known);
  const int held = count.next;
  take_until([&] { return count.next > held + 100; });
  CHECK(count.missing == 0);
  Tracer::kill(watch.trace.tracer().threads().begin()->second->process);
  while (auto step = watch.trace.wait()) go_on(watch.trace, *step);
}
