// Launching, and the facts about a program's first moments.

#include <catch2/catch.hpp>

#include "core/ptrace/tracer.hpp"
#include "tests/tracing/harness.hpp"

using namespace spyglass;

TEST_CASE("a launched program stands at the entry of its execve") {
  Tracer tracer;
  Channels channels;
  auto launched = tracer.launch(options_for(example("hello")));
  REQUIRE(launched);
  const auto* entry = std::get_if<event::CallEntry>(&launched->stop.event);
  REQUIRE(entry != nullptr);
  CHECK(entry->call.abi == AbiId::x86_64);
  CHECK(entry->call.number == 59);
}

TEST_CASE("the first stop of a static program: registers 0, a 16-byte aligned stack, argc on it") {
  Tracer tracer;
  Channels channels;
  Stop stop = run_to_first_instruction(tracer, options_for(example("hello")), channels);
  const auto registers = stop.stopped->registers();
  REQUIRE(registers);
  for (const char* name : {"rbx", "rcx", "rdx", "rsi", "rdi", "r8", "r11", "r15"}) {
    CHECK(registers->get(name) == 0);
  }
  CHECK(registers->get("orig_rax") == 59);
  CHECK(registers->stack_pointer().value() % 16 == 0);
  CHECK(stop.stopped->memory().get<std::uint64_t>(registers->stack_pointer()) == 1);
}
