#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <random>
#include <string>
#include <vector>

#include <catch2/catch.hpp>

#include "core/abi/full_register.hpp"
#include "core/disasm/disassembler.hpp"

namespace spyglass {
namespace {

using Names = std::vector<std::string>;

std::vector<std::byte> code(std::initializer_list<unsigned> values) {
  std::vector<std::byte> result;
  for (const unsigned value : values) result.push_back(static_cast<std::byte>(value));
  return result;
}

Instruction one(AbiId id, std::initializer_list<unsigned> bytes, Syntax syntax = Syntax::att) {
  const auto found = disassemble(abi(id), code(bytes), Addr(0x401000), 100, syntax);
  REQUIRE(found.size() == 1);
  return found.front();
}

std::string text(const Instruction& instruction) {
  return instruction.operands.empty() ? instruction.mnemonic
                                      : instruction.mnemonic + " " + instruction.operands;
}

}  // namespace

TEST_CASE("x86-64 is written in both syntaxes", "[disasm]") {
  CHECK(text(one(AbiId::x86_64, {0xb8, 1, 0, 0, 0})) == "movl $1, %eax");
  CHECK(text(one(AbiId::x86_64, {0xb8, 1, 0, 0, 0}, Syntax::intel)) == "mov eax, 1");
  CHECK(text(one(AbiId::x86_64, {0xb8, 1, 0, 0, 0})) == "movl $1, %eax");
  CHECK(text(one(AbiId::x86_64, {0xf3, 0x0f, 0x1e, 0xfa})) == "endbr64");
}

TEST_CASE("instructions follow one another", "[disasm]") {
  const auto bytes = code({0xb8, 1, 0, 0, 0, 0x0f, 0x05, 0xc3});
  const auto all = disassemble(abi(AbiId::x86_64), bytes, Addr(0x401000), 10);
  REQUIRE(all.size() == 3);
  CHECK(all[1].address == Addr(0x401005));
  CHECK(all[1].size == 2);
  CHECK(all[2].address == Addr(0x401007));
  CHECK(disassemble(abi(AbiId::x86_64), bytes, Addr(0), 2).size() == 2);
  CHECK(disassemble(abi(AbiId::x86_64), bytes, Addr(0), 0).empty());
  CHECK(disassemble(abi(AbiId::x86_64), {}, Addr(0), 5).empty());
}

TEST_CASE("registers are named in full width", "[disasm]") {
  const Instruction store = one(AbiId::x86_64, {0x88, 0x07});  // movb %al, (%rdi)
  CHECK(store.registers_read == Names{"rax", "rdi"});
  CHECK(store.registers_written.empty());

  const Instruction add = one(AbiId::x86_64, {0x01, 0xd8});  // addl %ebx, %eax
  CHECK(add.registers_read == Names{"rax", "rbx"});
  CHECK(add.registers_written == Names{"rax", "eflags"});

  const Instruction high = one(AbiId::x86_64, {0x0f, 0xb6, 0xc4});  // movzbl %ah, %eax
  CHECK(high.registers_read == Names{"rax"});

  const Instruction vector = one(AbiId::x86_64, {0x66, 0x0f, 0xef, 0xc0});  // pxor
  CHECK(vector.registers_read.empty());
}

TEST_CASE("registers that aren't written out are named too", "[disasm]") {
  const Instruction push = one(AbiId::x86_64, {0x50});
  CHECK(push.registers_read == Names{"rax", "rsp"});
  CHECK(push.registers_written == Names{"rsp"});
  CHECK(one(AbiId::x86_64, {0x74, 0x05}).registers_read == Names{"eflags"});
  const Instruction jump = one(AbiId::x86_64, {0xff, 0xe0});
  CHECK(jump.registers_read == Names{"rax"});
  CHECK(jump.registers_written.empty());
  CHECK(one(AbiId::x86_64, {0x48, 0x8d, 0x35, 0, 0x10, 0, 0}).registers_read == Names{"rip"});
}

TEST_CASE("a call reads and writes by its convention", "[disasm]") {
  const Instruction syscall = one(AbiId::x86_64, {0x0f, 0x05});
  CHECK(syscall.mnemonic == "syscall");
  CHECK(syscall.registers_read == Names{"rax", "rdx", "rsi", "rdi", "r8", "r9", "r10"});
  CHECK(syscall.registers_written == Names{"rax", "rcx", "r11"});

  const Instruction old_door = one(AbiId::x86_64, {0xcd, 0x80});
  CHECK(text(old_door) == "int $0x80");
  CHECK(old_door.registers_read == Names{"rax", "rbx", "rcx", "rdx", "rsi", "rdi", "rbp"});
  CHECK(old_door.registers_written == Names{"rax"});

  const Instruction i386 = one(AbiId::i386, {0xcd, 0x80});
  CHECK(i386.registers_read == Names{"eax", "ebx", "ecx", "edx", "esi", "edi", "ebp"});
  CHECK(i386.registers_written == Names{"eax"});

  const Instruction svc = one(AbiId::aarch64, {0x01, 0, 0, 0xd4});
  CHECK(text(svc) == "svc #0");
  CHECK(svc.registers_read == Names{"x0", "x1", "x2", "x3", "x4", "x5", "x8"});
  CHECK(svc.registers_written == Names{"x0"});
}

TEST_CASE("what AArch64 instructions read and write", "[disasm]") {
  const Instruction move = one(AbiId::aarch64, {0x08, 0x08, 0x80, 0xd2});  // mov x8, #64
  CHECK(move.registers_read.empty());
  CHECK(move.registers_written == Names{"x8"});
  const Instruction keep = one(AbiId::aarch64, {0x28, 0, 0xa0, 0xf2});  // movk x8, #1, lsl #16
  CHECK(keep.registers_read == Names{"x8"});
  const Instruction compare = one(AbiId::aarch64, {0x1f, 0, 0x01, 0xeb});  // cmp x0, x1
  CHECK(compare.registers_read == Names{"x0", "x1"});
  CHECK(compare.registers_written == Names{"pstate"});
  const Instruction store = one(AbiId::aarch64, {0xfd, 0x7b, 0xbf, 0xa9});  // stp x29, x30, [sp…]!
  CHECK(store.registers_read == Names{"x29", "x30", "sp"});
  CHECK(store.registers_written == Names{"sp"});
  const Instruction half = one(AbiId::aarch64, {0xe0, 0x03, 0x01, 0x2a});  // mov w0, w1
  CHECK(half.registers_read == Names{"x1"});
  CHECK(half.registers_written == Names{"x0"});
  CHECK(one(AbiId::aarch64, {0xc0, 0x03, 0x5f, 0xd6}).registers_read == Names{"x30"});
  const Instruction shift = one(AbiId::aarch64, {0x00, 0xf0, 0x7d, 0xd3});  // lsl x0, x0, #3
  CHECK(shift.registers_read == Names{"x0"});
}

TEST_CASE("bytes that are no instruction don't stop the rest", "[disasm]") {
  const auto all = disassemble(abi(AbiId::x86_64), code({0x06, 0x90, 0x0f}), Addr(0x10), 10);
  REQUIRE(all.size() == 3);
  CHECK(all[0].bad());
  CHECK(all[0].size == 1);
  CHECK(all[1].mnemonic == "nop");
  CHECK(all[2].bad());  // cut off
  CHECK(all[2].registers_read.empty());

  const auto arm =
      disassemble(abi(AbiId::aarch64), code({0xff, 0xff, 0xff, 0xff, 0x1f, 0x20, 0x03, 0xd5, 1}),
                  Addr(0x10), 10);
  REQUIRE(arm.size() == 3);
  CHECK(arm[0].size == 4);
  CHECK(arm[1].mnemonic == "nop");
  CHECK(arm[2].size == 1);
}

TEST_CASE("a return address follows a subroutine call", "[disasm]") {
  const auto length = [](AbiId id, std::initializer_list<unsigned> bytes) {
    return subroutine_call_before(abi(id), code(bytes));
  };
  CHECK(length(AbiId::x86_64, {0x90, 0xe8, 1, 2, 0, 0}) == 5);         // call .+…
  CHECK(length(AbiId::x86_64, {0x90, 0x90, 0xff, 0xd0}) == 2);         // call *%rax
  CHECK(length(AbiId::x86_64, {0x90, 0x41, 0xff, 0xd4}) == 2);         // call *%r12
  CHECK(length(AbiId::x86_64, {0x90, 0xff, 0x15, 1, 2, 0, 0}) == 6);   // call *…(%rip)
  CHECK(length(AbiId::i386, {0x65, 0xff, 0x15, 0x10, 0, 0, 0}) == 6);  // call *%gs:0x10
  CHECK(length(AbiId::i386, {0xe8, 1, 2, 3, 4}) == 5);
  CHECK(length(AbiId::x86_64, {0x90, 0x90, 0x90, 0x90, 0x90, 0x90, 0x0f, 0x05}) == 0);  // syscall
  CHECK(length(AbiId::x86_64, {0xeb, 0xfe}) == 0);                                      // jmp .
  CHECK(length(AbiId::x86_64, {}) == 0);
  CHECK(length(AbiId::aarch64, {0x01, 0, 0, 0x94}) == 4);     // bl .+4
  CHECK(length(AbiId::aarch64, {0, 0x01, 0x3f, 0xd6}) == 4);  // blr x8
  CHECK(length(AbiId::aarch64, {0x01, 0, 0, 0x14}) == 0);     // b .+4
}

TEST_CASE("random bytes decode to instructions that cover them", "[disasm]") {
  std::mt19937 random(7);  // NOLINT: the same bytes each time
  std::vector<std::byte> bytes(20000);
  for (std::byte& byte : bytes) byte = static_cast<std::byte>(random());
  for (const Abi* each : all_abis()) {
    std::size_t covered = 0;
    for (const Instruction& next : disassemble(*each, bytes, Addr(0), bytes.size())) {
      REQUIRE(next.address == Addr(covered));
      REQUIRE(next.size > 0);
      for (const auto& name : next.registers_read) REQUIRE(find_register(*each, name) != nullptr);
      covered += next.size;
    }
    CHECK(covered == bytes.size());
  }
}

TEST_CASE("parts of registers lead to the whole", "[abi]") {
  const auto whole = [](AbiId id, std::string_view name) -> std::string_view {
    const Register* found = find_full_register(abi(id), name);
    return found == nullptr ? "none" : found->name;
  };
  for (const char* name : {"al", "ah", "ax", "eax", "rax"}) {
    CHECK(whole(AbiId::x86_64, name) == "rax");
  }
  CHECK(whole(AbiId::x86_64, "r8b") == "r8");
  CHECK(whole(AbiId::x86_64, "r15d") == "r15");
  CHECK(whole(AbiId::x86_64, "rflags") == "eflags");
  CHECK(whole(AbiId::x86_64, "sp") == "rsp");
  CHECK(whole(AbiId::x86_64, "orig_eax") == "orig_rax");
  CHECK(whole(AbiId::i386, "dil") == "edi");
  CHECK(whole(AbiId::aarch64, "w7") == "x7");
  CHECK(whole(AbiId::aarch64, "lr") == "x30");
  CHECK(whole(AbiId::aarch64, "sp") == "sp");
  CHECK(whole(AbiId::x86_64, "xmm0") == "none");
  CHECK(whole(AbiId::x86_64, "") == "none");
}

TEST_CASE("words that instructions are written with") {
  for (const char* word : {"mov", "movq", "movl", "syscall", "int", "sysenter", "push", "ret"}) {
    INFO(word);
    CHECK(is_mnemonic(abi(AbiId::x86_64), word));
  }
  CHECK(is_mnemonic(abi(AbiId::i386), "pushl"));
  CHECK(is_mnemonic(abi(AbiId::aarch64), "svc"));
  CHECK_FALSE(is_mnemonic(abi(AbiId::x86_64), "svc"));
  CHECK_FALSE(is_mnemonic(abi(AbiId::aarch64), "svcq"));
  for (const char* word : {"", "q", "movz9", "continue", "hello"}) {
    INFO(word);
    CHECK_FALSE(is_mnemonic(abi(AbiId::x86_64), word));
  }
}

}  // namespace spyglass
