// Lua at the prompt.

#include <catch2/catch.hpp>

#include "tests/terminal/process.hpp"

using Catch::Contains;

TEST_CASE("lua: values of the program, and names that stay from line to line") {
  const auto done = at_prompt({"continue", "lua t:count('write')", "lua t.last.args",
                               "lua n = t.exit", "lua n + 1, 'x'", "lua t.calls[1].name",
                               "lua for i = 1, 2 do n = n + i end", "lua n"});
  CHECK(done.status == 0);
  CHECK_THAT(done.output, Contains("\n1\n{\n  \"status\": 42\n}\n43\nx\nexecve\n45\n"));
}

TEST_CASE("lua: what goes wrong is told") {
  const auto refusal = [](const std::string& line) {
    const auto done = at_prompt({line}, "");
    CHECK(done.status == 1);
    return done.errors;
  };
  CHECK_THAT(refusal("lua"), Contains("usage: lua"));
  CHECK_THAT(refusal("lua t.nothere"), Contains("no field `nothere`"));
  CHECK_THAT(refusal("lua while true do end"), Contains("an endless loop?"));
  CHECK_THAT(refusal("lua 1 +"), Contains("lua:1:"));
  CHECK_THAT(refusal("lua x = {} x.x = x return x"), Contains("holds itself"));
  CHECK_THAT(refusal("lua os.exit(3)"), Contains("os"));
  CHECK_THAT(at_prompt({"lua p = t", "lua p.state"}).errors,
             Contains("by the function that it was"));
}
