// What the checker reports: one result of several runs, and the same findings as text, as JSON and
// as JUnit's XML, whatever is in them.

#include <catch2/catch.hpp>
#include <cstring>
#include <nlohmann/json.hpp>
#include <pugixml.hpp>

#include "repl/lesson/checking/junit.hpp"
#include "repl/lesson/checking/repetition.hpp"
#include "repl/lesson/checking/report.hpp"

using namespace spyglass;
using Catch::Matchers::Contains;
using Messages = std::vector<std::string>;

namespace {

std::string report(ReportForm form, const std::vector<Finding>& findings) {
  std::string text;
  Output out([&](std::string_view part) { text += part; }, {});
  const auto to = make_report(form, out);
  for (const Finding& finding : findings) to->add(finding);
  to->finish();
  return text;
}

const std::vector<Finding> some = {
    {.lesson = "one", .step = "", .what = "structure", .ok = true},
    {.lesson = "one",
     .step = "reads",
     .what = "solution 1",
     .ok = false,
     .message = "it does not pass",
     .seconds = 0.25},
    {.lesson = "one",
     .step = "reads",
     .what = "untouched",
     .seed = 7,
     .ok = false,
     .flaky = true,
     .message = "failed in 2 of 10 runs: no",
     .seconds = 1.5},
    {.lesson = "two",
     .step = "",
     .what = "played",
     .ok = true,
     .skipped = true,
     .message = "there is no bash"},
};

Finding with_message(std::string message) {
  return {.lesson = "l", .step = "s", .what = "w", .ok = false, .message = std::move(message)};
}

/// The message as a reader of the document gets it. The document must be what XML 1.0 allows, of
/// which pugixml accepts more: that is looked at here.
std::string read_back(const std::string& document) {
  for (const char c : document) {
    const auto byte = static_cast<unsigned char>(c);
    CHECK((byte >= 0x20 || c == '\n' || c == '\t'));
  }
  for (auto at = document.find("&#"); at != std::string::npos; at = document.find("&#", at + 1)) {
    const int number = std::atoi(document.c_str() + at + 2);
    CHECK((number == 9 || number == 10 || number == 13 || number >= 32));
  }
  for (const char* never : {"\xef\xbf\xbe", "\xef\xbf\xbf"}) {
    CHECK(document.find(never) == std::string::npos);
  }
  // Throws when it is not UTF-8.
  CHECK_NOTHROW(nlohmann::json(document).dump());
  pugi::xml_document parsed;
  const auto result = parsed.load_buffer(document.data(), document.size(),
                                         pugi::parse_default | pugi::parse_ws_pcdata_single);
  INFO(result.description());
  REQUIRE(result);
  const pugi::xml_node failure =
      parsed.child("testsuites").child("testsuite").child("testcase").child("failure");
  CHECK(std::string(failure.attribute("message").value()) == failure.text().get());
  return failure.text().get();
}

}  // namespace

TEST_CASE("several runs make one result") {
  CHECK(summary_of_runs({""}).message.empty());
  CHECK(summary_of_runs({"", "", ""}).message.empty());
  CHECK_FALSE(summary_of_runs({"", "", ""}).flaky);
  const Repeated always = summary_of_runs({"no", "no"});
  CHECK(always.message == "no");
  CHECK_FALSE(always.flaky);
  const Repeated sometimes = summary_of_runs({"", "no", "", "no", ""});
  CHECK(sometimes.message == "failed in 2 of 5 runs: no");
  CHECK(sometimes.flaky);
  const Repeated manifold = summary_of_runs({"", "no", "never", "no"});
  CHECK(manifold.message == "failed in 3 of 4 runs, in 2 different ways, at first: no");
  CHECK(manifold.flaky);
  const Repeated each = summary_of_runs({"a", "b"});
  CHECK(each.message == "failed in 2 of 2 runs, in 2 different ways, at first: a");
  CHECK(each.flaky);
}

TEST_CASE("as text each finding is a line, and the last line counts") {
  CHECK(report(ReportForm::text, some) ==
        "one\n"
        "  ok    structure\n"
        "  FAIL  reads: solution 1: it does not pass\n"
        "  FLAKY seed 7: reads: untouched: failed in 2 of 10 runs: no\n"
        "two\n"
        "SKIPPED: two: there is no bash\n"
        "2 passed, 2 failed\n");
  CHECK(report(ReportForm::text, {}) == "0 passed, 0 failed\n");
}

TEST_CASE("as text a finding is there as soon as it was found") {
  std::string text;
  Output out([&](std::string_view part) { text += part; }, {});
  const auto to = make_report(ReportForm::text, out);
  to->add(some[0]);
  CHECK(text == "one\n  ok    structure\n");
}

TEST_CASE("as JSON each finding is an object") {
  const auto list = nlohmann::json::parse(report(ReportForm::json, some));
  REQUIRE(list.size() == 4);
  CHECK(list[1].at("message") == "it does not pass");
  CHECK(list[1].at("flaky") == false);
  CHECK(list[1].at("seed").is_null());
  CHECK(list[2].at("flaky") == true);
  CHECK(list[2].at("seed") == 7);
  CHECK(list[3].at("skipped") == true);
  CHECK(nlohmann::json::parse(report(ReportForm::json, {})).empty());
  CHECK_NOTHROW(nlohmann::json::parse(report(ReportForm::json, {with_message("\x01\xff")})));
}

TEST_CASE("as XML a suite is a lesson, and a case is a finding") {
  const std::string document = report(ReportForm::junit, some);
  CHECK_THAT(document, Catch::Matchers::StartsWith("<?xml version=\"1.0\" encoding=\"UTF-8\"?>"));
  pugi::xml_document parsed;
  REQUIRE(parsed.load_string(document.c_str()));
  const pugi::xml_node all = parsed.child("testsuites");
  CHECK(all.attribute("tests").as_int() == 4);
  CHECK(all.attribute("failures").as_int() == 2);
  CHECK(all.attribute("skipped").as_int() == 1);
  CHECK(all.attribute("errors").as_int(-1) == 0);
  CHECK(std::string(all.attribute("time").value()) == "1.750");
  const pugi::xml_node one = all.child("testsuite");
  CHECK(std::string(one.attribute("name").value()) == "one");
  CHECK(one.attribute("tests").as_int() == 3);
  CHECK(one.attribute("skipped").as_int(-1) == 0);
  const pugi::xml_node well = one.child("testcase");
  CHECK(std::string(well.attribute("classname").value()) == "one");
  CHECK(well.first_child().empty());
  const pugi::xml_node failed = well.next_sibling();
  CHECK(std::string(failed.attribute("classname").value()) == "one.reads");
  CHECK(std::string(failed.attribute("name").value()) == "solution 1");
  CHECK(std::string(failed.attribute("time").value()) == "0.250");
  CHECK(std::string(failed.child("failure").attribute("type").value()) == "failure");
  const pugi::xml_node flaky = failed.next_sibling();
  CHECK(std::string(flaky.attribute("name").value()) == "seed 7: untouched");
  CHECK(std::string(flaky.child("failure").attribute("type").value()) == "flaky");
  CHECK_THAT(flaky.child("failure").attribute("message").value(), Contains("2 of 10 runs"));
  const pugi::xml_node two = one.next_sibling();
  CHECK(std::string(two.child("testcase").child("skipped").attribute("message").value()) ==
        "there is no bash");
  CHECK(two.next_sibling().empty());
  REQUIRE(parsed.load_string(report(ReportForm::junit, {}).c_str()));
  CHECK(parsed.child("testsuites").attribute("tests").as_int(-1) == 0);
}

TEST_CASE("whatever a message holds, the XML is well-formed and says it") {
  struct Case {
    std::string message;
    std::string read;
  };
  const auto one = GENERATE(values<Case>({
      {"plain", "plain"},
      {"<a href=\"x\">&amp; 'y'</a> ]]> <!-- -->", "<a href=\"x\">&amp; 'y'</a> ]]> <!-- -->"},
      {"two\nlines\tand a tab", "two\nlines\tand a tab"},
      {std::string("a\0b\x01\x08\x1f\x7f", 7), "a^@b^A^H^_^?"},
      {"\033[31mred\033[0m", "^[[31mred^[[0m"},
      {"over\rwritten", "over^Mwritten"},
      {"grüße 🙂", "grüße 🙂"},
      {"\xff\xfe", "\\377\\376"},
      {"cut \xe2\x82", "cut \\342\\202"},
      {"\xed\xa0\x80", "\\355\\240\\200"},                       // half a pair of UTF-16
      {"\xe0\x80\xaf", "\\340\\200\\257"},                       // overlong
      {"\xf4\x90\x80\x80", "\\364\\220\\200\\200"},              // beyond Unicode
      {"\xc2\x85", "\\302\\205"},                                // a C1 control
      {"\xef\xbf\xbe\xef\xbf\xbf", "\xef\xbf\xbd\xef\xbf\xbd"},  // no characters at all
  }));
  INFO(one.message);
  CHECK(read_back(report(ReportForm::junit, {with_message(one.message)})) == one.read);
}

TEST_CASE("names may hold anything, too") {
  Finding finding = with_message("m");
  finding.lesson = "a\x01<b>";
  finding.step = "\"\xff";
  finding.what = "answer `<&>\n`";
  CHECK(read_back(junit_document({finding})) == "m");
}
