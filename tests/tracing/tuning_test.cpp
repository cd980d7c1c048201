// What makes watching cheaper, and that no program sees it.

#include "core/tuning/tuning.hpp"

#include <sched.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/tracing/harness.hpp"

namespace spyglass {
namespace {

cpu_set_t processors_of(pid_t thread) {
  cpu_set_t set;
  REQUIRE(sched_getaffinity(thread, sizeof set, &set) == 0);
  return set;
}

/// Whether this machine has a choice of processors.
bool can_share() {
  const cpu_set_t ours = processors_of(0);
  if (CPU_COUNT(&ours) > 1) return true;
  puts("SKIPPED: there is only one processor here");
  return false;
}

/// Follows a program to its end while it shares a processor with us; how many stops there were
/// until it no longer did, and what the call was there.
struct Shared {
  int stops = 0;
  std::string ended_at = {};
};

Shared share_with(const std::string& path, const std::vector<std::string>& arguments) {
  const Deadline deadline(60);
  const cpu_set_t before = processors_of(0);
  Trace trace;
  auto launched = trace.launch(options_for(path, arguments));
  REQUIRE(launched);
  std::optional<Trace::Step> step = std::move(launched->step);
  std::optional<SharedCpu> shared = SharedCpu::with(step->stop.thread);
  REQUIRE(shared);
  Tuning tuning = Tuning::sharing(std::move(*shared));
  Shared result;
  while (step) {
    if (step->stop.stopped) {
      const pid_t thread = step->stop.thread.value();
      const bool was = tuning.shares_cpu();
      tuning.look_at(step->stop.event, step->call.get());
      const cpu_set_t ours = processors_of(0);
      const cpu_set_t its = processors_of(thread);
      if (tuning.shares_cpu()) {
        ++result.stops;
        CHECK(CPU_COUNT(&its) == 1);
        CHECK(CPU_EQUAL(&its, &ours));
      } else {
        CHECK(CPU_EQUAL(&its, &before));
        CHECK(CPU_EQUAL(&ours, &before));
        if (was) result.ended_at = step->call ? std::string_view(step->call->name) : "";
      }
      (void)std::move(*step->stop.stopped).resume(Resume::to_call);
    }
    step = trace.wait();
  }
  return result;
}

/// How a child of ours is treated: its niceness, or 100 where nobody can tell.
int niceness_of_child() {
  const pid_t child = fork();
  if (child == 0) _exit(getpriority(PRIO_PROCESS, 0) + 20);
  int status = 0;
  REQUIRE(waitpid(child, &status, 0) == child);
  return WIFEXITED(status) ? WEXITSTATUS(status) - 20 : 100;
}

}  // namespace

TEST_CASE("who goes before others does so for as long as asked, and without its children") {
  const int before = getpriority(PRIO_PROCESS, 0);
  {
    const auto precedence = Precedence::take();
    if (!precedence) {
      puts("SKIPPED: nobody here may go before others, or somebody has chosen how nice we are");
      return;
    }
    CHECK(getpriority(PRIO_PROCESS, 0) == -20);
    CHECK(niceness_of_child() == before);
  }
  CHECK(getpriority(PRIO_PROCESS, 0) == before);
  CHECK(sched_getscheduler(0) == SCHED_OTHER);
}

TEST_CASE("who has been told how nice to be stays so") {
  const pid_t child = fork();
  if (child == 0) {
    constexpr int chosen = 7;
    const bool is_set = setpriority(PRIO_PROCESS, 0, chosen) == 0;
    const auto precedence = Precedence::take();
    _exit(is_set && !precedence && getpriority(PRIO_PROCESS, 0) == chosen ? 0 : 1);
  }
  int status = 0;
  REQUIRE(waitpid(child, &status, 0) == child);
  CHECK(status == 0);
}

TEST_CASE("a program of one thread shares a processor with us, and gets its own back") {
  if (!can_share()) return;
  const cpu_set_t before = processors_of(0);
  const Shared hello = share_with(example("hello"), {});
  CHECK(hello.stops > 2);
  CHECK(hello.ended_at.empty());
  const cpu_set_t after = processors_of(0);
  CHECK(CPU_EQUAL(&before, &after));
}

TEST_CASE("whoever makes a process or asks for its processors has them all by then") {
  if (!can_share()) return;
  CHECK(share_with("/bin/sh", {"-c", "/bin/true; true"}).ended_at.find("fork") !=
        std::string::npos);
  CHECK(share_with("/usr/bin/nproc", {}).ended_at == "sched_getaffinity");
  CHECK(share_with("/bin/cat", {"/proc/self/status"}).ended_at == "openat");
}

TEST_CASE("what others choose meanwhile stays") {
  if (!can_share()) return;
  const Deadline deadline(60);
  Trace trace;
  auto launched = trace.launch(options_for(example("hello"), {}));
  REQUIRE(launched);
  const pid_t thread = launched->step.stop.thread.value();
  const cpu_set_t before = processors_of(0);
  auto shared = SharedCpu::with(launched->step.stop.thread);
  REQUIRE(shared);
  cpu_set_t chosen = before;
  const cpu_set_t now = processors_of(thread);
  CPU_XOR(&chosen, &before, &now);
  REQUIRE(sched_setaffinity(thread, sizeof chosen, &chosen) == 0);
  shared.reset();
  const cpu_set_t its = processors_of(thread);
  const cpu_set_t ours = processors_of(0);
  CHECK(CPU_EQUAL(&its, &chosen));
  CHECK(CPU_EQUAL(&ours, &before));
}

}  // namespace spyglass
