// Threads, children, and programs that threads become.

#include <sched.h>

#include <algorithm>
#include <catch2/catch.hpp>

#include "core/proc/status.hpp"
#include "tests/tracing/harness.hpp"

using namespace spyglass;

TEST_CASE("every call of every thread is seen, each with the thread that made it") {
  const Deadline deadline;
  const WholeRun run = run_whole(options_for(target("threads")));
  std::map<Tid, std::vector<std::string>> writes;
  for (const auto& call : run.calls) {
    CHECK(call->process.value() == run.first.value());
    if (call->name == "write") writes[call->thread].push_back(call_text(*call));
  }
  CHECK(run.started.size() == 8);
  CHECK(writes.size() == 8);
  for (const auto& [thread, lines] : writes) {
    CHECK(run.started.contains(thread));
    CHECK(lines.size() == 10);
    CHECK(std::set(lines.begin(), lines.end()).size() == 1);
  }
  CHECK(run.ends.size() == 9);
  CHECK(run.ends.at(run.first).code == 8);
}

TEST_CASE("a child is in the table from its maker's event on") {
  const Deadline deadline;
  Tracer tracer;
  Channels channels;
  Stop stop = run_to_first_instruction(tracer, options_for(example("fork")), channels);
  // In either order: the child may be first.
  std::optional<Stop> child;
  stop = resume_and_wait(tracer, std::move(stop), Resume::run);
  if (std::holds_alternative<event::Started>(stop.event)) {
    child = std::move(stop);
    stop = next_stop(tracer);
  }
  const auto made = as<event::NewThread>(stop);
  CHECK(made.kind == event::NewThread::Kind::fork);
  REQUIRE(tracer.threads().contains(made.child));
  CHECK(tracer.threads().at(made.child)->process == Pid(made.child.value()));
  CHECK(tracer.threads().at(made.child)->dies_with_us);
  if (!child) {
    child = next_stop(tracer);
    as<event::Started>(*child);
  }
  CHECK(child->thread == made.child);
}

TEST_CASE("children by fork, vfork and clone, and what they become") {
  const Deadline deadline;
  LaunchOptions options = options_for(target("children"), {example("hello")});
  const WholeRun run = run_whole(options);
  CHECK(run.ends.at(run.first).code == 0);
  CHECK(run.started.size() == 3);
  CHECK(run.ends.size() == 4);
  std::multiset<int> codes;
  for (const auto& [thread, status] : run.ends) codes.insert(status.code);
  CHECK(codes == std::multiset<int>{0, 11, 13, 42});
  CHECK(run.output == "Hello, kernel!\n");
  for (const auto& call : run.calls) {
    if (call->name == "write") CHECK(run.started.contains(call->thread));
  }
}

TEST_CASE("children that end at once are all seen") {
  const Deadline deadline;
  const WholeRun run = run_whole(options_for(target("many_children")));
  CHECK(run.started.size() == 50);
  REQUIRE(run.ends.size() == 51);
  std::set<int> codes;
  for (const auto& [thread, status] : run.ends) codes.insert(status.code);
  CHECK(codes.size() == 51);
  CHECK(run.ends.at(run.first).code == 50);
}

TEST_CASE("two hundred threads and as many children at once are all seen") {
  const Deadline deadline(180);
  const WholeRun run = run_whole(options_for(target("crowd")));
  CHECK(run.started.size() == 400);
  REQUIRE(run.ends.size() == 401);
  CHECK(run.ends.at(run.first).code == 77);
  std::set<int> codes;
  std::set<Tid> threads, children;
  for (const auto& call : run.calls) {
    (call->process.value() == run.first.value() ? threads : children).insert(call->thread);
  }
  for (const Tid child : children) codes.insert(run.ends.at(child).code);
  CHECK(threads.size() == 201);
  CHECK(children.size() == 200);
  CHECK(codes.size() == 200);
  // SIGCHLD, which nobody handles, interrupts waiting threads, whose calls then begin anew.
  const auto waited = std::ranges::count_if(
      run.calls, [](const auto& call) { return call->name == "wait4" && !call->error(); });
  CHECK(waited == 200);
}

namespace {

/// Waits until a thread stands still, in a stop that may be reported or not.
void wait_for_stop(Tid thread) {
  for (;;) {
    const auto status = proc::status(thread);
    REQUIRE(status);
    if (status->state == 't') return;
    sched_yield();
  }
}

}  // namespace

TEST_CASE("a busy thread cannot keep others waiting") {
  const Deadline deadline;
  Tracer tracer;
  auto launched = tracer.launch(options_for(target("threads")));
  REQUIRE(launched);
  // Eight threads, each held before its first instruction.
  std::map<Tid, Stopped> held;
  Stop stop = std::move(launched->stop);
  const Tid maker = stop.thread;
  while (held.size() < 8) {
    if (std::holds_alternative<event::Started>(stop.event)) {
      held.emplace(stop.thread, std::move(*stop.stopped));
      // The maker may sleep in a call already, until the threads end that we hold.
      if (held.size() == 8) tracer.interrupt_all();
      stop = next_stop(tracer);
    } else {
      REQUIRE(stop.thread == maker);
      stop = resume_and_wait(tracer, std::move(stop), Resume::to_call);
    }
  }
  REQUIRE(stop.thread == maker);  // it stays where it is
  // All go to their next calls, and nobody looks until they are there.
  for (auto& [thread, stopped] : held) REQUIRE(std::move(stopped).resume(Resume::to_call));
  for (const auto& [thread, stopped] : held) wait_for_stop(thread);
  // Whoever is heard goes on at once, and has something to report before the next look.
  std::map<Tid, int> turns;
  for (std::size_t i = 0; i < 2 * held.size(); ++i) {
    stop = next_stop(tracer);
    ++turns[stop.thread];
    REQUIRE(std::move(*stop.stopped).resume(Resume::to_call));
    wait_for_stop(stop.thread);
  }
  for (const auto& [thread, count] : turns) {
    INFO(thread.value());
    CHECK(count == 2);
  }
  CHECK(turns.size() == held.size());
}

TEST_CASE("a thread that isn't the leader executes a program and becomes the leader") {
  const Deadline deadline;
  Trace trace;
  auto launched =
      trace.launch(options_for(target("exec_from_thread"), {example("hello"), "argument"}));
  REQUIRE(launched);
  const Tid leader = launched->step.stop.thread;
  std::optional<Trace::Step> step = std::move(launched->step);
  std::vector<std::string> executions;
  std::optional<Tid> former;
  std::vector<std::shared_ptr<const Call>> entered;
  ExitStatus status;
  while (step) {
    const Stop& stop = step->stop;
    if (step->call && step->call->in_kernel()) entered.push_back(step->call);
    if (const auto* exec = std::get_if<event::Exec>(&stop.event); exec && exec->former != leader) {
      former = exec->former;
      CHECK(stop.thread == leader);
      CHECK(trace.tracer().threads().size() == 1);
      CHECK(trace.tracer().threads().contains(leader));
      // The leader's own call, a futex, ended with that thread; execve goes on here.
      REQUIRE(trace.current_call(leader));
      CHECK(trace.current_call(leader)->name == "execve");
      CHECK(trace.current_call(*former) == nullptr);
    }
    if (step->call && !step->call->in_kernel() && step->call->name == "execve") {
      CHECK(step->call->thread == leader);
      CHECK(step->call->result == 0);
      executions.push_back(call_text(*step->call));
    }
    if (const auto* gone = std::get_if<event::Gone>(&stop.event)) status = gone->status;
    if (step->stop.stopped) (void)std::move(*step->stop.stopped).resume(Resume::to_call);
    step = trace.wait();
  }
  CHECK(executions.size() == 2);
  REQUIRE(former);
  CHECK(status.code == 42);
  // Nobody is left waiting for calls of threads that are no more.
  for (const auto& call : entered) {
    INFO(call->name << " of " << call->thread.value());
    CHECK_FALSE(call->in_kernel());
  }
}
