// A learner's words and an answer: what counts as the same.

#include <catch2/catch.hpp>

#include "repl/lesson/grading.hpp"

using namespace spyglass;

TEST_CASE("numbers are the same by value") {
  const std::string given = GENERATE("15", "0xf", "0XF", "017", " 15 ", "15.", "`15`");
  INFO(given);
  CHECK(same_answer(given, "15"));
  CHECK(same_answer("15", given));
  CHECK(!same_answer(given, "16"));
}

TEST_CASE("negative and large numbers") {
  CHECK(same_answer("-1", "0xffffffffffffffff"));
  CHECK(same_answer("-38", "-38"));
  CHECK(!same_answer("38", "-38"));
  CHECK(!same_answer("99999999999999999999", "0"));
  CHECK(!same_answer("", "0"));
}

TEST_CASE("capitals, spaces, quotes, a full stop and parentheses don't matter") {
  CHECK(same_answer("RDX", "rdx"));
  CHECK(same_answer("  exit   group ", "exit group"));
  CHECK(same_answer("`write`", "write"));
  CHECK(same_answer("'Hello'", "\"hello\""));
  CHECK(same_answer("getpid.", "getpid"));
  CHECK(same_answer("getpid!", "getpid"));
  CHECK(same_answer("getpid()", "getpid"));
  CHECK(same_answer("getpid().", "getpid"));
  CHECK(same_answer("getpid", "getpid()"));
  CHECK(!same_answer("getppid", "getpid"));
  CHECK(!same_answer("read write", "readwrite"));
}

TEST_CASE("numbers in words are not numbers") {
  CHECK(!same_answer("three", "3"));
  CHECK(!same_answer("x", "0"));
  CHECK(!same_answer("-", "0"));
}

TEST_CASE("a question mark gives up, and nothing else does") {
  CHECK(gives_up("?"));
  CHECK(gives_up(" ? "));
  CHECK(!gives_up(""));
  CHECK(!gives_up("what?"));
}

TEST_CASE("a choice is meant by its letter or by its words") {
  Step question{.kind = Step::Kind::quiz};
  question.choices = {"the program", "the kernel", "the shell"};
  question.answers = {"the kernel"};
  question.wrong_answers = {{"the shell", "It only asks."}};
  for (const char* right : {"b", "B", "b)", "(b)", "b.", "The kernel", "`the kernel`."}) {
    INFO(right);
    CHECK(grade(question, right).right);
  }
  for (const char* wrong : {"a", "c", "d", "z", "A)", "", "the", "kernel"}) {
    INFO(wrong);
    CHECK(!grade(question, wrong).right);
  }
  const Grade known = grade(question, "c)");
  REQUIRE(known.known != nullptr);
  CHECK(known.known->say == "It only asks.");
  CHECK(grade(question, "a").known == nullptr);
}

TEST_CASE("an answer may be the letter itself") {
  Step question{.kind = Step::Kind::quiz};
  question.choices = {"the program", "the kernel"};
  question.answers = {"b"};
  CHECK(grade(question, "b").right);
  CHECK(grade(question, "(B)").right);
  CHECK(grade(question, "the kernel").right);
  CHECK(!grade(question, "a").right);
}
