// Instructions that a session has its program execute: what they do stays, and nothing else.

#include <fmt/format.h>

#include <catch2/catch.hpp>

#include "core/inside/vector_registers.hpp"
#include "core/proc/files.hpp"
#include "tests/tracing/session_harness.hpp"

using namespace spyglass;
using Reason = Outcome::Reason;
using Move = Goal::Kind;
using End = RanCode::End;

namespace {

/// Never met by code that ends.
constexpr std::chrono::milliseconds patience{30000};
/// For code that never ends.
constexpr std::chrono::milliseconds impatience{50};

Assembly assemble(SessionStage& stage, std::string_view text) {
  auto code = SessionStage::want(stage.session.assemble(text, Syntax::att));
  INFO(complaints_text(text, code.errors));
  REQUIRE(code.errors.empty());
  return code;
}

RanCode run(SessionStage& stage, std::string_view text, std::chrono::milliseconds limit = patience,
            bool meant = false) {
  return SessionStage::want(stage.session.run_code(assemble(stage, text), meant, limit));
}

std::string maps_text(SessionStage& stage) {
  return *proc::read_file(stage.session.focus(), "maps");
}

/// Those that the panel shows, and the lower halves of the vectors.
std::string all_registers(SessionStage& stage) {
  // struct _fpstate of asm/sigcontext.h.
  constexpr std::size_t vectors_at = 160, vectors_end = vectors_at + 16 * 16;
  const auto values = SessionStage::want(stage.session.registers());
  const auto vectors = vector_registers(values.abi(), stage.session.focus());
  REQUIRE(vectors.size() >= vectors_end);
  std::string text;
  const auto add = [&](std::span<const std::byte> bytes) {
    for (const std::byte byte : bytes) text += fmt::format("{:02x}", static_cast<unsigned>(byte));
  };
  add(values.bytes());
  add(std::span(vectors).subspan(vectors_at, vectors_end - vectors_at));
  return text;
}

Chars bytes(SessionStage& stage, const std::string& name, std::size_t count) {
  return SessionStage::want(stage.session.memory()).bytes(stage.place(name), count);
}

std::vector<std::string> texts(const RanCode& ran) {
  std::vector<std::string> result;
  for (const auto& step : ran.steps) result.push_back(step.text);
  return result;
}

}  // namespace

TEST_CASE("registers and memory keep what code did, and the program goes on where it stood") {
  const std::string abi = GENERATE("x86_64", "i386");
  SessionStage stage(example("echo", abi));
  const Addr stood = stage.pc();
  const std::string maps = maps_text(stage);
  const std::string stack = abi == "i386" ? "esp" : "rsp";
  const std::uint64_t stack_pointer = stage.get(stack);
  const RanCode ran = run(stage, "mov $7, %ecx; movb $'!', buffer; inc %ecx");
  CHECK(ran.end == End::done);
  CHECK(texts(ran).size() == 3);
  CHECK(ran.steps[0].after.get("ecx") == 7);
  CHECK(stage.get("ecx") == 8);
  CHECK(bytes(stage, "buffer", 1) == "!");
  CHECK(stage.pc() == stood);
  CHECK(stage.get(stack) == stack_pointer);
  CHECK(maps_text(stage) == maps);
  REQUIRE(stage.session.undo_code());
  CHECK(stage.get("ecx") == 0);
  CHECK(bytes(stage, "buffer", 1) == Chars(1, '\0'));
  CHECK(maps_text(stage) == maps);
  CHECK_FALSE(stage.session.undo_code());
}

TEST_CASE("calls that code makes are decoded, and belong to the program") {
  const std::string abi = GENERATE("x86_64", "i386");
  SessionStage stage(example("hello", abi));
  const RanCode ran = abi == "i386"
                          ? run(stage,
                                "mov $4, %eax; mov $1, %ebx; mov $message, %ecx; mov $5, %edx; "
                                "int $0x80")
                          : run(stage,
                                "mov $1, %eax; mov $1, %edi; lea message(%rip), %rsi; "
                                "mov $5, %edx; syscall");
  REQUIRE(ran.end == End::done);
  REQUIRE(ran.steps.size() == 5);
  REQUIRE(ran.steps[4].call);
  CHECK(call_text(*ran.steps[4].call, {.result_column = 0}) == "write(1, \"Hello\", 5) = 5");
  CHECK(stage.get("eax") == 5);
  CHECK(stage.go(Move::run).reason == Reason::ended);
  CHECK(stage.session.log().output() == "HelloHello, kernel!\n");
  CHECK(stage.session.exit_status() == ExitStatus{.code = 42});
}

TEST_CASE("code that is run at a call's entry changes what the kernel will be asked") {
  SessionStage stage(example("hello", GENERATE("x86_64", "i386")));
  REQUIRE(stage.go(Move::enter).reason == Reason::entered);
  CHECK(run(stage, "mov $5, %edx").end == End::done);
  REQUIRE(stage.session.current_call());
  CHECK(stage.session.current_call()->argument_values[2] == 5);
  REQUIRE(stage.session.undo_code());
  CHECK(stage.session.current_call()->argument_values[2] == 15);
  CHECK(run(stage, "mov $6, %edx").end == End::done);
  CHECK(stage.go(Move::finish).call->result == 6);
  CHECK(stage.go(Move::run).reason == Reason::ended);
  CHECK(stage.session.log().output() == "Hello,");
}

TEST_CASE("an instruction that cannot be executed ends code, and registers are as before") {
  struct Case {
    std::string code, text;
    int signal;
    std::optional<Addr> touched;
  };
  const Case cases[] = {
      {"pcmpeqd %xmm0, %xmm0; inc %eax; mov 0x10, %eax; inc %ebx", "movl 0x10, %eax", SIGSEGV,
       Addr(0x10)},
      {"inc %eax; ud2", "ud2", SIGILL, {}},
      {"xor %ecx, %ecx; div %ecx", "divl %ecx", SIGFPE, {}},
      {"inc %eax; int3", "int3", SIGTRAP, {}},
      {"inc %eax; mov $0x20, %ecx; jmp *%rcx", "", SIGSEGV, Addr(0x20)},
      {"inc %eax; hlt", "hlt", SIGSEGV, {}},
      {"push $0; ret", "", SIGSEGV, Addr(0)},
  };
  SessionStage stage(example("hello"));
  const std::string before = all_registers(stage);
  const std::string maps = maps_text(stage);
  for (const Case& one : cases) {
    INFO(one.code);
    const RanCode ran = run(stage, one.code);
    REQUIRE(ran.end == End::fault);
    CHECK(ran.fault->signal == Signal(one.signal));
    CHECK(ran.fault->text == one.text);
    CHECK(ran.fault->touched == one.touched);
    CHECK(all_registers(stage) == before);
    CHECK(maps_text(stage) == maps);
  }
  CHECK(stage.go(Move::run).reason == Reason::ended);
  CHECK(stage.session.exit_status() == ExitStatus{.code = 42});
}

TEST_CASE("a program that blocks signals of faults loses neither its life nor its handlers") {
  SessionStage stage(target("blocked_faults"));
  REQUIRE(stage.go(Move::until, {"write"}).reason == Reason::entered);
  for (const char* code : {"mov 0, %eax", "int3", "ud2", "xor %ecx, %ecx; div %ecx"}) {
    INFO(code);
    CHECK(run(stage, code).end == End::fault);
  }
  CHECK(run(stage, "mov $39, %eax; syscall; inc %rbx; dec %rbx").end == End::done);
  // Far enough to run freely, onto the trap at its end.
  CHECK(run(stage, "mov $20000, %ecx; 1: loop 1b").ran_freely);
  CHECK(run(stage, "1: jmp 1b", impatience).end == End::broken_off);
  CHECK(stage.go(Move::run).reason == Reason::ended);
  CHECK(stage.session.exit_status() == ExitStatus{.code = 4});
}

TEST_CASE("code that does not end is broken off, and registers are as before") {
  const std::string abi = GENERATE("x86_64", "i386");
  SessionStage stage(example("hello", abi));
  const std::string before = all_registers(stage);
  const std::string sleep = abi == "i386" ? "mov $29, %eax; int $0x80" : "mov $34, %eax; syscall";
  const std::string endless[] = {"1: jmp 1b", "pcmpeqd %xmm1, %xmm1; " + sleep,
                                 "1: mov $1000000, %ecx; 2: loop 2b; jmp 1b"};
  for (const std::string& code : endless) {
    INFO(code);
    const RanCode ran = run(stage, code, impatience);
    CHECK(ran.end == End::broken_off);
    CHECK(all_registers(stage) == before);
  }
  CHECK(stage.go(Move::run).reason == Reason::ended);
  CHECK(stage.session.exit_status() == ExitStatus{.code = 42});
}

TEST_CASE("of much code the first instructions are kept, and what repeats itself counts as one") {
  SessionStage stage(example("hello"));
  const RanCode many = run(stage, ".rept 50; nop; .endr; mov $39, %eax; syscall");
  CHECK(many.steps.size() == RanCode::kept_steps);
  CHECK(many.more == 32);
  REQUIRE(many.later_calls.size() == 1);
  CHECK(many.later_calls[0].name == "getpid");
  const RanCode repeats =
      run(stage, "sub $64, %rsp; mov %rsp, %rdi; mov $50, %ecx; rep stosb; add $64, %rsp");
  REQUIRE(repeats.steps.size() == 5);
  CHECK(repeats.steps[3].times == 50);
  CHECK(repeats.steps[3].before.get("ecx") == 50);
  CHECK(repeats.steps[3].after.get("ecx") == 0);
  const RanCode freely =
      run(stage, "mov $30000, %ecx; 1: dec %ecx; jnz 1b; mov $39, %eax; syscall");
  CHECK(freely.end == End::done);
  CHECK(freely.ran_freely);
  CHECK(stage.get("rcx") != 0);  // the call's return address
  REQUIRE(freely.later_calls.size() == 1);
  CHECK(freely.later_calls[0].result == stage.session.focus().value());
}

TEST_CASE("calls that end or replace the program are made only when that is meant") {
  SessionStage stage(example("hello"));
  const std::string before = all_registers(stage);
  const char* const leave = "mov $231, %eax; mov $3, %edi; syscall";
  const RanCode kept_back = run(stage, leave);
  CHECK(kept_back.end == End::kept_back);
  CHECK(kept_back.why.find("exit_group would end the program") == 0);
  CHECK(all_registers(stage) == before);
  CHECK(run(stage, "mov $58, %eax; syscall").end == End::kept_back);  // vfork
  const RanCode gone = run(stage, leave, patience, true);
  CHECK(gone.end == End::ended);
  REQUIRE(gone.later_calls.size() == 1);
  CHECK(gone.later_calls[0].no_return);
  CHECK(stage.session.state() == Session::State::ended);
  CHECK(stage.session.exit_status() == ExitStatus{.code = 3});
  CHECK_FALSE(stage.session.undo_code());
}

TEST_CASE("code may put another program in the place of its own") {
  SessionStage stage(example("hello"));
  const RanCode ran = run(stage,
                          "mov $59, %eax; lea 1f(%rip), %rdi; xor %esi, %esi; xor %edx, %edx; "
                          "syscall; .data; 1: .asciz \"" +
                              example("exit-status") + "\"",
                          patience, true);
  CHECK(ran.end == End::replaced);
  CHECK(stage.go(Move::run).reason == Reason::ended);
  CHECK(stage.session.log().output().empty());
}

TEST_CASE("code may make a process, which stands where the program stands") {
  SessionStage stage(example("hello"));
  const Addr stood = stage.pc();
  REQUIRE(stage.session.add_breakpoint(stood + 5));
  const RanCode ran = run(stage, "mov $57, %eax; syscall; cltq");
  REQUIRE(ran.end == End::done);
  REQUIRE(ran.made.size() == 1);
  CHECK(stage.get("rax") == static_cast<std::uint64_t>(ran.made[0].value()));
  CHECK(stage.pc() == stood);
  // Both have the breakpoint.
  std::set<Tid> stopped;
  for (int i = 0; i < 2; ++i) {
    CHECK(stage.go(Move::run).reason == Reason::breakpoint);
    CHECK(stage.pc() == stood + 5);
    stopped.insert(stage.session.focus());
  }
  CHECK(stopped.size() == 2);
  CHECK(stage.go(Move::run).reason == Reason::ended);
  CHECK(stage.session.log().ends().size() == 2);
  // What the child still gets to write is chance: its terminal goes with its maker.
}

TEST_CASE("breakpoints are not met by code, and stand afterwards") {
  SessionStage stage(example("echo"));
  const Addr place = stage.place("write_rest");
  REQUIRE(stage.session.add_breakpoint(place));
  CHECK(run(stage, "movzbl write_rest, %ebx").end == End::done);
  CHECK(stage.get("rbx") == 0xb8);
  CHECK(run(stage, "mov $1, %edx; mov $write_rest, %ecx; jmp *%rcx", impatience).end != End::done);
  CHECK(stage.session.breakpoints() == std::vector{place});
  REQUIRE(stage.session.undo_code());
  CHECK(stage.session.breakpoints() == std::vector{place});
  REQUIRE(stage.session.type("x\n"));
  CHECK(stage.go(Move::run).reason == Reason::breakpoint);
}

TEST_CASE("what cannot be copied gets its registers back alone") {
  Talker talker(target("echo_lines"));
  REQUIRE(talker.hear() == "ready\n");
  SessionStage stage;
  SessionStage::want(stage.session.attach(talker.process()));
  const std::string before = all_registers(stage);
  CHECK(run(stage, "inc %rbx; pcmpeqd %xmm0, %xmm0").end == End::done);
  CHECK(all_registers(stage) != before);
  const auto problems = SessionStage::want(stage.session.undo_code());
  REQUIRE(problems.size() == 1);
  CHECK(problems[0].find("Memory stays as it is: there is no way back") == 0);
  CHECK(all_registers(stage) == before);
  REQUIRE(stage.session.detach());
  talker.say("echo\n");
  CHECK(talker.hear() == "echo\n");
  CHECK(talker.finish() == 0);
}

TEST_CASE("after a move there is nothing to undo") {
  SessionStage stage(example("hello"));
  CHECK(run(stage, "inc %rbx").end == End::done);
  stage.go(Move::step);
  CHECK_FALSE(stage.session.undo_code());
}

TEST_CASE("a signal that is about to be delivered still is after code and its undoing") {
  SessionStage stage(example("jump-to-nowhere"));
  REQUIRE(stage.go(Move::run).reason == Reason::fault);
  const Addr stood = stage.pc();
  CHECK(run(stage, "inc %rbx").end == End::done);
  REQUIRE(stage.session.undo_code());
  CHECK(stage.pc() == stood);
  CHECK(stage.go(Move::run).reason == Reason::ended);
  CHECK(stage.session.exit_status()->killed_by == Signal(SIGSEGV));
}

TEST_CASE("a call that was broken off to run code goes on afterwards") {
  SessionStage stage(example("echo", GENERATE("x86_64", "i386")));
  stage.go_until_blocked(Move::run);
  SessionStage::want(stage.session.interrupt());
  const std::uint64_t result = stage.get("eax");
  CHECK(run(stage, "mov $7, %eax; sub $64, %esp; add $64, %esp").end == End::done);
  CHECK(stage.get("eax") == result);
  stage.go_until_blocked(Move::run);
  REQUIRE(stage.session.type("echo"));
  REQUIRE(stage.session.type("\n"));
  stage.wait_for_output("echo\n");
}

TEST_CASE("an instruction that touches a watched place is one like any other") {
  SessionStage stage(example("echo"));
  trap::Watch watch;
  watch.range = {.at = stage.place("buffer"), .size = 1};
  REQUIRE(stage.session.add_trap({.what = watch, .text = "buffer"}));
  const RanCode ran = run(stage, "movb $1, buffer; inc %ebx");
  CHECK(ran.end == End::done);
  CHECK(ran.steps.size() == 2);
  CHECK(stage.get("ebx") == 1);
}
