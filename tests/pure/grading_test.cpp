// A learner's words and an answer: what counts as the same.

#include <catch2/catch.hpp>

#include "repl/lesson/grading.hpp"

using namespace spyglass;

TEST_CASE("numbers are the same by value") {
  const std::string given =
      GENERATE("15", "0xf", "0XF", "017", "0o17", "0b1111", " 15 ", "15.", "`15`");
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
  CHECK(same_answer("'s'", "s"));
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

TEST_CASE("a number may have its unit, and be converted") {
  for (const char* given :
       {"2 s", "2s", "2000 ms", "2 seconds", "2000000 us", "2.0 s", "2", "0x2 s"}) {
    INFO(given);
    CHECK(same_answer(given, "2 s"));
  }
  CHECK(same_answer("15 bytes", "15"));
  CHECK(same_answer("0xf bytes", "15"));
  CHECK(same_answer("4 KiB", "4096 bytes"));
  CHECK(same_answer("4k", "4096 bytes"));
  CHECK(same_answer("4 kB", "4000 bytes"));
  CHECK(same_answer("5 percent", "5%"));
  CHECK(same_answer("3 calls", "3"));
  CHECK(!same_answer("2 ms", "2 s"));
  CHECK(!same_answer("2 minutes", "2 s"));
  CHECK(!same_answer("2 bytes", "2 s"));
  CHECK(!same_answer("2000", "2 s"));
  CHECK(!same_answer("15 bananas", "15"));
  CHECK(!same_answer("18446744073709551607", "18446744073709551615 bytes"));
}

TEST_CASE("a short answer may stand in a sentence, alone") {
  Step question{.kind = Step::Kind::quiz};
  question.answers = {"rdx", "15"};
  question.wrong_answers = {{"rax", "That says which call."}, {"rdi", ""}};
  for (const char* right : {"it is rdx", "I think it\u2019s RDX!", "rdx, not rax",
                            "not rax but rdx", "the 0xf bytes of it", "15 of them"}) {
    INFO(right);
    CHECK(grade(question, right).right);
  }
  for (const char* wrong : {"rdx or rsi", "rax and rdx", "not rdx", "anything rather than rdx",
                            "rdxx it is", "115 it is", "it is -15"}) {
    INFO(wrong);
    CHECK(!grade(question, wrong).right);
  }
  CHECK(grade(question, "rax or rdx").hedged);
  CHECK(grade(question, "it must be rax").known == &question.wrong_answers[0]);
  // A line that begins with a command is not taken for such a sentence.
  CHECK(!is_offered(question, "set rdx 5"));
}

namespace {

Step diagnosis() {
  Step step{.kind = Step::Kind::diagnose};
  step.parts = {{{"rules.xml"}, "Which file?"}, {{"child*", "another process"}, "Who reads it?"}};
  step.wrong_answers = {{"old-rules.xml", "Nobody opens that."}, {"the network", "No."}};
  return step;
}

}  // namespace

TEST_CASE("a diagnosis is right when it names every part, in whatever words") {
  const Step step = diagnosis();
  for (const char* right :
       {"a child reads rules.xml", "RULES.XML is read by one of its children.",
        "`./etc/rules.xml`: another   process opens it", "the child, and rules.xml",
        "not old-rules.xml but rules.xml, read by a child",
        "It isn't the network. One of the children has read etc/rules.xml",
        "it's rules.xml that the child's reading", "rules.xml\u2019s reader is a child",
        "rules.xml (by its child), old-rules.xml is never opened"}) {
    INFO(right);
    CHECK(grade(step, right).right);
  }
}

TEST_CASE("what a diagnosis leaves out is asked for, and what was said before counts") {
  const Step step = diagnosis();
  const Grade vague = grade(step, "some child does it");
  CHECK(!vague.right);
  CHECK(vague.on_track);
  REQUIRE(vague.left_out == &step.parts[0]);
  CHECK(grade(step, "it reads rules.xml").left_out == &step.parts[1]);
  CHECK(grade(step, "rules.xml", "some child does it").right);
  CHECK(!grade(step, "dunno", "some child does it").right);
  CHECK(!grade(step, "dunno", "some child does it").on_track);
  CHECK(grade(step, "dunno", "some child does it").left_out == &step.parts[0]);
}

TEST_CASE("a diagnosis that names something else, or everything, is not right") {
  const Step step = diagnosis();
  CHECK(grade(step, "a child reads old-rules.xml").known == &step.wrong_answers[0]);
  CHECK(grade(step, "it is the network").known == &step.wrong_answers[1]);
  CHECK(grade(step, "a child reads rules.xml or old-rules.xml").hedged);
  for (const char* wrong : {"", "?", "xml", "rules.xml.bak in a child", "my-rules.xml in a child",
                            "not rules.xml, the child", "the parent reads rules.xml", "or"}) {
    INFO(wrong);
    CHECK(!grade(step, wrong).right);
  }
}

TEST_CASE("numbers, flags and dotted names in a diagnosis") {
  Step step{.kind = Step::Kind::diagnose};
  step.parts = {{{"4711"}, "Which port?"}};
  for (const char* right : {"port 4711", "127.0.0.1:4711", "0x1267", "port=4711.", "port 011147"}) {
    INFO(right);
    CHECK(grade(step, right).right);
  }
  for (const char* wrong : {"47111", "14711", "4711.5", "-4711", "not port 4711", "v4711"}) {
    INFO(wrong);
    CHECK(!grade(step, wrong).right);
  }
  step.parts = {{{".bashrc", "--login"}, ""}};
  CHECK(grade(step, "~/.bashrc").right);
  CHECK(grade(step, "because of --login").right);
  CHECK(!grade(step, "/etc/bash.bashrc").right);
  step.parts = {{{"interactive"}, ""}};
  CHECK(!grade(step, "it is non-interactive").right);
  CHECK(grade(step, "it\u2019s interactive").right);
}
