// Lines that a lesson runs by itself reach nothing but its program.

#include <catch2/catch.hpp>

#include "repl/lesson/own_lines.hpp"

using namespace spyglass;
using Catch::Matchers::Contains;

TEST_CASE("a lesson's own lines may look at its program and move it") {
  const std::string line = GENERATE(
      "next", "continue", "fds", "set rdi 99", "run ./stamp", "trace -f -e execve ./mill 1",
      "trace -T -e wait4 ./ask-offices list", "trace -eopenat ./x", "sample 10ms", "", "# no",
      "no-such-command", "trace --follow-forks ./x", "do open(\"x\", O_RDONLY)");
  INFO(line);
  CHECK(allow_own_line(line).has_value());
}

TEST_CASE("a lesson's own lines may not reach a person's files and processes") {
  const std::string line = GENERATE(
      "record /home/me/.profile", "reco x", "replay x.spy", "attach 1", "lesson hello",
      "sample 10ms -f x", "sample --folded x", "trace -o x ./mill", "trace -ox ./mill",
      "trace -fo x ./mill", "trace '-o|sh' ./mill", "trace --output=x ./mill", "trace -p 1",
      "trace --attach=1", "trace --record x ./mill", "trace --from x", "trace -ff -A -o x y");
  INFO(line);
  const auto allowed = allow_own_line(line);
  REQUIRE(!allowed);
  CHECK_THAT(allowed.error().message, Contains("that is for you to type"));
}
