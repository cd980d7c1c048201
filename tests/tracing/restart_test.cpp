// Calls that a signal, or we, interrupt, and that the kernel makes again.

#include <catch2/catch.hpp>

#include "tests/tracing/harness.hpp"

using namespace spyglass;

namespace {

constexpr std::int64_t restart_if_sa_restart = -512;
constexpr std::int64_t restart_unless_handled = -514;
constexpr std::int64_t restart_by_restart_syscall = -516;

std::string text_of_result(std::int64_t result) {
  Call call;
  call.result = result;
  return result_text(call);
}

void send(const Stop& stop, int signal) { REQUIRE(kill(stop.process.value(), signal) == 0); }

/// Sets a thread that stands at a call's entry going and interrupts it.
Stop interrupt_inside(Tracer& tracer, Stop stop) {
  auto running = std::move(*stop.stopped).resume(Resume::to_call);
  REQUIRE(running);
  REQUIRE(running->interrupt());
  return next_stop(tracer);
}

}  // namespace

#if defined(__x86_64__)
TEST_CASE("a signal in a read: ERESTARTSYS, the handler, rt_sigreturn, and the read again") {
  const Deadline deadline;
  Tracer tracer;
  Channels channels;
  Stop stop = run_to_first_instruction(tracer, options_for(example("restart")), channels);
  stop = run_to_entry(tracer, std::move(stop), "read");
  const Addr after_syscall = registers_of(stop).program_counter();
  send(stop, SIGUSR1);

  stop = resume_and_wait(tracer, std::move(stop), Resume::to_call);
  CHECK(as<event::CallExit>(stop).result == restart_if_sa_restart);
  CHECK(text_of_result(restart_if_sa_restart) ==
        "? ERESTARTSYS (To be restarted if SA_RESTART is set)");
  stop = resume_and_wait(tracer, std::move(stop), Resume::to_call);
  CHECK(as<event::SignalStop>(stop).signal == Signal(SIGUSR1));
  stop = resume_and_wait(tracer, std::move(stop), Resume::to_call);
  CHECK(as<event::CallEntry>(stop).call.number == 15);
  stop = resume_and_wait(tracer, std::move(stop), Resume::to_call);
  as<event::CallExit>(stop);
  // All registers are those of before the signal: the syscall instruction comes next, again.
  CHECK(registers_of(stop).get("orig_rax") == ~std::uint64_t{0});
  CHECK(registers_of(stop).program_counter() == after_syscall - 2);
  CHECK(registers_of(stop).get("rax") == 0);

  stop = resume_and_wait(tracer, std::move(stop), Resume::to_call);
  CHECK(as<event::CallEntry>(stop).call.number == 0);
  REQUIRE(write(channels.input.get(), "x\n", 2) == 2);
  stop = resume_and_wait(tracer, std::move(stop), Resume::to_call);
  CHECK(as<event::CallExit>(stop).result == 2);
  CHECK(run_to_end(tracer, std::move(stop)).code == 0);
  CHECK(read_to_end(channels.output) == "x\n");
}

TEST_CASE("rt_sigreturn puts back the result that the handler's own calls overwrote") {
  const Deadline deadline;
  const WholeRun run = run_whole(options_for(example("self-signal")));
  CHECK(run.lines("rt_sigreturn").size() == 1);
  REQUIRE(run.signals.size() == 1);
  CHECK(run.signals[0].info.si_code == SI_USER);
  CHECK(run.output == "caught\n");
  CHECK(run.ends.at(run.first).code == 0);
}
#endif

TEST_CASE("an interruption of ours: the read is left and entered again, and nobody notices") {
  const Deadline deadline;
  Tracer tracer;
  Channels channels;
  Stop stop = run_to_first_instruction(tracer, options_for(example("echo")), channels);
  stop = interrupt_inside(tracer, run_to_entry(tracer, std::move(stop), "read"));
  CHECK(as<event::CallExit>(stop).result == restart_if_sa_restart);
  SECTION("the exit has taken the interruption's place: none comes after it") {}
  SECTION("asked for once more, it comes before the program runs") {
    REQUIRE(door::interrupt(stop.thread));
    stop = resume_and_wait(tracer, std::move(stop), Resume::to_call);
    as<event::Interrupted>(stop);
  }
  stop = resume_and_wait(tracer, std::move(stop), Resume::to_call);
  CHECK(as<event::CallEntry>(stop).call.number == 0);
  REQUIRE(write(channels.input.get(), "again\n", 6) == 6);
  channels.input.reset();
  CHECK(run_to_end(tracer, std::move(stop)).code == 0);
  CHECK(read_to_end(channels.output) == "again\n");
}

TEST_CASE("pause is restarted unless a handler runs") {
  const Deadline deadline;
  Tracer tracer;
  Channels channels;
  Stop stop =
      run_to_first_instruction(tracer, options_for(target("blocked_calls"), {"pause"}), channels);
  stop = interrupt_inside(tracer, run_to_entry(tracer, std::move(stop), "pause"));
  CHECK(as<event::CallExit>(stop).result == restart_unless_handled);
  CHECK(text_of_result(restart_unless_handled) ==
        "? ERESTARTNOHAND (To be restarted if no handler)");
  stop = run_to_entry(tracer, std::move(stop), "pause");
  send(stop, SIGTERM);
  CHECK(run_to_end(tracer, std::move(stop)).killed_by == Signal(SIGTERM));
}

TEST_CASE("nanosleep goes on by restart_syscall, which knows how much is left") {
  const Deadline deadline;
  Tracer tracer;
  Channels channels;
  Stop stop = run_to_first_instruction(tracer, options_for(target("blocked_calls"), {"nanosleep"}),
                                       channels);
  stop = interrupt_inside(tracer, run_to_entry(tracer, std::move(stop), "nanosleep"));
  CHECK(as<event::CallExit>(stop).result == restart_by_restart_syscall);
  CHECK(text_of_result(restart_by_restart_syscall) ==
        "? ERESTART_RESTARTBLOCK (Interrupted by signal)");
  stop = run_to_entry(tracer, std::move(stop), "restart_syscall");
  send(stop, SIGTERM);
  CHECK(run_to_end(tracer, std::move(stop)).killed_by == Signal(SIGTERM));
}
