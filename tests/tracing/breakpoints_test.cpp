// Trap instructions that we put into a program, and how they are hidden from it.

#include "core/ptrace/breakpoints.hpp"

#include <catch2/catch.hpp>

#include "tests/tracing/harness.hpp"

using namespace spyglass;

namespace {

struct Counting {
  Tracer tracer;
  Channels channels;
  Stop stop = run_to_first_instruction(tracer, options_for(example("count")), channels);
  Addr place = symbol(example("count"), "next_digit");
  ProcessMemory memory = stop.stopped->memory();
  const Abi& abi = registers_of(stop).abi();
  Breakpoints traps;
};

}  // namespace

TEST_CASE("a breakpoint is hit, stepped over, and hit again") {
  const Deadline deadline;
  Counting count;
  REQUIRE(count.traps.insert(count.memory, count.abi, count.place));
  int hits = 0;
  for (;;) {
    count.stop = resume_and_wait(count.tracer, std::move(count.stop), Resume::run);
    if (!std::holds_alternative<event::Breakpoint>(count.stop.event)) break;
    ++hits;
    CHECK(as<event::Breakpoint>(count.stop).address == count.place);
    RegisterValues registers = registers_of(count.stop);
    CHECK(registers.program_counter() == count.place + count.abi.trap_advances);
    CHECK(registers.get("rbx") == static_cast<std::uint64_t>(hits));
    registers.set(count.abi.program_counter, count.place.value());
    REQUIRE(count.stop.stopped->set_registers(registers));
    REQUIRE(count.traps.remove(count.memory, count.place));
    count.stop = resume_and_wait(count.tracer, std::move(count.stop), Resume::one_instruction);
    as<event::SingleStep>(count.stop);
    REQUIRE(count.traps.insert(count.memory, count.abi, count.place));
  }
  CHECK(hits == 5);
  CHECK(run_to_end(count.tracer, std::move(count.stop)).code == 0);
  CHECK(read_to_end(count.channels.output) == "1\n2\n3\n4\n5\n");
}

TEST_CASE("a removed breakpoint leaves the program's own bytes") {
  const Deadline deadline;
  Counting count;
  const Chars original = count.memory.bytes(count.place, 16);
  REQUIRE(count.traps.insert(count.memory, count.abi, count.place));
  REQUIRE(count.traps.insert(count.memory, count.abi, count.place));  // twice is once
  REQUIRE(count.traps.insert(count.memory, count.abi, count.place + 3));
  CHECK(count.traps.addresses() == std::vector<Addr>{count.place, count.place + 3});
  CHECK(count.memory.bytes(count.place, 16) != original);
  CHECK(count.traps.remove(count.memory, count.place + 1));  // none stands there
  REQUIRE(count.traps.remove(count.memory, count.place));
  CHECK_FALSE(count.traps.stands_at(count.place));
  count.traps.remove_all(count.memory);
  CHECK(count.memory.bytes(count.place, 16) == original);
  CHECK(run_to_end(count.tracer, std::move(count.stop)).code == 0);
}

TEST_CASE("the program's memory is shown without our traps") {
  const Deadline deadline;
  Counting count;
  const Chars original = count.memory.bytes(count.place, 16);
  const OwnMemory own(count.memory, count.traps);
  REQUIRE(count.traps.insert(count.memory, count.abi, count.place));
  REQUIRE(count.traps.insert(count.memory, count.abi, count.place + 7));
  CHECK(static_cast<unsigned char>(count.memory.bytes(count.place, 1)[0]) == 0xcc);
  CHECK(own.bytes(count.place, 16) == original);
  CHECK(own.bytes(count.place + 1, 15) == original.substr(1));
  CHECK(own.bytes(count.place, 7) == original.substr(0, 7));
  CHECK(own.bytes(count.place - 4, 8).substr(4) == original.substr(0, 4));
  CHECK(own.get<char>(count.place + 7) == original[7]);
}

TEST_CASE("traps longer than a byte are hidden where reads cut them") {
  // No process is needed to hide: the address of a trap of 4 bytes on AArch64.
  const Deadline deadline;
  Counting count;
  const Chars original = count.memory.bytes(count.place, 8);
  REQUIRE(count.traps.insert(count.memory, abi(AbiId::aarch64), count.place + 2));
  const OwnMemory own(count.memory, count.traps);
  CHECK(own.bytes(count.place, 8) == original);
  CHECK(own.bytes(count.place + 4, 4) == original.substr(4));
  CHECK(own.bytes(count.place, 3) == original.substr(0, 3));
  REQUIRE(count.traps.remove(count.memory, count.place + 2));
  CHECK(count.memory.bytes(count.place, 8) == original);
}

TEST_CASE("no breakpoint can stand where nothing is mapped") {
  const Deadline deadline;
  Counting count;
  const auto failed = count.traps.insert(count.memory, count.abi, Addr(0x10));
  REQUIRE_FALSE(failed);
  CHECK(failed.error().kind == Error::Kind::input);
  CHECK(failed.error().message.find("nothing is mapped at 0x10") != std::string::npos);
  CHECK(count.traps.addresses().empty());
}
