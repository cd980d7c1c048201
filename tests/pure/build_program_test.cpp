// A source file that somebody edits: built as it stands, and complained of at its lines.

#include <sys/wait.h>
#include <unistd.h>

#include <catch2/catch.hpp>

#include "core/assemble/assemble.hpp"
#include "core/assemble/program.hpp"
#include "tests/temporary_folder.hpp"

using namespace spyglass;
using Catch::Matchers::Contains;

namespace {

const std::string good = R"(        .globl _start
        .text
/* A comment
   of two lines. */
_start: mov $231, %eax          # exit_group
        mov $message_length, %edi
        syscall
        .section .rodata
message: .ascii "seven.\n"
message_length = . - message
)";

ProgramBuild build(const TemporaryFolder& folder, const std::string& text) {
  const auto built = build_program(folder.write("try.S", text), native_abi(), folder.file("try"));
  REQUIRE(built);
  return *built;
}

std::string said(const ProgramBuild& built) { return complaints_text(built.source, built.errors); }

int exit_status(const std::string& program) {
  const pid_t child = fork();
  REQUIRE(child >= 0);
  if (child == 0) {
    execl(program.c_str(), program.c_str(), nullptr);
    _exit(127);
  }
  int status = 0;
  REQUIRE(waitpid(child, &status, 0) == child);
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

}  // namespace

TEST_CASE("a source file becomes a program, also in a folder with a blank") {
  TemporaryFolder folder;
  folder.write("a b/try.S", good);
  const auto built = build_program(folder.file("a b/try.S"), native_abi(), folder.file("a b/try"));
  REQUIRE(built);
  CHECK(built->errors.empty());
  CHECK(built->warnings.empty());
  CHECK(exit_status(folder.file("a b/try")) == 7);
}

TEST_CASE("what is wrong with a source file is shown at its line") {
  struct Bad {
    const char* from;
    const char* to;
    const char* says;
  };
  const auto bad = GENERATE(
      Bad{"mov $231", "mvo $231", "^ line 5: no such instruction"},
      Bad{"$message_length", "$mesage_length", "^ line 6: undefined reference to `mesage_length'"},
      Bad{"%edi", "%edj", "^ line 6: bad register name"});
  std::string text = good;
  text.replace(text.find(bad.from), std::string_view(bad.from).size(), bad.to);
  TemporaryFolder folder;
  const auto built = build(folder, text);
  INFO(said(built));
  REQUIRE(!built.errors.empty());
  CHECK_THAT(said(built), Contains(bad.says));
  CHECK(!std::filesystem::exists(folder.file("try")));
}

TEST_CASE("a program without its start is warned of") {
  TemporaryFolder folder;
  std::string text = good;
  text.replace(text.find(".globl _start"), 13, ".globl start ");
  text.replace(text.find("_start:"), 7, "start: ");
  const auto built = build(folder, text);
  CHECK(built.errors.empty());
  REQUIRE(built.warnings.size() == 1);
  CHECK_THAT(built.warnings.front().message, Contains("cannot find entry symbol _start"));
}

TEST_CASE("an error leaves the program that was there") {
  TemporaryFolder folder;
  REQUIRE(build(folder, good).errors.empty());
  CHECK(!build(folder, "nonsense\n").errors.empty());
  CHECK(exit_status(folder.file("try")) == 7);
}

TEST_CASE("a source file that is not there is named") {
  TemporaryFolder folder;
  const auto built = build_program(folder.file("no.S"), native_abi(), folder.file("no"));
  REQUIRE(!built);
  CHECK_THAT(built.error().message,
             Contains("cannot read " + folder.file("no.S")) && Contains("No such file"));
}
