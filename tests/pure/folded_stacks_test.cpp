// What flame graphs are drawn of: a line a stack, whatever names there are.

#include "core/report/folded_stacks.hpp"

#include <catch2/catch.hpp>
#include <random>
#include <regex>
#include <sstream>

#include "core/report/utf8.hpp"

using namespace spyglass;
using namespace std::chrono_literals;

TEST_CASE("times of one stack are added up, and stacks are sorted") {
  FoldedStacks stacks;
  stacks.add("make", "read", "Makefile", 1500ns);
  stacks.add("make", "brk", "", 7us);
  stacks.add("make", "read", "Makefile", 2500ns);
  stacks.add("cc", "read", "", 1us);
  CHECK(stacks.text() == "cc;read 1\nmake;brk 7\nmake;read;Makefile 4\n");
  CHECK_FALSE(stacks.has_others());
}

TEST_CASE("what is rounded off is not lost: the sum is right to the microsecond") {
  FoldedStacks stacks;
  std::int64_t whole = 0;
  for (int i = 0; i < 999; ++i) {
    const auto time = std::chrono::nanoseconds(i * 7 % 1900);
    stacks.add("program", "call" + std::to_string(i), "", time);
    whole += time.count();
  }
  std::int64_t sum = 0;
  std::istringstream lines(stacks.text());
  std::string stack;
  for (std::int64_t time = 0; lines >> stack >> time;) {
    CHECK(time > 0);
    sum += time;
  }
  CHECK(sum == whole / 1000);
}

TEST_CASE("what separates frames and numbers stands in no name") {
  FoldedStacks stacks;
  stacks.add("a;b c", "read", "x\ty\n;\x7f", 1us);
  stacks.add("a;b c", "read", "caf\xc3\xa9", 1us);
  stacks.add("a;b c", "read", "\xff 1", 1us);
  CHECK(stacks.text() == "a:b_c;read;\\377_1 1\na:b_c;read;caf\xc3\xa9 1\na:b_c;read;x_y_:_ 1\n");
}

TEST_CASE("lines are lines whatever bytes there are") {
  std::mt19937 generator(7);
  const auto bytes = [&] {
    std::string text(1 + generator() % 400, 'x');
    for (char& byte : text) byte = static_cast<char>(generator() % 256);
    return text;
  };
  const std::regex line("[^ ;]+;[^ ;]+(;[^ ;]+)? [0-9]+");
  for (int round = 0; round < 500; ++round) {
    FoldedStacks stacks;
    stacks.add(bytes(), "read", bytes(), 5us);
    const std::string text = stacks.text();
    INFO(text);
    REQUIRE(is_utf8(text));
    REQUIRE(text.ends_with('\n'));
    REQUIRE(std::regex_match(text.substr(0, text.size() - 1), line));
  }
}

TEST_CASE("of a long path the end is shown") {
  FoldedStacks stacks;
  stacks.add("cat", "openat", std::string(5000, 'a') + "/end", 1us);
  CHECK(stacks.text().size() < 400);
  CHECK(stacks.text().starts_with("cat;openat;...aaa"));
  CHECK(stacks.text().ends_with("aaa/end 1\n"));
}

TEST_CASE("so many stacks are kept apart, and no time is lost") {
  FoldedStacks stacks(2);
  stacks.add("p", "read", "one", 1us);
  stacks.add("p", "read", "two", 1us);
  CHECK_FALSE(stacks.has_others());
  stacks.add("p", "read", "three", 1us);
  stacks.add("p", "read", "two", 1us);
  stacks.add("p", "read", "four", 1us);
  CHECK(stacks.has_others());
  CHECK(stacks.text() == "p;read;(others) 2\np;read;one 1\np;read;two 2\n");
  for (int i = 0; i < 100; ++i) stacks.add(std::to_string(i), "read", "", 1us);
  const std::string text = stacks.text();
  CHECK(std::ranges::count(text, '\n') == 5);
  CHECK(text.starts_with("(others) 99\n"));
}
