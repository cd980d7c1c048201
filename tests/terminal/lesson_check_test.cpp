// `spyglass lesson --check` on lessons that are wrong: each is refused by a finding that says where
// and what to do, in each form of report, and what is not the same each time is found out.

#include <algorithm>
#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>
#include <pugixml.hpp>

#include "tests/temporary_folder.hpp"
#include "tests/terminal/process.hpp"

using Catch::Matchers::Contains;
using Arguments = std::vector<std::string>;

namespace {

const std::string head = "lesson { title = 'T', minutes = 1, program = 'x86_64/hello' }\n";

/// Checks a lesson that is a file of the current directory.
Finished check(const std::string& lesson, const Arguments& flags = {}) {
  TemporaryFolder folder;
  folder.write("bad.lua", lesson);
  Arguments arguments = {"lesson", "--check", "./bad.lua"};
  arguments.insert(arguments.end(), flags.begin(), flags.end());
  return run_spyglass(arguments, "", {.directory = folder.path().string()});
}

struct Bad {
  const char* step;
  const char* says;
};

/// A task that differs from a good one in some fields.
std::string task(const std::string& fields) {
  std::string text = "task { id = 't', text = 'Go to the write.', ";
  const auto add = [&](const std::string& name, const std::string& value) {
    if (fields.find(name + " =") == std::string::npos) text += name + " = " + value + ", ";
  };
  add("check", "function(t) return t.at ~= nil and t.at.name == 'write' or 'not there' end");
  add("hints", "{ 'a', 'b', 'c' }");
  add("solutions", "{ { 'until write' } }");
  add("wrong", "{ { 'continue', expect = 'not there' } }");
  return head + text + fields + " }";
}

/// A lesson whose program counts in a file how many times it was run. The check passes when that
/// many are odd, so it really is different each time, and the same in each run of this test.
std::string flaky_lesson(const TemporaryFolder& folder) {
  const std::string counter = folder.write("counter", "");
  return "lesson { title = 'T', minutes = 1, program = { 'sh', '-c', 'echo >> " + counter +
         "; n=0; while read line; do n=$((n+1)); done < " + counter + R"lua(; echo run $n' } }
task {
  id = "odd", text = "Let it run.",
  check = function(t)
    local run = t.output:match("run (%d+)")
    if not run then return end
    return tonumber(run) % 2 == 1 or "an even run"
  end,
  hints = { "a", "b", "c" }, solutions = { { "continue" } },
  wrong = { { "kill", expect = "never" } },
}
)lua";
}

}  // namespace

TEST_CASE("a good lesson, named by its path, passes") {
  const auto checked = check(task(""));
  INFO(checked.output << checked.errors);
  CHECK(checked.status == 0);
  CHECK(checked.output ==
        "bad\n"
        "  ok    structure\n"
        "  ok    t: structure\n"
        "  ok    texts\n"
        "  ok    t: solution 1\n"
        "  ok    t: wrong try 1\n"
        "  ok    t: untouched\n"
        "  ok    walk\n"
        "7 passed, 0 failed\n");
}

TEST_CASE("texts that nobody can read are refused, with their place and what to do") {
  const auto bad = GENERATE(values<Bad>({
      {"say ''", "step-1: say (line 2): it is empty: write it"},
      {"epilogue ' '", "step-1: epilogue (line 2): it is empty"},
      {"say(('x'):rep(61))", "x` is wider than a screen of 60 columns: put a space into it"},
      {"say 'Type `contineu`.'",
       "contineu is no command and no other known word (did you mean "
       "continue?); mend it, or declare it by mentions"},
      {"say 'Type `next 3`.'", "`next 3`: the command next takes nothing behind it"},
      {"say 'Type `next.'", "a backtick has no partner"},
      {"run ''", "it names no command"},
      {"quiz { id = 'q', ask = ' ', answer = 'a' }", "needs the field `ask`"},
      {"quiz { id = 'q', ask = '?', answer = 'a' }", "needs at least one wrong answer"},
      {"say 'a'\nquiz { id = 'step-1', ask = '?', answer = 'a', wrong = { { answer = 'b' } } }",
       "step-1: id (line 3): the step of line 2 has it already"},
  }));
  const auto checked = check(head + bad.step);
  INFO(checked.output << checked.errors);
  CHECK(checked.status == 1);
  CHECK_THAT(checked.output, Contains("  FAIL  ") && Contains(bad.says));
}

TEST_CASE("a title that is too long is refused; one that is declared to be mentioned is not") {
  const std::string title = "Why does this one have a title that is far too long?";
  const auto with = [&](const std::string& fields) {
    return check("lesson { minutes = 1, " + fields + " }\nsay 'Try `iostat -x 1`.'").output;
  };
  CHECK_THAT(with("title = '" + title + " Yes, why?'"), Contains("title: it stands on one line"));
  CHECK_THAT(with("title = 'T'"), Contains("iostat is no command"));
  CHECK_THAT(with("title = 'T', mentions = { 'iostat' }"), Contains("0 failed"));
  CHECK_THAT(with("title = 'T', mentions = { 'isotat' }"), Contains("iostat is no command"));
}

TEST_CASE("tasks that cannot be finished, failed or helped with are refused") {
  const auto bad = GENERATE(values<Bad>({
      {"solutions = {}", "t: structure: it has no solution"},
      {"wrong = {}", "t: structure: it has no wrong try"},
      {"hints = { 'a', 'b' }", "t: structure: it has 2 hints, and needs 3"},
      {"hints = { 'a', '', 'c' }", "t: structure: a hint is empty"},
      {"mistakes = { { when = function() end } }", "mistakes[1] needs the field `say`"},
      {"solutions = { { 'next' }, { 'continue' } }", "t: solution 2: it does not pass: not there"},
      {"wrong = { { 'until write', expect = 'x' } }", "t: wrong try 1: it passed"},
      {"check = function() return true end", "t: untouched: it passes although nothing was done"},
      {"solutions = { { 'nonsense' } }",
       "walk: lesson bad, step t: `nonsense`: there is no command"},
  }));
  const auto checked = check(task(bad.step));
  INFO(checked.output << checked.errors);
  CHECK(checked.status == 1);
  CHECK_THAT(checked.output, Contains(bad.says));
}

TEST_CASE("what is not the same each time is flaky, and there are not more findings for it") {
  TemporaryFolder folder;
  const std::string lesson = flaky_lesson(folder);
  const auto once = check(lesson, {"--sandbox=off"});
  // What was run so far does not count.
  folder.write("counter", "");
  const auto often = check(lesson, {"--sandbox=off", "--repeat", "6"});
  INFO(often.output << often.errors);
  CHECK(often.status == 1);
  CHECK_THAT(once.output, !Contains("FLAKY"));
  CHECK_THAT(often.output, Contains("  FLAKY odd: solution 1: failed in 3 of 6 runs: it does not "
                                    "pass: an even run\n"));
  // Never passes and never has a message: the same each time.
  CHECK_THAT(often.output, Contains("  FAIL  odd: wrong try 1: the check had nothing to say\n"));
  CHECK_THAT(often.output, Contains("  FLAKY odd: untouched: failed in 3 of 6 runs"));
  CHECK_THAT(often.output, Contains("  FLAKY walk: failed in 3 of 6 runs"));
  const auto lines = [](const std::string& text) {
    return std::count(text.begin(), text.end(), '\n');
  };
  CHECK(lines(often.output) == lines(once.output));
}

TEST_CASE("flaky findings are told as JSON and as XML alike") {
  TemporaryFolder folder;
  const std::string lesson = flaky_lesson(folder);
  const auto json = check(lesson, {"--sandbox=off", "--repeat", "4", "--json"});
  CHECK(json.status == 1);
  const auto findings = nlohmann::json::parse(json.output);
  const auto is_solution = [](const auto& finding) { return finding.at("what") == "solution 1"; };
  const auto found = std::find_if(findings.begin(), findings.end(), is_solution);
  REQUIRE(found != findings.end());
  CHECK(found->at("flaky") == true);
  CHECK(found->at("ok") == false);
  CHECK_THAT(found->at("message").get<std::string>(), Contains("failed in 2 of 4 runs"));

  folder.write("counter", "");
  const auto xml = check(lesson, {"--sandbox=off", "--repeat", "4", "--junit"});
  CHECK(xml.status == 1);
  pugi::xml_document parsed;
  REQUIRE(parsed.load_string(xml.output.c_str()));
  const auto failure =
      parsed.select_node("//testcase[@classname='bad.odd'][@name='solution 1']/failure").node();
  CHECK(std::string(failure.attribute("type").value()) == "flaky");
  CHECK_THAT(failure.attribute("message").value(), Contains("failed in 2 of 4 runs"));
}

TEST_CASE("JUnit's XML has a suite a lesson, a case a finding, and takes whatever a check says") {
  TemporaryFolder folder;
  folder.write("good.lua", task(""));
  folder.write("loud.lua", task("check = function() return '<&> \\1\\27[2J\\xff' end"));
  folder.write("away.lua", "lesson { title = 'T', minutes = 1, needs = 'no-such-program' }");
  const auto checked =
      run_spyglass({"lesson", "--check", "--junit", "./good.lua", "./loud.lua", "./away.lua"}, "",
                   {.directory = folder.path().string()});
  CHECK(checked.status == 1);
  INFO(checked.output);
  pugi::xml_document parsed;
  REQUIRE(parsed.load_string(checked.output.c_str()));
  CHECK(parsed.select_nodes("/testsuites/testsuite").size() == 3);
  CHECK(parsed.select_nodes("//testsuite[@name='good']/testcase").size() == 7);
  CHECK(parsed.select_nodes("//testsuite[@name='good']//failure").empty());
  const auto loud = parsed.select_node("//testsuite[@name='loud']/testcase[@name='solution 1']");
  CHECK(std::string(loud.node().child("failure").text().get()) ==
        "it does not pass: <&> ^A^[[2J\\377");
  CHECK(loud.node().attribute("time").as_double() > 0);
  CHECK_THAT(parsed.select_node("//testsuite[@name='away']//skipped/@message").attribute().value(),
             Contains("no-such-program"));
  CHECK(parsed.child("testsuites").attribute("skipped").as_int() == 1);
  // Nothing else is on standard output.
  CHECK_THAT(checked.output, Catch::Matchers::StartsWith("<?xml"));
}

TEST_CASE("flags of the check that make no sense are refused with a sentence") {
  struct Refused {
    Arguments arguments;
    const char* says;
  };
  const auto refused = GENERATE(values<Refused>({
      {{"--check", "--json", "--junit"}, "excludes"},
      {{"--json"}, "--json is for reports: of --check, or of --grade"},
      {{"--junit"}, "--junit requires --check"},
      {{"--repeat", "3"}, "--repeat requires --check"},
      {{"--repeat", "3", "--demonstrate"}, "--repeat requires --check"},
      {{"--check", "--repeat", "0"}, "1 to 1000"},
      {{"--check", "--repeat", "-1"}, "1 to 1000"},
      {{"--check", "--repeat", "many"}, "1 to 1000"},
      {{"--check", "--repeat"}, "--repeat"},
  }));
  Arguments arguments = {"lesson", "hello-nostdlib"};
  arguments.insert(arguments.end(), refused.arguments.begin(), refused.arguments.end());
  const auto result = run_spyglass(arguments);
  INFO(result.errors << result.output);
  CHECK(result.status == 2);
  CHECK(result.output.empty());
  CHECK_THAT(result.errors, Contains(refused.says));
}
