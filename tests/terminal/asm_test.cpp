// `asm`: instructions that somebody has a stopped program execute.

#include <catch2/catch.hpp>

#include "tests/temporary_folder.hpp"
#include "tests/terminal/process.hpp"

using Catch::Matchers::Contains;

namespace {

const std::string programs = SPYGLASS_PROGRAMS_DIR;

}  // namespace

TEST_CASE("asm shows what each instruction changes, the calls, and what is changed in the end") {
  const auto run = at_prompt(
      {"asm mov $-1, %edi; mov $3, %eax; syscall; push $7; pop %rbx", "regs", "continue"});
  INFO(run.output << run.errors);
  CHECK_THAT(run.output, Contains("movl $3, %eax") && Contains("rax 0 → 3") &&
                             Contains("close(-1) = -1 EBADF (Bad file descriptor)") &&
                             Contains("rbx 0 → 7") && Contains("rax  0 → -9") &&
                             Contains("Hello, kernel!"));
  // What is again what it was does not count as changed in the end.
  CHECK_THAT(run.output, Contains("rsp 0x") && !Contains("*  rsp"));
  CHECK(run.status == 0);
}

TEST_CASE("asm tells flags by their names, and single steps do not show in saved ones") {
  for (const std::string abi : {"x86_64", "i386"}) {
    const auto run = at_prompt({"asm cmp %eax, %eax; add $1, %ecx",
                                abi == "i386" ? "asm pushf; pop %edx" : "asm pushf; pop %rdx"},
                               programs + "/" + abi + "/hello");
    INFO(run.output << run.errors);
    CHECK_THAT(run.output, Contains("eflags 0x202 → 0x246 (PF ZF)") &&
                               Contains("eflags 0x246 → 0x202 (none set)") &&
                               Contains("dx 0 → 514"));
    CHECK(run.status == 0);
  }
}

TEST_CASE("asm works in a program of 32 bits, in Intel's syntax, and without a program") {
  const auto narrow = at_prompt({"asm mov $20, %eax; int $0x80"}, programs + "/i386/hello");
  INFO(narrow.output << narrow.errors);
  CHECK_THAT(narrow.output, Contains("getpid() = "));
  const auto intel =
      at_prompt({"asm .intel_syntax", "asm mov eax, 39; syscall", "asm .att_syntax",
                 "asm mov $7, %ebx", "asm .intel_syntax noprefix; mov ebx, 8", "asm mov $9, %ebx"},
                "");
  INFO(intel.output << intel.errors);
  CHECK_THAT(intel.output, Contains("an empty one is started") && Contains("mov eax, 0x27") &&
                               Contains("getpid() = ") && Contains("movl $7, %ebx") &&
                               Contains("mov ebx, 8") && Contains("movl $9, %ebx"));
  CHECK(intel.status == 0);
}

TEST_CASE("asm names what cannot be executed, and asm undo takes back what was done") {
  const auto run =
      at_prompt({"asm incl %ebx; movb $'J', message; incl %ebx", "asm push $1; mov 8, %rax; nop",
                 "asm mov $5, %ebx", "asm undo", "continue"});
  INFO(run.output << run.errors);
  CHECK_THAT(run.output, Contains("SIGSEGV at `movb $0x4a, 0x402000`, which reached for address "
                                  "0x402000") &&
                             Contains("SIGSEGV at `movq 8, %rax`, which reached for address 0x8") &&
                             Contains("as before the last asm") && Contains("rbx  5 → 0") &&
                             Contains("Hello, kernel!"));
  CHECK(run.status == 0);
  const auto moved = at_prompt({"asm nop", "stepi", "asm -u"});
  CHECK_THAT(moved.errors, Contains("the program has moved since then"));
}

TEST_CASE("what asm is not given rightly is refused at its column, and nothing is done") {
  struct Case {
    std::string command, part;
  };
  for (const Case& one : {
           Case{"asm", "asm INSTRUCTION"},
           Case{"asm -y", "asm INSTRUCTION"},
           Case{"asm mov $1, %eax; mvo $2, %ebx",
                "  mov $1, %eax; mvo $2, %ebx\n"
                "                ^ no such instruction: `mvo"},
           Case{"asm lea messag(%rip), %rax",
                "\n      ^ `messag` is no name of the program (did "
                "you mean message?)"},
           Case{"asm .incbin \"/etc/passwd\"", "it reads a file"},
           Case{"asm .rept 99999999; nop; .endr", "too much room or time"},
           Case{"asm mov $231, %eax; syscall", "exit_group would end the program"},
           Case{"asm mov $58, %eax; syscall", "one stack"},
           Case{"asm undo", "there is nothing to undo"},
       }) {
    const auto run = at_prompt({one.command});
    INFO(one.command << "\n" << run.output << run.errors);
    CHECK_THAT(run.errors, Contains(one.part));
    CHECK(run.status == 1);
  }
}

TEST_CASE("asm -y may end the program, and the rest is told") {
  const auto run = at_prompt({"asm -y mov $231, %eax; mov $3, %edi; syscall"});
  INFO(run.output << run.errors);
  CHECK_THAT(run.output, Contains("exit_group(3) = ?") && Contains("exited with 3"));
  CHECK(run.status == 0);
}

TEST_CASE("asm of what does not end is broken off, and the program goes on") {
  const auto run = at_prompt({"asm 1: jmp 1b", "asm mov $34, %eax; syscall", "continue"});
  INFO(run.output << run.errors);
  CHECK_THAT(run.output, Contains("was broken off") && Contains("Hello, kernel!"));
  CHECK(run.status == 0);
}

TEST_CASE("without GNU as asm says what to install") {
  const TemporaryFolder empty;
  const auto run = at_prompt({"asm nop"}, programs + "/x86_64/hello",
                             {.environment = {{"PATH", empty.path().string()}}});
  INFO(run.output << run.errors);
  CHECK_THAT(run.errors, Contains("GNU as is not installed") && Contains("apt install binutils"));
  CHECK(run.status == 1);
}
