#include "repl/lesson/checking/junit.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <pugixml.hpp>
#include <sstream>

#include "repl/views/output.hpp"

namespace spyglass {

namespace {

/// XML has no way to write control characters, nor these two, which UTF-8 has.
std::string sayable(std::string_view text) {
  std::string result = inert(text);
  for (const std::string_view noncharacter : {"\xef\xbf\xbe", "\xef\xbf\xbf"}) {
    for (auto at = result.find(noncharacter); at != std::string::npos;
         at = result.find(noncharacter, at)) {
      result.replace(at, noncharacter.size(), "\xef\xbf\xbd");
    }
  }
  return result;
}

struct Counts {
  std::size_t tests = 0;
  std::size_t failures = 0;
  std::size_t skipped = 0;
  double seconds = 0;

  void add(const Finding& finding) {
    ++tests;
    failures += finding.ok ? 0 : 1;
    skipped += finding.skipped ? 1 : 0;
    seconds += finding.seconds;
  }
};

std::string seconds_text(double seconds) { return fmt::format("{:.3f}", seconds); }

void write(pugi::xml_node node, const Counts& counts) {
  node.append_attribute("tests") = std::to_string(counts.tests).c_str();
  node.append_attribute("failures") = std::to_string(counts.failures).c_str();
  node.append_attribute("errors") = "0";
  node.append_attribute("skipped") = std::to_string(counts.skipped).c_str();
  node.append_attribute("time") = seconds_text(counts.seconds).c_str();
}

void add_case(pugi::xml_node suite, const Finding& finding) {
  pugi::xml_node node = suite.append_child("testcase");
  const std::string place =
      finding.step.empty() ? finding.lesson : finding.lesson + "." + finding.step;
  node.append_attribute("classname") = sayable(place).c_str();
  node.append_attribute("name") = sayable(finding.seed_prefix() + finding.what).c_str();
  node.append_attribute("time") = seconds_text(finding.seconds).c_str();
  const std::string message = sayable(finding.message);
  if (finding.skipped) {
    node.append_child("skipped").append_attribute("message") = message.c_str();
  } else if (!finding.ok) {
    pugi::xml_node failure = node.append_child("failure");
    failure.append_attribute("type") = finding.flaky ? "flaky" : "failure";
    failure.append_attribute("message") = message.c_str();
    failure.text() = message.c_str();
  }
}

}  // namespace

std::string junit_document(const std::vector<Finding>& findings) {
  pugi::xml_document document;
  pugi::xml_node declaration = document.append_child(pugi::node_declaration);
  declaration.append_attribute("version") = "1.0";
  declaration.append_attribute("encoding") = "UTF-8";
  pugi::xml_node all = document.append_child("testsuites");
  all.append_attribute("name") = "spyglass lesson --check";
  Counts total;
  for (auto first = findings.begin(); first != findings.end();) {
    const auto last = std::find_if(first, findings.end(), [&](const Finding& finding) {
      return finding.lesson != first->lesson;
    });
    pugi::xml_node suite = all.append_child("testsuite");
    suite.append_attribute("name") = sayable(first->lesson).c_str();
    Counts counts;
    for (; first != last; ++first) {
      counts.add(*first);
      total.add(*first);
      add_case(suite, *first);
    }
    write(suite, counts);
  }
  write(all, total);
  std::ostringstream stream;
  document.save(stream, "  ", pugi::format_default, pugi::encoding_utf8);
  return stream.str();
}

}  // namespace spyglass
