// Instructions as text become code for one place, or complaints at the columns that they are about.

#include <catch2/catch.hpp>

#include "core/assemble/assemble.hpp"
#include "core/base/nearest.hpp"

using namespace spyglass;
using Catch::Matchers::Contains;

namespace {

constexpr Addr here(0x3f0000);

std::optional<Addr> find(const std::string& name) {
  if (name == "msg") return Addr(0x402000);
  if (name == "far") return Addr(0x7f1234567890);
  return std::nullopt;
}

Assembly made(std::string_view text, AbiId id = AbiId::x86_64, Syntax syntax = Syntax::att) {
  auto result = assemble({.text = text,
                          .abi = abi(id),
                          .syntax = syntax,
                          .at = here,
                          .find = find,
                          .names = {"msg", "far"}});
  INFO((result ? "" : result.error().message));
  REQUIRE(result);
  return std::move(*result);
}

std::string hex(std::string_view bytes) {
  std::string text;
  for (const char byte : bytes) {
    constexpr std::string_view digits = "0123456789abcdef";
    text += digits[static_cast<unsigned char>(byte) >> 4];
    text += digits[static_cast<unsigned char>(byte) & 15];
  }
  return text;
}

std::string code(std::string_view text, AbiId id = AbiId::x86_64, Syntax syntax = Syntax::att) {
  const Assembly assembly = made(text, id, syntax);
  for (const Complaint& one : assembly.errors) UNSCOPED_INFO(one.message);
  CHECK(assembly.errors.empty());
  CHECK(assembly.at == here);
  return hex(assembly.bytes);
}

struct Wrong {
  std::string text;
  std::string_view marked;  ///< what the complaint points at; empty: at nothing
  std::string message;
};

}  // namespace

TEST_CASE("code is made for both widths, with a trap behind it") {
  CHECK(code("mov $39, %eax; syscall") ==
        "b827000000"
        "0f05"
        "cc");
  CHECK(code("mov $20, %eax; int $0x80", AbiId::i386) ==
        "b814000000"
        "cd80"
        "cc");
  CHECK(code("inc %eax", AbiId::i386) == "40cc");
  CHECK(code("inc %eax") == "ffc0cc");
}

TEST_CASE("code is written in either syntax, and a line may choose its own") {
  CHECK(code("mov eax, 39", AbiId::x86_64, Syntax::intel) == "b827000000cc");
  CHECK(code("mov eax, 39", AbiId::i386, Syntax::intel) == "b827000000cc");
  const Assembly leads = made(".intel_syntax noprefix; mov eax, 39");
  CHECK(hex(leads.bytes) == "b827000000cc");
  CHECK(leads.syntax == Syntax::intel);
  CHECK(made("nop; .att_syntax", AbiId::x86_64, Syntax::intel).syntax == Syntax::att);
}

TEST_CASE("semicolons, line ends, comments and quotes are what they are to the assembler") {
  CHECK(code("nop; nop\nnop;;\n\n") == "909090cc");
  CHECK(code("nop # no; such; code") == "90cc");
  CHECK(code("nop /* ; \n */; nop") == "9090cc");
  CHECK(code("jmp 1f; .ascii \"a;\\\"b\"; 1: nop") == "eb04613b226290cc");
  CHECK(code("mov $';, %al; nop") == "b03b90cc");
  CHECK(code("mov $'\\n', %al; nop") == "b00a90cc");
}

TEST_CASE("names of the program and of the code itself are places") {
  // lea 0x11ff9(%rip), %rsi
  CHECK(code("lea msg(%rip), %rsi") == "488d35f91f0100cc");
  CHECK(code("mov $msg, %esi") == "be00204000cc");
  CHECK(code("mov $msg, %esi", AbiId::i386) == "be00204000cc");
  CHECK(code("movabs $far, %rax") ==
        "48b89078563412"
        "7f0000cc");
  // Data follows the trap.
  CHECK(code("lea own(%rip), %rsi; .data; own: .ascii \"hi\"") == "488d3501000000cc6869");
  CHECK(made("lea own(%rip), %rsi; .data; own: .ascii \"hi\"").end() == here + 7);
  CHECK(code("1: loop 1b") == "e2fecc");
  CHECK(code(".rept 3; nop; .endr") == "909090cc");
  CHECK(code(".macro twice what; inc %\\what; inc %\\what; .endm; twice eax") == "ffc0ffc0cc");
}

TEST_CASE("what is wrong is shown at its column") {
  const Wrong cases[] = {
      {"mov $1, %eax; mvo $2, %ebx", "mvo", "no such instruction: `mvo $2,%ebx'"},
      {"mov $1, %eax; mov $2, %exx", "%exx", "bad register name `%exx'"},
      {"nop;   add $1", "add", "number of operands mismatch for `add'"},
      {"nop; mov %rax, %ebx; nop", "mov", "mismatch for `mov'"},
      {"mov $1, %eax; lea mgs(%rip), %rsi", "mgs", "no name of the program (did you mean msg?)"},
      {"push eax", "eax", "the register is %eax"},
      {"nop; mov eax, 39", "mov", "in this syntax registers begin with %"},
      {"nop; mov $far, %edi", "far", "stands at 0x7f1234567890"},
      {"call far", "far", "try movabs $far, %rax"},
      {"nop; .ascii \"abc", "\"abc", "this string has no end"},
      {"nop; /* nop", "/* nop", "no end"},
      {"nop; .incbin \"/etc/passwd\"", ".incbin", "reads a file"},
      {"1: .INCLUDE \"/etc/passwd\"", ".INCLUDE", "reads a file"},
      {".macro x a; \\a \"/etc/passwd\"; .endm; x .incbin", "\\a", "cannot be put together"},
      {".irp a, .incbin; nop; .endr", ".incbin", "reads a file"},
      {"", "", "no instruction"},
      {"# nothing", "", "no instruction"},
      {".data; .ascii \"x\"", "", "no instruction"},
      {".p2align 17; nop", "", "aligned to more than a page"},
      {".rept 1000000000; nop; .endr", "", "too much room or time"},
      {".space 0x7fffffffff", "", "too much room or time"},
      {"nop; .org 0x7fffffff", "", "too much room or time"},
      {"nop; .bss; .space 0x7fffffff", "", "too much room or time"},
      {"nop; .space 70000", "", "it may have 64 KiB"},
  };
  for (const Wrong& one : cases) {
    INFO(one.text);
    const Assembly assembly = made(one.text);
    REQUIRE_FALSE(assembly.errors.empty());
    const Complaint& first = assembly.errors.front();
    INFO(complaints_text(one.text, assembly.errors));
    CHECK_THAT(first.message, Contains(one.message));
    CHECK(first.at.has_value() == !one.marked.empty());
    if (first.at) CHECK(std::string_view(one.text).substr(*first.at).starts_with(one.marked));
    CHECK(assembly.bytes.empty());
  }
}

TEST_CASE("every mistake of a line is told, and warnings keep nobody from running it") {
  CHECK(made("mvo; nop; mvu").errors.size() == 2);
  const Assembly shortened = made("mov eax, 0x100000000", AbiId::x86_64, Syntax::intel);
  CHECK(shortened.errors.empty());
  REQUIRE(shortened.warnings.size() == 1);
  CHECK(shortened.warnings.front().at == 0);
}

TEST_CASE("a complaint stands below its own line and column") {
  CHECK(complaints_text("a\n\tµ bad\nc", {{"no", 6}}) == " µ bad\n   ^ no");
  CHECK(complaints_text("bad", {{"no", 0}}, 2) == "  bad\n  ^ no");
  CHECK(complaints_text("bad", {{"no", {}}}) == "no");
  CHECK(complaints_text("a; b", {{"no", 0}, {"nor", 3}}) == "a; b\n^ no\n   ^ nor");
  const Complaint one{"no", 0};
  CHECK_THAT(complaints_text("a", {one, one, one, one, one}), Contains("and 2 more"));
}

TEST_CASE("text of files may say such words") {
  CHECK(code("jmp 1f; .ascii \".incbin\"; 1:") == "eb072e696e6362696ecc");
}
