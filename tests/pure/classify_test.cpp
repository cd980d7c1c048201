// Wait statuses and what the kernel adds to them, as events: ptrace(2), "Stopped states".

#include "core/ptrace/classify.hpp"

#include <sys/wait.h>

#include <catch2/catch.hpp>

#include "core/ptrace/door.hpp"

using namespace spyglass;

namespace {

// wait(2)'s statuses, put together as the kernel does it.
constexpr int exited(int code) { return (code & 0xff) << 8; }
constexpr int killed(int signal, bool core = false) { return signal | (core ? 0x80 : 0); }
constexpr int stopped(int signal, int event = 0) { return event << 16 | signal << 8 | 0x7f; }

StopDetails with_code(int code) {
  StopDetails details;
  details.info.si_signo = SIGTRAP;
  details.info.si_code = code;
  details.program_counter = Addr(0x401001);
  details.trap_advances = 1;
  return details;
}

template <class Kind>
Kind as(const Event& event) {
  REQUIRE(std::holds_alternative<Kind>(event));
  return std::get<Kind>(event);
}

}  // namespace

TEST_CASE("the kind of a wait status") {
  CHECK(status_kind(exited(0)) == StatusKind::exited);
  CHECK(status_kind(killed(SIGKILL)) == StatusKind::exited);
  CHECK(status_kind(killed(SIGSEGV, true)) == StatusKind::exited);
  CHECK(status_kind(stopped(SIGTRAP | 0x80)) == StatusKind::call);
  CHECK(status_kind(stopped(SIGTRAP)) == StatusKind::signal);
  CHECK(status_kind(stopped(SIGSTOP)) == StatusKind::signal);
  CHECK(status_kind(stopped(SIGTRAP, door::event_fork)) == StatusKind::event);
  CHECK(status_kind(stopped(SIGTRAP, door::event_exit)) == StatusKind::event);
  CHECK(status_kind(stopped(SIGTRAP, door::event_stop)) == StatusKind::stopped);
}

TEST_CASE("a group stop is told from a signal stop by PTRACE_EVENT_STOP alone") {
  for (const int number : {SIGSTOP, SIGTSTP, SIGTTIN, SIGTTOU}) {
    CHECK(status_kind(stopped(number, door::event_stop)) == StatusKind::group);
    const Event group = classify(stopped(number, door::event_stop), {});
    CHECK(as<event::GroupStop>(group).signal == Signal(number));
    CHECK(restart_rule(group) == RestartRule::listen);

    const Event signal = classify(stopped(number), {});
    CHECK(as<event::SignalStop>(signal).signal == Signal(number));
    CHECK(restart_rule(signal) == RestartRule::deliver_signal);
  }
}

TEST_CASE("PTRACE_EVENT_STOP with SIGTRAP is an interruption, or a thread's first report") {
  StopDetails details;
  CHECK(std::holds_alternative<event::Interrupted>(
      classify(stopped(SIGTRAP, door::event_stop), details)));
  details.first_stop = true;
  CHECK(std::holds_alternative<event::Started>(
      classify(stopped(SIGTRAP, door::event_stop), details)));
  // A thread may die before it ever stops.
  CHECK(std::holds_alternative<event::Gone>(classify(killed(SIGKILL), details)));
}

TEST_CASE("ends") {
  CHECK(exit_status(exited(42)) == ExitStatus{.code = 42});
  CHECK(exit_status(exited(256)) == ExitStatus{.code = 0});
  CHECK(exit_status(exited(255)).code == 255);
  CHECK_FALSE(exit_status(exited(9)).was_killed());
  CHECK(exit_status(killed(SIGKILL)) == ExitStatus{.killed_by = Signal(SIGKILL)});
  CHECK(exit_status(killed(SIGSEGV, true)) ==
        ExitStatus{.killed_by = Signal(SIGSEGV), .dumped_core = true});
  CHECK(exit_status(killed(SIGSEGV)).dumped_core == false);

  const Event gone = classify(exited(7), {});
  CHECK(as<event::Gone>(gone).status.code == 7);
  CHECK(restart_rule(gone) == RestartRule::never);
}

TEST_CASE("the message of an event says who, or how it will end") {
  StopDetails details;
  details.message = 4711;
  using Kind = event::NewThread::Kind;
  for (const auto& [number, kind] :
       {std::pair{door::event_fork, Kind::fork}, std::pair{door::event_vfork, Kind::vfork},
        std::pair{door::event_clone, Kind::clone}}) {
    const auto made = as<event::NewThread>(classify(stopped(SIGTRAP, number), details));
    CHECK(made.kind == kind);
    CHECK(made.child == Tid(4711));
  }
  CHECK(as<event::Exec>(classify(stopped(SIGTRAP, door::event_exec), details)).former == Tid(4711));

  details.message = static_cast<unsigned long>(exited(3));
  CHECK(as<event::Exiting>(classify(stopped(SIGTRAP, door::event_exit), details)).status.code == 3);
  details.message = SIGTERM;
  CHECK(as<event::Exiting>(classify(stopped(SIGTRAP, door::event_exit), details)).status ==
        ExitStatus{.killed_by = Signal(SIGTERM)});
}

TEST_CASE("a call stop is what PTRACE_GET_SYSCALL_INFO says, not every second one") {
  StopDetails details;
  details.call = event::CallEntry{{AbiId::i386, 4, {1, 2, 3}}};
  const auto entry = as<event::CallEntry>(classify(stopped(door::call_stop_signal), details));
  CHECK(entry.call.abi == AbiId::i386);
  CHECK(entry.call.number == 4);
  CHECK(entry.call.arguments[2] == 3);
  details.call = event::CallExit{-38};
  CHECK(as<event::CallExit>(classify(stopped(door::call_stop_signal), details)).result == -38);
  details.call = std::monostate{};
  CHECK(std::holds_alternative<event::Interrupted>(
      classify(stopped(door::call_stop_signal), details)));
}

TEST_CASE("what a SIGTRAP is depends on its code") {
  SECTION("a trap instruction: its address, not where the program counter is by now") {
    CHECK(as<event::Breakpoint>(classify(stopped(SIGTRAP), with_code(SI_KERNEL))).address ==
          Addr(0x401000));
    StopDetails aarch64 = with_code(SI_KERNEL);
    aarch64.trap_advances = 0;
    CHECK(as<event::Breakpoint>(classify(stopped(SIGTRAP), aarch64)).address == Addr(0x401001));
  }
  SECTION("a step, when one was asked for") {
    for (const int code : {+TRAP_TRACE, +TRAP_BRKPT, SIGTRAP}) {
      StopDetails details = with_code(code);
      const Event unasked = classify(stopped(SIGTRAP), details);
      CHECK(restart_rule(unasked) == RestartRule::deliver_signal);
      details.stepping = true;
      const Event step = classify(stopped(SIGTRAP), details);
      CHECK(std::holds_alternative<event::SingleStep>(step));
      CHECK(restart_rule(step) == RestartRule::plain);
    }
  }
  SECTION("a signal, when somebody sent it, even in the middle of a step") {
    for (const int code : {SI_USER, SI_TKILL, SI_QUEUE}) {
      StopDetails details = with_code(code);
      details.stepping = true;
      const auto signal = as<event::SignalStop>(classify(stopped(SIGTRAP), details));
      CHECK(signal.signal == Signal(SIGTRAP));
      CHECK(signal.info.si_code == code);
    }
  }
}

TEST_CASE("restart rules") {
  CHECK(restart_rule(event::CallEntry{}) == RestartRule::plain);
  CHECK(restart_rule(event::CallExit{0}) == RestartRule::plain);
  CHECK(restart_rule(event::Breakpoint{}) == RestartRule::plain);
  CHECK(restart_rule(event::Interrupted{}) == RestartRule::plain);
  CHECK(restart_rule(event::Started{}) == RestartRule::plain);
  CHECK(restart_rule(event::Exec{}) == RestartRule::plain);
  CHECK(restart_rule(event::NewThread{}) == RestartRule::plain);
  CHECK(restart_rule(event::Exiting{}) == RestartRule::plain);
}
