// Conditions on calls that are decided without Lua.

#include <fcntl.h>

#include <catch2/catch.hpp>
#include <cerrno>

#include "repl/recipe/recipe.hpp"
#include "repl/recipe/where.hpp"
#include "tests/pure/made_call.hpp"

using namespace spyglass;
using Catch::Contains;

namespace {

const std::vector<RecipeArgument> arguments = {
    {.name = "min", .type = RecipeArgument::Type::duration, .value = 0.002},
    {.name = "part", .type = RecipeArgument::Type::text, .value = std::string("/etc")},
    {.name = "strict", .type = RecipeArgument::Type::flag, .value = true}};

/// Of an openat of /etc/passwd that has failed, and took 3 ms.
bool holds(std::string_view condition) {
  ProgramMemory memory;
  Call call = made_call("openat",
                        {static_cast<std::uint32_t>(AT_FDCWD), memory.put("/etc/passwd"),
                         O_WRONLY | O_CREAT | O_CLOEXEC, 0644},
                        -EACCES, memory);
  call.left = call.entered + std::chrono::milliseconds(3);
  call.process = Pid(7);
  call.thread = Tid(8);
  const auto where = Where::compile(condition, arguments);
  INFO(condition << ": " << (where ? "" : where.error().message));
  REQUIRE(where);
  return where->holds(call);
}

std::string refusal(std::string_view condition) {
  const auto where = Where::compile(condition, arguments);
  return where ? "it is taken" : where.error().message;
}

}  // namespace

TEST_CASE("where: facts, arguments, constants and what was said to the recipe") {
  for (const char* condition : {"failed",
                                "error == \"EACCES\"",
                                "error == EACCES",
                                "error ~= 'ENOENT'",
                                "result == -13",
                                "result < 0",
                                "name == 'openat'",
                                "group == 'files'",
                                "duration >= 0.003",
                                "duration > arg.min",
                                "arg.strict",
                                "process == 7 and thread == 8",
                                "pathname == '/etc/passwd'",
                                "has(pathname, '/etc/')",
                                "has(pathname, arg.part)",
                                "has(flags, 'O_CREAT')",
                                "has(flags, O_CREAT)",
                                "dirfd == 'AT_FDCWD'",
                                "flags == 'O_WRONLY|O_CREAT|O_CLOEXEC'",
                                "mode == 420",
                                "count == nil",
                                "not (count == 3)",
                                "1 + 2 * 3 == 7",
                                "(1 + 2) * 3 == 9",
                                "-2 < -1",
                                "7 / 2 > 3.4",
                                "not failed or true",
                                "failed and not false",
                                "'a' < 'b'",
                                "0x10 == 16",
                                "1 == 2 or 3 == 3 and 4 == 4"}) {
    INFO(condition);
    CHECK(holds(condition));
  }
  for (const char* condition :
       {"not failed", "error == nil", "duration > 1", "has(flags, O_TRUNC)", "count == 3",
        "count < 3", "count >= 3", "count ~= nil", "pathname == 3", "has(count, 'x')", "false",
        "nil", "1 + count == 1", "not arg.strict", "1 == 2 or 3 == 3 and 4 == 5"}) {
    INFO(condition);
    CHECK_FALSE(holds(condition));
  }
}

TEST_CASE("where: a condition that asks for arguments says so") {
  CHECK(Where::compile("has(pathname, 'x')", {})->reads_arguments());
  CHECK_FALSE(Where::compile("failed and duration > 1", {})->reads_arguments());
}

TEST_CASE("where: what is none is refused with a reason") {
  CHECK_THAT(refusal("pathnam == 'x'"), Contains("`pathnam` (did you mean pathname?)"));
  CHECK_THAT(refusal("duration > arg.mn"), Contains("no argument `mn` (did you mean min?)"));
  CHECK_THAT(refusal("failed &&"), Contains("not understood"));
  CHECK_THAT(refusal("failed and"), Contains("ends where a value should stand"));
  CHECK_THAT(refusal("!failed"), Contains("`not`"));
  CHECK_THAT(refusal("result = 3"), Contains("not understood"));
  CHECK_THAT(refusal("(failed"), Contains("`)` is missing"));
  CHECK_THAT(refusal("name == 'open"), Contains("no end"));
  CHECK_THAT(refusal("has(pathname)"), Contains("comma"));
  CHECK_THAT(refusal("has(pathname, 3)"), Contains("is a text"));
  CHECK_THAT(refusal(""), Contains("ends where"));
  CHECK_THAT(refusal(std::string(500, '(') + "1" + std::string(500, ')')),
             Contains("nested too deeply"));
  CHECK_THAT(refusal("failed failed"), Contains("`failed` is not understood"));
}
