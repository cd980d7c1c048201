// What the x86-64 call instruction does to registers, and what a tracer sees of it.

#include <sys/resource.h>

#include <catch2/catch.hpp>

#include "tests/tracing/harness.hpp"

using namespace spyglass;

#if defined(__x86_64__)

namespace {

constexpr auto no_such_call = static_cast<std::uint64_t>(-38);

}  // namespace

TEST_CASE("driven by call stops, syscall leaves the next address in rcx and the flags in r11") {
  const Deadline deadline;
  Tracer tracer;
  Channels channels;
  Stop stop = step_to_call(
      tracer, run_to_first_instruction(tracer, options_for(example("hello")), channels));
  const RegisterValues before = registers_of(stop);
  CHECK(before.get("rax") == 1);

  stop = resume_and_wait(tracer, std::move(stop), Resume::to_call);
  CHECK(as<event::CallEntry>(stop).call.number == 1);
  const RegisterValues inside = registers_of(stop);
  CHECK(inside.get("rax") == no_such_call);
  CHECK(inside.get("orig_rax") == 1);

  stop = resume_and_wait(tracer, std::move(stop), Resume::to_call);
  CHECK(as<event::CallExit>(stop).result == 15);
  const RegisterValues after = registers_of(stop);
  CHECK(after.get("rcx") == before.get("rip") + 2);
  CHECK(after.get("rip") == before.get("rip") + 2);
  CHECK(after.get("r11") == 0x202);
  CHECK(after.get("rax") == 15);
  for (const char* name : {"rbx", "rdx", "rsi", "rdi", "rbp", "rsp", "r8", "r9", "r10", "r12"}) {
    CHECK(after.get(name) == before.get(name));
  }
}

TEST_CASE("a single step over syscall stops once, after it, and shows the trap flag in r11") {
  const Deadline deadline;
  Tracer tracer;
  Channels channels;
  Stop stop = step_to_call(
      tracer, run_to_first_instruction(tracer, options_for(example("hello")), channels));
  const RegisterValues before = registers_of(stop);
  stop = resume_and_wait(tracer, std::move(stop), Resume::one_instruction);
  as<event::SingleStep>(stop);
  const RegisterValues after = registers_of(stop);
  CHECK(after.program_counter() == before.program_counter() + 2);
  CHECK(after.get("rcx") == before.get("rip") + 2);
  CHECK(after.get("r11") == 0x302);
  CHECK(after.get("rax") == 15);
}

TEST_CASE("a program can see for itself that nothing but rax, rcx and r11 changes") {
  const Deadline deadline;
  Tracer tracer;
  Channels channels;
  Stop stop = run_to_first_instruction(tracer, options_for(example("clobbers")), channels);
  SECTION("driven by call stops") {
    CHECK(run_to_end(tracer, std::move(stop), Resume::to_call).code == 0);
  }
  SECTION("step by step") {
    CHECK(run_to_end(tracer, std::move(stop), Resume::one_instruction).code == 0);
  }
}

TEST_CASE("the fourth argument travels in r10") {
  const Deadline deadline;
  const WholeRun run = run_whole(options_for(example("fourth-argument")));
  REQUIRE(run.calls.size() == 4);
  const Call& right = *run.calls[1];
  const Call& wrong = *run.calls[2];
  CHECK(right.raw.arguments[3] == 0x22);
  CHECK(wrong.raw.arguments[3] == 0);
  CHECK_FALSE(right.error());
  CHECK(wrong.error() == Errno(EBADF));
  CHECK(run.ends.at(run.first).code == 0);
  if (right.row != nullptr) {
    const auto text = call_text(right);
    INFO(text);
    CHECK(text.find("MAP_PRIVATE|MAP_ANONYMOUS") != std::string::npos);
  }
}

TEST_CASE("only 32 bits of a number and of a descriptor count") {
  const Deadline deadline;
  const WholeRun run = run_whole(options_for(example("thirty-two-bits-of-number")));
  REQUIRE(run.calls.size() == 5);
  CHECK(run.calls[1]->name == "getpid");
  CHECK(run.calls[2]->name == "getpid");
  CHECK(run.calls[1]->result == run.first.value());
  CHECK(run.calls[2]->result == run.first.value());
  CHECK(run.calls[3]->raw.arguments[0] == 0x100000001);
  CHECK(run.lines("write") ==
        std::vector<std::string>{"write(1, \"only the low half counts\\n\", 25) = 25"});
  CHECK(run.output == "only the low half counts\n");
}

TEST_CASE("int 0x80 in 64-bit code goes by the i386 table and leaves rcx and r11 alone") {
  const Deadline deadline;
  Tracer tracer;
  Channels channels;
  Stop stop = step_to_call(
      tracer, run_to_first_instruction(tracer, options_for(example("two-doors")), channels));
  const RegisterValues before = registers_of(stop);
  SECTION("driven by call stops") {
    stop = resume_and_wait(tracer, std::move(stop), Resume::to_call);
    const auto call = as<event::CallEntry>(stop).call;
    CHECK(call.abi == AbiId::i386);
    CHECK(call.number == 4);
    CHECK(call.arguments[0] == 1);
    CHECK(call.arguments[1] == before.get("rcx"));
    CHECK(call.arguments[2] == 21);
    CHECK(registers_of(stop).get("rax") == no_such_call);
    stop = resume_and_wait(tracer, std::move(stop), Resume::to_call);
    CHECK(as<event::CallExit>(stop).result == 21);
  }
  SECTION("by a single step") {
    stop = resume_and_wait(tracer, std::move(stop), Resume::one_instruction);
    as<event::SingleStep>(stop);
  }
  const RegisterValues after = registers_of(stop);
  CHECK(after.get("rcx") == before.get("rcx"));
  CHECK(after.get("r11") == before.get("r11"));
  CHECK(after.get("rip") == before.get("rip") + 2);
}

TEST_CASE("a trace of both doors names both calls write") {
  const Deadline deadline;
  const WholeRun run = run_whole(options_for(example("two-doors")));
  CHECK(run.lines("write") ==
        std::vector<std::string>{"write(1, \"through the old door\\n\", 21) = 21",
                                 "write(1, \"through the new door\\n\", 21) = 21"});
  CHECK(run.calls[1]->raw.abi == AbiId::i386);
  CHECK(run.calls[2]->raw.abi == AbiId::x86_64);
}

TEST_CASE("a 32-bit program") {
  const Deadline deadline;
  Tracer tracer;
  Channels channels;
  Stop stop = run_to_first_instruction(tracer, options_for(example("hello", "i386")), channels);
  CHECK(registers_of(stop).abi().id == AbiId::i386);
  CHECK(stop.stopped->memory().get<std::uint32_t>(registers_of(stop).stack_pointer()) == 1u);
  stop = step_to_call(tracer, std::move(stop));
  const RegisterValues before = registers_of(stop);
  stop = resume_and_wait(tracer, std::move(stop), Resume::to_call);
  CHECK(as<event::CallEntry>(stop).call.abi == AbiId::i386);
  CHECK(as<event::CallEntry>(stop).call.number == 4);
  CHECK(registers_of(stop).get("eax") == static_cast<std::uint32_t>(-38));
  CHECK(registers_of(stop).get("orig_eax") == 4);
  stop = resume_and_wait(tracer, std::move(stop), Resume::to_call);
  as<event::CallExit>(stop);
  const RegisterValues after = registers_of(stop);
  for (const char* name : {"ebx", "ecx", "edx", "esi", "edi", "ebp", "esp"}) {
    CHECK(after.get(name) == before.get(name));
  }
  CHECK(after.get("eip") == before.get("eip") + 2);
  CHECK(run_to_end(tracer, std::move(stop)).code == 42);
  CHECK(read_to_end(channels.output) == "Hello, kernel!\n");
}

TEST_CASE("a 32-bit program can be stepped to its end") {
  const Deadline deadline;
  Tracer tracer;
  Channels channels;
  Stop stop = run_to_first_instruction(tracer, options_for(example("hello", "i386")), channels);
  CHECK(run_to_end(tracer, std::move(stop), Resume::one_instruction).code == 42);
}

TEST_CASE("of a status only 8 bits reach the parent") {
  const Deadline deadline;
  const WholeRun run = run_whole(options_for(example("exit-status")));
  CHECK(run.ends.at(run.first).code == 3);
  CHECK(run.calls.back()->name == "exit");
  CHECK(run.calls.back()->raw.arguments[0] == 259);
  CHECK(run.calls.back()->no_return);
  const WholeRun zero = run_whole(options_for(target("raw_results")));
  CHECK(zero.ends.at(zero.first).code == 0);
  CHECK(zero.calls.back()->raw.arguments[0] == 256);
}

#endif

TEST_CASE("a step into exit_group has no stop after it") {
  const Deadline deadline;
  Tracer tracer;
  Channels channels;
  Stop stop = run_to_first_instruction(tracer, options_for(example("hello")), channels);
  stop = resume_and_wait(tracer, step_to_call(tracer, std::move(stop)), Resume::one_instruction);
  stop = resume_and_wait(tracer, step_to_call(tracer, std::move(stop)), Resume::one_instruction);
  CHECK(as<event::Exiting>(stop).status.code == 42);
  stop = resume_and_wait(tracer, std::move(stop), Resume::one_instruction);
  CHECK(as<event::Gone>(stop).status.code == 42);
  CHECK_FALSE(stop.stopped);
  CHECK(tracer.empty());
  CHECK_FALSE(tracer.wait());
}

TEST_CASE("results as the kernel returns them, not as libc tells them") {
  const Deadline deadline;
  const WholeRun run = run_whole(options_for(target("raw_results")));
  std::map<std::string, std::vector<std::int64_t>> results;
  for (const auto& call : run.calls) {
    if (call->result) results[std::string(call->name)].push_back(*call->result);
  }
  // 20 minus the nice value, so that it is never negative; the child has ours.
  const std::vector<std::int64_t> priority = {20 - getpriority(PRIO_PROCESS, 0)};
  CHECK(results["getpriority"] == priority);
  CHECK(results["getcwd"].back() == 2);
  const auto& breaks = results["brk"];
  REQUIRE(breaks.size() >= 2);
  CHECK(breaks.back() == breaks[breaks.size() - 2]);
  const auto& writes = results["write"];
  REQUIRE(writes.size() == 2);
  CHECK(writes[0] == 5);
  CHECK(writes[1] == 2147479552);
}
