// break, tbreak, catch, watch and inject at the prompt.

#include <catch2/catch.hpp>

#include "tests/terminal/process.hpp"

using Catch::Matchers::Contains;

namespace {

const std::string programs = SPYGLASS_PROGRAMS_DIR;
const std::string watched = std::string(SPYGLASS_TARGETS_DIR) + "/watched";

std::string abi() { return GENERATE("x86_64", "i386"); }

}  // namespace

TEST_CASE("breakpoints have numbers and counts, conditions, and one shot") {
  const auto run = at_prompt(
      {"break next_digit if rbx == 3", "tbreak next_digit+3", "break", "continue", "break",
       "continue", "break", "break -d 1", "break", "break -1 next_digit", "continue", "continue"},
      programs + "/x86_64/count");
  INFO(run.output << run.errors);
  CHECK_THAT(run.output, Contains("breakpoint 1: next_digit (0x401005) if rbx == 3") &&
                             Contains("1  next_digit (0x401005) if rbx == 3  not hit yet") &&
                             Contains("2  next_digit+0x3 (0x401008), once    not hit yet") &&
                             Contains("breakpoint 2, hit 1 time and removed") &&
                             Contains("breakpoint 1, hit 1 time, if rbx == 3") &&
                             Contains("breakpoint 1 removed: next_digit") &&
                             Contains("no breakpoints") &&
                             Contains("breakpoint 3, hit 1 time and removed") &&
                             Contains("+++ exited with 0 +++"));
  CHECK(run.status == 0);
}

TEST_CASE("a catch says which, why, and how often") {
  const auto run =
      at_prompt({"catch %desc entry if fd == 1", "catch write if ret > 0", "catch exit", "continue",
                 "continue", "continue", "catch", "catch -d 2", "continue"},
                programs + "/" + abi() + "/hello");
  INFO(run.output << run.errors);
  CHECK_THAT(
      run.output,
      Contains("catch 2: write exit if ret > 0") && Contains("caught: write has been called") &&
          Contains("catch 1, hit 1 time, if fd == 1") && Contains("caught: write has returned") &&
          Contains("catch 2, hit 1 time, if ret > 0") && Contains("is about to end") &&
          Contains("2  write exit if ret > 0") && Contains("catch 2 removed"));
  CHECK(run.status == 0);
}

TEST_CASE("a catch may be there before the program, and outlives it") {
  const auto run = at_prompt(
      {"catch write", "run " + programs + "/x86_64/hello", "continue", "run", "continue", "catch"},
      "");
  INFO(run.output << run.errors);
  CHECK_THAT(run.output, Contains("1  write entry  hit 1 time"));
  CHECK(run.status == 0);
}

TEST_CASE("what is watched is told with both values and the instruction, or the call") {
  const auto run = at_prompt(
      {"watch total", "watch filled 4", "continue", "watch", "watch -d 1", "continue"}, watched);
  INFO(run.output << run.errors);
  CHECK_THAT(run.output, Contains("watchpoint 1: total (") && Contains(", 4 bytes\n") &&
                             Contains("0 → 1") && Contains("at count_one") &&
                             Contains("watchpoint 1, hit 1 time") &&
                             Contains("0 → 1145258561 (0x44434241)") && Contains("by") &&
                             Contains("the kernel, in read("));
  CHECK(run.status == 0);
}

TEST_CASE("what if calls failed") {
  const auto run = at_prompt({"inject write error=EIO when=1+2", "inject", "until write", "finish",
                              "calls", "inject -d 1", "inject write:retval=7:when=2", "continue"},
                             programs + "/" + abi() + "/hello");
  INFO(run.output << run.errors);
  CHECK_THAT(run.output, Contains("injection 1: write error=EIO when=1+2") &&
                             Contains("(INJECTED) the kernel does not see this call") &&
                             Contains("= -1 EIO (Input/output error) (INJECTED)") &&
                             Contains("injection 1 removed") &&
                             Contains("injection 2: write retval=7 when=2"));
  CHECK(run.status == 0);
}

TEST_CASE("a delay and several calls, separated by blanks") {
  const auto run =
      at_prompt({"inject write exit_group delay=1us", "continue"}, programs + "/x86_64/hello");
  INFO(run.output << run.errors);
  CHECK_THAT(run.output, Contains("(DELAYED)") && Contains("exited with 42"));
  CHECK(run.status == 0);
}

TEST_CASE("traps that make no sense say what would") {
  struct Case {
    std::string command, part;
  };
  for (const Case& one : {
           Case{"break next_digit+1",
                "in the middle of an instruction: `leal 0x30(%rbx), %eax` "
                "begins at next_digit (0x401005)"},
           Case{"break line", "is no code"},
           Case{"break 0x10", "nothing is mapped at 0x10"},
           Case{"break _start if", "`if` wants a condition"},
           Case{"break -1", "usage: break"},
           Case{"break -d 9", "there is no breakpoint 9"},
           Case{"break -d _start", "no breakpoint stands at _start"},
           Case{"break _start if rax = 1", "`==` compares"},
           Case{"catch write if fd == 1 && count > 2", "`&&` is written `and`"},
           Case{"catch write if fd !=", "`!=` is written `~=`"},
           Case{"catch write if (", "is no condition"},
           Case{"catch write entry if ret < 0", "no result yet at its entry"},
           Case{"catch wirte", "did you mean write"},
           Case{"catch sginal", "did you mean signal"},
           Case{"catch %fil", "did you mean file"},
           Case{"catch /[", "is no regular expression"},
           Case{"catch none", "no calls at all"},
           Case{"catch signal KILL", "cannot be caught"},
           Case{"catch signal FOO", "FOO"},
           Case{"catch fork x", "behind `catch fork` goes nothing"},
           Case{"catch -d x", "there is no catch x"},
           Case{"catch if fd == 3", "usage: catch"},
           Case{"watch line+1 4", "divisible by 4"},
           Case{"watch line 3", "1, 2, 4 or 8 bytes, not 3"},
           Case{"watch line 0", "1, 2, 4 or 8 bytes, not 0"},
           Case{"watch line x", "no number of bytes"},
           Case{"watch 0", "nothing is mapped at 0x0"},
           Case{"watch -r", "usage: watch"},
           Case{"watch line 1 2", "usage: watch"},
           Case{"watch -d 3", "there is no watchpoint 3"},
           Case{"inject write", "what to do to them"},
           Case{"inject write error=EFOO", "there is no error `EFOO`"},
           Case{"inject wirte error=EIO", "did you mean write"},
           Case{"inject write error=EIO when=0", "when=0"},
           Case{"inject write eror=EIO", "did you mean error"},
           Case{"inject -d 1", "there is no injection 1"},
       }) {
    const auto run = at_prompt({one.command}, programs + "/x86_64/count");
    INFO(one.command << "\n" << run.output << run.errors);
    CHECK_THAT(run.errors, Contains(one.part));
    CHECK(run.status == 1);
  }
  const auto mixed = at_prompt({"catch write", "break -d 1"}, programs + "/x86_64/count");
  CHECK_THAT(mixed.errors, Contains("1 is a catch: `catch -d 1` removes it"));
  const auto nothing = at_prompt({"break main"}, "");
  CHECK(nothing.status == 1);
  const auto ended = at_prompt({"continue", "break 0x401000"}, programs + "/x86_64/count");
  CHECK_THAT(ended.errors, Contains("the program has ended"));
}
