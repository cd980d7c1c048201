// Lines that were copied from a screen, prompt and all.

#include <catch2/catch.hpp>

#include "repl/shell/pasted.hpp"

using spyglass::without_prompts;

TEST_CASE("prompts that were copied along are no part of a line") {
  CHECK(without_prompts("(spyglass) next") == "next");
  CHECK(without_prompts("(spyglass)   next 3 ") == "next 3 ");
  CHECK(without_prompts("3 · step 5 > set rdx 5") == "set rdx 5");
  CHECK(without_prompts("  12 · step 10 > (spyglass) finish") == "finish");
  CHECK(without_prompts("(spyglass)") == "");
  CHECK(without_prompts("who-am-i · step 2 > finish") == "finish");
  CHECK(without_prompts("3 · step 5 >") == "");
}

TEST_CASE("everything else stays as it is") {
  for (const std::string_view line :
       {"next", "  next", "3", "3 steps", "3 · step", "3 · step > x", "step 5 > x", "(spyglass", "",
        " ", "· step 5 > x", "3 · step 5 < x"}) {
    CHECK(without_prompts(line) == line);
  }
}
