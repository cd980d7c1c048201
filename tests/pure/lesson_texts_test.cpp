// What a learner reads: the checker measures it as the engine lays it out, and knows the words that
// may stand between backticks.

#include <algorithm>
#include <catch2/catch.hpp>

#include "repl/lesson/checking/prose.hpp"
#include "repl/lesson/checking/structure.hpp"
#include "repl/lesson/checking/vocabulary.hpp"
#include "tests/temporary_folder.hpp"

using namespace spyglass;
using Catch::Matchers::Contains;

namespace {

const std::string head = "lesson { title = 'T', minutes = 5, program = 'x86_64/hello' }\n";

Result<Lesson> lesson_of(const std::string& text) {
  TemporaryFolder folder;
  return read_lesson({7, "try", folder.write("07-try.lua", text)});
}

/// All that is wrong, a line each: "step: what: message".
std::string faults(const std::vector<LessonRemark>& remarks) {
  std::string all;
  for (const LessonRemark& remark : remarks) {
    if (!remark.message.empty()) {
      all += remark.step + ": " + remark.what + ": " + remark.message + "\n";
    }
  }
  return all;
}

std::string faults_of_prose(const std::string& text) {
  const auto lesson = lesson_of(text);
  REQUIRE(lesson);
  return faults(remarks_on_prose(*lesson));
}

std::string faults_of_structure(const std::string& text) {
  const auto lesson = lesson_of(text);
  REQUIRE(lesson);
  return faults(remarks_on_structure(*lesson));
}

/// What is said of one span by a lesson that has something of everything.
std::string about(std::string_view span) {
  const auto lesson = lesson_of(R"(
lesson {
  title = 'T', minutes = 5, program = { 'x86_64/hello', 'teapot' }, environment = { 'FRUIT=apple' },
  files = { ['pantry/bread.txt'] = 'rye and wheat' }, mentions = { 'iostat', 'time PROGRAM', 'far' },
}
run "mem nowhere"
quiz { id = 'q', ask = '?', answer = 'a', choices = { 'slowly' }, wrong = { { answer = 'quickly' } } }
task {
  id = 't', text = 'x', check = function() end, start = 'poke rip "started"', hints = { '1', '2', '3' },
  solutions = { { "set solved 1" } }, wrong = { { "set missed 1", expect = 'x' } },
}
)");
  REQUIRE(lesson);
  return Vocabulary(*lesson).complaint_about(span);
}

struct Bad {
  const char* text;
  const char* says;
};

/// A text that takes `columns` and has no place to be broken at.
std::string solid(int columns) { return std::string(static_cast<std::size_t>(columns), 'x'); }

std::string in_quotes(const std::string& text) { return "'" + text + "'"; }

const std::string check = "check = function() end";

}  // namespace

TEST_CASE("no text is empty, and the finding says which") {
  const auto bad = GENERATE(values<Bad>({
      {"say ''", "step-1: say (line 2): it is empty"},
      {"say [[ \n \t ]]", "step-1: say (line 2): it is empty"},
      {"epilogue ''", "step-1: epilogue (line 2): it is empty"},
      {"quiz { id = 'q', ask = 'x', answer = 'a', choices = { 'a', '' } }",
       "q: choice 2 (line 2): it is empty"},
      {"task { id = 't', text = 'x', check = function() end, hints = { 'a', ' ' } }",
       "t: hint 2 (line 2): it is empty"},
      {"diagnose { id = 'd', ask = 'x', answer = 'y', parts = { { any = 'y' } } }",
       "d: ask of part 1 (line 2)"},
  }));
  INFO(bad.text);
  CHECK_THAT(faults_of_prose(head + bad.text), Contains(bad.says) && Contains("write it"));
  CHECK(faults_of_prose(head + "say 'x'").empty());
}

TEST_CASE("a run or a show without a command is no step") {
  CHECK_THAT(faults_of_structure(head + "run ''"), Contains("it names no command"));
  CHECK_THAT(faults_of_structure(head + "show ' '"), Contains("it names no command"));
  CHECK(faults_of_structure(head + "run 'next'").empty());
}

TEST_CASE("two steps with one id are a finding at the second, which names the first") {
  const std::string text =
      head + "quiz { id = 'q', ask = 'x', answer = 'y', wrong = { { answer = 'z' } } }\n" +
      "quiz { id = 'q', ask = 'x', answer = 'y', wrong = { { answer = 'z' } } }";
  CHECK_THAT(faults_of_structure(text),
             Contains("q: id (line 3): the step of line 2 has it already"));
  TemporaryFolder folder;
  CHECK_FALSE(load_lesson({7, "try", folder.write("07-try.lua", text)}));
}

TEST_CASE("all that a task lacks is said at once") {
  const std::string said = faults_of_structure(
      head + "task { id = 't', text = 'x', hints = { 'a', 'b' }, " + check + "}");
  CHECK_THAT(said, Contains("it has 2 hints, and needs 3") && Contains("it has no solution") &&
                       Contains("it has no wrong try"));
}

TEST_CASE("a word that is wider than the narrowest screen is quoted; one that just fits is fine") {
  // How much room each text has: 60 columns less its indent.
  struct Place {
    const char* before;
    const char* behind;
    int room;
  };
  const auto place = GENERATE(values<Place>({
      {"say ", "", 58},
      {"epilogue ", "", 58},
      {"quiz { id = 'q', answer = 'a', ask = ", "}", 58},
      {"predict { id = 'q', ask = '?', answer = 'a', explain = ", "}", 58},
      {"quiz { id = 'q', ask = '?', answer = 'a', choices = {", "} }", 56},
      {"quiz { id = 'q', ask = '?', answer = 'a', wrong = { { answer = 'b', say = ", "} } }", 58},
      {"diagnose { id = 'd', ask = '?', answer = 'y', parts = { { any = 'y', ask = ", "} } }", 58},
      {"task { id = 't', check = function() end, text = ", "}", 58},
      {"task { id = 't', check = function() end, text = 'x', after = ", "}", 58},
      {"task { id = 't', check = function() end, text = 'x', hints = {", "} }", 58},
      {"task { id = 't', check = function() end, text = 'x', mistakes = { { when = function() end, "
       "say = ",
       "} } }", 60},
  }));
  INFO(place.before);
  const auto with = [&](int columns) {
    return faults_of_prose(head + place.before + in_quotes("so " + solid(columns)) + place.behind);
  };
  CHECK(with(place.room).empty());
  CHECK_THAT(with(place.room + 1), Contains("`" + solid(place.room + 1) +
                                            "` is wider than a screen"
                                            " of 60 columns"));
}

TEST_CASE("columns are characters, and not bytes") {
  std::string word;
  for (int i = 0; i < 58; ++i) word += "ü";
  CHECK(faults_of_prose(head + "say " + in_quotes(word)).empty());
  CHECK_FALSE(faults_of_prose(head + "say " + in_quotes(word + "ü")).empty());
}

TEST_CASE("a title stands on one line, with the lesson's number") {
  // "7 · " takes four columns.
  const auto with = [](const std::string& title) {
    return faults_of_prose("lesson { minutes = 1, title = " + in_quotes(title) + " }");
  };
  CHECK(with("in words, " + solid(46)).empty());
  CHECK_THAT(with("in words, " + solid(46) + " so"),
             Contains(": title: ") && Contains("takes 63 columns") && Contains("`so` is too much"));
}

TEST_CASE("what stands between backticks") {
  bool unpaired = true;
  CHECK(quoted_spans("`a b` and `c`", unpaired) == std::vector<std::string_view>{"a b", "c"});
  CHECK_FALSE(unpaired);
  CHECK(quoted_spans("", unpaired).empty());
  CHECK(quoted_spans("``", unpaired) == std::vector<std::string_view>{""});
  CHECK(quoted_spans("a `b` c ` d", unpaired) == std::vector<std::string_view>{"b"});
  CHECK(unpaired);
  CHECK_THAT(faults_of_prose(head + "say 'a ` b'"), Contains("a backtick has no partner"));
}

TEST_CASE("words that a lesson may quote") {
  const char* span =
      GENERATE("continue", "c", "until write", "n", "disa", "stepi 3", "help next",  // the prompt
               "openat", "ENOENT", "SIGPIPE", "O_CLOEXEC", "O_RDONLY|O_CLOEXEC",     // the kernel
               "rax", "%rdi", "eax", "x8",                                           // registers
               "-f", "-yy", "-o FILE", "-T -e openat",                               // flags
               "syscall", "int $0x80", "movq", "svc #0",                             // instructions
               "strace -p PID", "lsof", "echo $?", "ls",                             // tools
               "teapot", "FRUIT", "apple", "FRUIT=pear", "bread.txt", "pantry/bread.txt", "rye",
               "nowhere", "slowly", "quickly", "started", "solved", "missed",  // the lesson's own
               "message", "_start", "hello", "./hello",                        // its program's
               "iostat -x 1", "time PROGRAM", "far, far away",                 // what it mentions
               "=", "|", "..", "…", "");                                       // signs
  INFO(span);
  CHECK(about(span).empty());
}

TEST_CASE("words that nobody knows, and what was meant") {
  const auto bad = GENERATE(values<Bad>({
      {"contineu", "did you mean continue?"},
      {"untill write", "did you mean until?"},
      {"opneat", "did you mean openat?"},
      {"starce -p PID", "did you mean strace?"},
      {"O_RDONLY|O_CLOSEXEC", "O_RDONLY|O_CLOSEXEC is no command"},
      {"far-fetched", "mentions = { \"far-fetched\" }"},
      {"Hello, world", "mentions = { \"Hello\" }"},
      {"/usr/bin/nonesuch", "is no command"},
      {"42", "is no command"},
      {"\\n", "mentions = { \"\\\\n\" }"},
      {"next \"x\"", "mentions = { \"next \\\"x\\\"\" }"},
  }));
  INFO(bad.text);
  CHECK_THAT(about(bad.text), Contains(bad.says) && Contains("`" + std::string(bad.text) + "`"));
}

TEST_CASE("where a program is missing, its symbols are not missed") {
  const auto with = [](const std::string& program) {
    return faults_of_prose("lesson { title = 'T', minutes = 1, program = '" + program +
                           "' }\nsay 'It calls `get_price`, as `in-words` says.'");
  };
  CHECK_THAT(with("x86_64/hello"), Contains("get_price is no") && Contains("in-words is no"));
  CHECK_THAT(with("no-such-program"), !Contains("get_price is no") && Contains("in-words is no"));
}

TEST_CASE("a command that takes no words is quoted without words") {
  const char* span = GENERATE("next 3", "n 3", "finish it", "time ls", "where am I", "det now");
  INFO(span);
  CHECK_THAT(about(span), Contains("takes nothing behind it"));
}

TEST_CASE("every span of every text is looked at") {
  const std::string text = head + R"(
say "`bada`"
quiz { id = "q", ask = "`badb`", answer = "a", explain = "`badc`", choices = { "x", "`badd x" },
  wrong = { { answer = "b", say = "`bade`" } } }
diagnose { id = "d", ask = "?", answer = "y", parts = { { any = "y", ask = "`badf`" } } }
task { id = "t", text = "`badg`", check = function() end, after = "`badh`",
  hints = { "x", "`badi`" }, mistakes = { { when = function() end, say = "`badj`" } } }
epilogue "`badk`"
)";
  const std::string said = faults_of_prose(text);
  for (const char* word :
       {"bada", "badb", "badc", "bade", "badf", "badg", "badh", "badi", "badj", "badk"}) {
    CHECK_THAT(said, Contains(std::string(word) + " is no command"));
  }
  CHECK_THAT(said, Contains("q: choice 2 (line 4): a backtick has no partner"));
  CHECK_THAT(faults_of_prose("lesson { title = 'T `badl`', minutes = 1 }"),
             Contains(": title: `badl`"));
}

TEST_CASE("a lesson whose texts are well has one remark, and it says nothing") {
  const auto lesson = lesson_of(head + "say 'Type `next`.'");
  REQUIRE(lesson);
  const auto remarks = remarks_on_prose(*lesson);
  REQUIRE(remarks.size() == 1);
  CHECK(remarks.front().message.empty());
}
