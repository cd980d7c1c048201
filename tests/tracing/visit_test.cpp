// Calls that are carried out inside a stopped thread, which must not notice.

#include <sys/mman.h>

#include <catch2/catch.hpp>

#include "core/elf/maps.hpp"
#include "core/inside/visit.hpp"
#include "core/proc/files.hpp"
#include "tests/tracing/harness.hpp"

using namespace spyglass;

namespace {

Visit visit(Tracer& tracer, Stop stop) {
  REQUIRE(Visit::possible(stop.event));
  const RegisterValues registers = registers_of(stop);
  Visit visit(tracer, {std::move(*stop.stopped), std::move(stop.event)}, registers);
  REQUIRE(visit.begin());
  return visit;
}

Stop leave(Visit visit, Tid thread, Pid process) {
  auto place = visit.end();
  INFO((place ? "" : place.error().message));
  REQUIRE(place);
  return {thread, process, std::move(place->event), std::move(place->stopped)};
}

bool same(const RegisterValues& a, const RegisterValues& b) {
  return std::ranges::equal(a.bytes(), b.bytes());
}

std::string maps_text(Tid thread) { return *proc::read_file(thread, "maps"); }

/// Asks for the process's number inside it, borrows memory, and checks that nothing is left of it.
Stop visit_unnoticed(Tracer& tracer, Stop stop) {
  const Tid thread = stop.thread;
  const Pid process = stop.process;
  const RegisterValues before = registers_of(stop);
  const std::string maps = maps_text(thread);
  const std::size_t kind = stop.event.index();
  Visit inside = visit(tracer, std::move(stop));
  const auto own = inside.call("getpid", {});
  REQUIRE(own);
  CHECK(own->result == process.value());
  const auto room = inside.borrow(10);
  REQUIRE(room);
  CHECK(inside.memory().get<std::uint64_t>(*room) == 0);
  stop = leave(std::move(inside), thread, process);
  CHECK(stop.event.index() == kind);
  CHECK(same(registers_of(stop), before));
  CHECK(maps_text(thread) == maps);
  return stop;
}

}  // namespace

TEST_CASE("a visit leaves no trace at a call's entry, at its exit and between calls") {
  const Deadline deadline;
  for (const std::string abi : {"x86_64", "i386"}) {
    INFO(abi);
    Tracer tracer;
    Channels channels;
    Stop stop = run_to_first_instruction(tracer, options_for(example("hello", abi)), channels);
    stop = visit_unnoticed(tracer, std::move(stop));
    stop = resume_and_wait(tracer, std::move(stop), Resume::one_instruction);
    stop = visit_unnoticed(tracer, std::move(stop));
    stop = run_to_entry(tracer, std::move(stop), "write");
    stop = visit_unnoticed(tracer, std::move(stop));
    // Once more, since the first visit entered the call anew.
    stop = visit_unnoticed(tracer, std::move(stop));
    stop = resume_and_wait(tracer, std::move(stop), Resume::to_call);
    CHECK(as<event::CallExit>(stop).result == 15);
    stop = visit_unnoticed(tracer, std::move(stop));
    CHECK(run_to_end(tracer, std::move(stop)).code == 42);
    CHECK(read_to_end(channels.output) == "Hello, kernel!\n");
  }
}

TEST_CASE("a fault that is about to be punished is still what it was after a visit") {
  const Deadline deadline;
  Tracer tracer;
  Channels channels;
  Stop stop = run_to_first_instruction(tracer, options_for(example("jump-to-nowhere")), channels);
  stop = resume_and_wait(tracer, std::move(stop), Resume::run);
  const auto before = as<event::SignalStop>(stop);
  stop = visit_unnoticed(tracer, std::move(stop));
  const auto after = as<event::SignalStop>(stop);
  CHECK(after.info.si_code == before.info.si_code);
  CHECK(after.info.si_addr == before.info.si_addr);
  CHECK(run_to_end(tracer, std::move(stop)).killed_by == Signal(SIGSEGV));
}

TEST_CASE("a call that a visitor breaks off goes on afterwards") {
  const Deadline deadline;
  Tracer tracer;
  LaunchOptions options = options_for("/bin/cat");
  Channels channels;
  Stop stop = run_to_first_instruction(tracer, options, channels);
  for (;;) {
    stop = run_to_entry(tracer, std::move(stop), "read");
    if (as<event::CallEntry>(stop).call.arguments[0] == 0) break;
  }
  const Tid thread = stop.thread;
  const Pid process = stop.process;
  REQUIRE(std::move(*stop.stopped).resume(Resume::run));
  tracer.interrupt_all();
  stop = next_stop(tracer);
  as<event::Interrupted>(stop);
  stop = visit_unnoticed(tracer, std::move(stop));
  CHECK(goes_back_into_call(registers_of(stop)));

  // And a call of the visitor's own that blocks: the same read.
  Visit inside = visit(tracer, std::move(stop));
  CallNumbers numbers{.abi = AbiId::x86_64, .number = 0};
  numbers.arguments = {0, inside.registers().stack_pointer().value(), 1};
  int looks = 0;
  const auto answer = inside.call_as_program(numbers, [&] { return ++looks < 3; });
  REQUIRE(answer);
  CHECK(answer->interrupted);
  stop = leave(std::move(inside), thread, process);
  REQUIRE(write(channels.input.get(), "x", 1) == 1);
  channels.input.reset();
  CHECK(run_to_end(tracer, std::move(stop)).code == 0);
  CHECK(read_to_end(channels.output) == "x");
}
