// Signals on their way through the tracer, traps that are signals, and death.

#include <catch2/catch.hpp>

#include "tests/tracing/harness.hpp"

using namespace spyglass;

TEST_CASE("signals are delivered as they were sent") {
  const Deadline deadline;
  for (const Resume how : {Resume::run, Resume::to_call, Resume::one_instruction}) {
    Tracer tracer;
    Channels channels;
    LaunchOptions options = options_for(target("signals"));
    Stop stop = run_to_first_instruction(tracer, options, channels);
    if (how == Resume::one_instruction) {
      // The loader takes a hundred thousand steps; the first signal is early enough to begin.
      stop = run_to<event::SignalStop>(tracer, std::move(stop), Resume::run);
    }
    CHECK(run_to_end(tracer, std::move(stop), how).code == 7);
  }
}

TEST_CASE("what a signal stop says about the sender") {
  const Deadline deadline;
  const WholeRun run = run_whole(options_for(target("signals")));
  REQUIRE(run.signals.size() == 7);
  for (const event::SignalStop& one : run.signals) {
    CHECK(one.info.si_code == SI_QUEUE);
    CHECK(one.info.si_pid == run.first.value());
    CHECK(one.info.si_value.sival_int == 100 + one.signal.value());
  }
  CHECK(run.signals[2].signal == Signal(SIGTRAP));
}

TEST_CASE("a signal can be swallowed, or replaced") {
  const Deadline deadline;
  Tracer tracer;
  Channels channels;
  Stop stop = run_to_first_instruction(tracer, options_for(target("signals")), channels);
  stop = run_to<event::SignalStop>(tracer, std::move(stop), Resume::run);
  SECTION("swallowed") {
    REQUIRE(std::move(*stop.stopped).resume_with(Resume::run, no_signal));
    CHECK(run_to_end(tracer, next_stop(tracer)).code == 6);
  }
  SECTION("replaced by one that kills") {
    REQUIRE(std::move(*stop.stopped).resume_with(Resume::run, Signal(SIGKILL)));
    stop = next_stop(tracer);
    while (stop.stopped) stop = resume_and_wait(tracer, std::move(stop), Resume::run);
    CHECK(as<event::Gone>(stop).status.killed_by == Signal(SIGKILL));
  }
}

TEST_CASE("a SIGTRAP that somebody sends is a signal, and no step") {
  const Deadline deadline;
  Tracer tracer;
  Channels channels;
  Stop stop = run_to_first_instruction(tracer, options_for(example("hello")), channels);
  REQUIRE(kill(stop.process.value(), SIGTRAP) == 0);
  stop = resume_and_wait(tracer, std::move(stop), Resume::one_instruction);
  CHECK(as<event::SignalStop>(stop).info.si_code == SI_USER);
  SECTION("delivered, it kills as without us") {
    const ExitStatus status = run_to_end(tracer, std::move(stop));
    CHECK(status.killed_by == Signal(SIGTRAP));
  }
  SECTION("swallowed, the step follows") {
    REQUIRE(std::move(*stop.stopped).resume_with(Resume::one_instruction, no_signal));
    as<event::SingleStep>(next_stop(tracer));
  }
}

TEST_CASE("a trap instruction of the program's own") {
  const Deadline deadline;
  Tracer tracer;
  Channels channels;
  Stop stop = run_to_first_instruction(tracer, options_for(target("own_trap")), channels);
  stop = resume_and_wait(tracer, std::move(stop), Resume::run);
  const Addr at = as<event::Breakpoint>(stop).address;
  CHECK(stop.stopped->memory().get<std::uint8_t>(at) == 0xcc);
  SECTION("delivered as SIGTRAP, its handler runs") {
    REQUIRE(std::move(*stop.stopped).resume_with(Resume::run, Signal(SIGTRAP)));
    CHECK(run_to_end(tracer, next_stop(tracer)).code == 1);
  }
  SECTION("taken away from it") { CHECK(run_to_end(tracer, std::move(stop)).code == 0); }
}

TEST_CASE("a fault tells where") {
  const Deadline deadline;
  Tracer tracer;
  Channels channels;
  Stop stop = run_to_first_instruction(tracer, options_for(example("jump-to-nowhere")), channels);
  stop = resume_and_wait(tracer, std::move(stop), Resume::run);
  const auto fault = as<event::SignalStop>(stop);
  CHECK(fault.signal == Signal(SIGSEGV));
  CHECK(fault.info.si_code == SEGV_MAPERR);
  CHECK(fault.info.si_addr == nullptr);
  CHECK(registers_of(stop).program_counter() == Addr(0));
  CHECK(run_to_end(tracer, std::move(stop)).killed_by == Signal(SIGSEGV));
}

TEST_CASE("a group stop lasts until SIGCONT, which is reported") {
  const Deadline deadline;
  // Not SIGTSTP: it stops nobody where no shell is left to continue the group (termios(3)).
  const int number = SIGSTOP;
  Tracer tracer;
  Channels channels;
  const LaunchOptions options = options_for(target("stop_self"), {std::to_string(number)});
  Stop stop = run_to_first_instruction(tracer, options, channels);
  stop = resume_and_wait(tracer, std::move(stop), Resume::run);
  CHECK(as<event::SignalStop>(stop).signal == Signal(number));
  const pid_t process = stop.process.value();
  stop = resume_and_wait(tracer, std::move(stop), Resume::run);
  CHECK(as<event::GroupStop>(stop).signal == Signal(number));
  REQUIRE(std::move(*stop.stopped).resume(Resume::run));
  CHECK_FALSE(tracer.poll());
  REQUIRE(kill(process, SIGCONT) == 0);
  stop = next_stop(tracer);
  as<event::Interrupted>(stop);
  stop = resume_and_wait(tracer, std::move(stop), Resume::run);
  CHECK(as<event::SignalStop>(stop).signal == Signal(SIGCONT));
  CHECK(run_to_end(tracer, std::move(stop)).code == 5);
}

TEST_CASE("a thread that is killed in a group stop, before it is left there, tells of its end") {
  const Deadline deadline;
  Tracer tracer;
  Channels channels;
  Stop stop = run_to_first_instruction(
      tracer, options_for(target("stop_self"), {std::to_string(SIGSTOP)}), channels);
  stop = resume_and_wait(tracer, std::move(stop), Resume::run);
  stop = resume_and_wait(tracer, std::move(stop), Resume::run);
  as<event::GroupStop>(stop);
  Tracer::kill(stop.process);
  siginfo_t news{};
  REQUIRE(waitid(P_PID, static_cast<id_t>(stop.process.value()), &news,
                 WEXITED | WSTOPPED | WNOWAIT) == 0);
  REQUIRE(std::move(*stop.stopped).resume(Resume::run));
  CHECK(run_to_end(tracer, next_stop(tracer)).killed_by == Signal(SIGKILL));
}

TEST_CASE("a thread that is killed while it is stopped is gone, and that is no failure") {
  const Deadline deadline;
  Tracer tracer;
  Channels channels;
  Stop stop = run_to_first_instruction(tracer, options_for(example("hello")), channels);
  Stopped kept = std::move(*stop.stopped);
  const RegisterValues before = *kept.registers();
  const ProcessMemory memory = kept.memory();
  Tracer::kill(stop.process);
  Stop end = next_stop(tracer);
  if (end.stopped) end = resume_and_wait(tracer, std::move(end), Resume::run);
  CHECK(as<event::Gone>(end).status.killed_by == Signal(SIGKILL));
  CHECK(tracer.empty());

  std::byte byte{};
  CHECK(memory.read(before.program_counter(), std::span(&byte, 1)) == 0);
  const auto set = kept.set_registers(before);
  REQUIRE_FALSE(set);
  CHECK(set.error().gone());
  const auto registers = kept.registers();
  REQUIRE_FALSE(registers);
  CHECK(registers.error().gone());
  const auto resumed = std::move(kept).resume(Resume::run);
  REQUIRE_FALSE(resumed);
  CHECK(resumed.error().gone());
  const auto interrupted = Running(stop.thread).interrupt();
  REQUIRE_FALSE(interrupted);
  CHECK(interrupted.error().gone());
}

TEST_CASE("a tracer that ends while a thread stands at its exit does not wait for ever") {
  const Deadline deadline;
  Tracer tracer;
  Channels channels;
  Stop stop = run_to_first_instruction(tracer, options_for(example("hello")), channels);
  stop = run_to<event::Exiting>(tracer, std::move(stop), Resume::run);
  CHECK(stop.stopped);
}
