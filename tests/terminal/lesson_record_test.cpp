// `lesson record`: what was typed at the prompt becomes a draft that can be played at once.

#include <catch2/catch.hpp>
#include <sstream>

#include "tests/temporary_folder.hpp"
#include "tests/terminal/process.hpp"

using Catch::Matchers::Contains;

namespace {

/// Types lines about a program, records them as draft.lua, and returns what the checker then says.
std::string check_draft(const TemporaryFolder& folder, const std::string& lines,
                        const std::string& program) {
  const Circumstances here{.directory = folder.path().string()};
  const auto recorded =
      run_spyglass({}, "run " + program + "\n" + lines + "lesson record draft\n", here);
  INFO(recorded.output + recorded.errors);
  REQUIRE(recorded.status == 0);
  CHECK_THAT(recorded.output, Contains("A draft is in draft.lua."));
  const auto checked = run_spyglass({"lesson", "--check", "./draft.lua"}, "", here);
  CHECK(checked.status == 1);
  return checked.output;
}

}  // namespace

TEST_CASE("a draft plays what was typed, and lacks only the author's words") {
  struct Session {
    const char* lines;
    const char* program;
    const char* check;
  };
  const auto session = GENERATE(
      Session{"next\nregs\nset rdx 5\nfinish\ncontinue\n", SPYGLASS_PROGRAMS_DIR "/x86_64/hello",
              "if t.output ~= \"Hello\" then"},
      Session{"next\n", SPYGLASS_PROGRAMS_DIR "/x86_64/hello",
              "t.at.name == \"write\" and t.moment == \"before\""},
      Session{"next\nenter\n", SPYGLASS_PROGRAMS_DIR "/x86_64/hello", "t.moment == \"inside\""},
      Session{"until openat\nfinish\ncalls\n", "ls /",
              "call.name == \"openat\" and call.result == 3"},
      Session{"next\nkill\n", SPYGLASS_PROGRAMS_DIR "/x86_64/hello", "t.killed_by ~= \"SIGKILL\""});
  TemporaryFolder folder;
  const std::string said = check_draft(folder, session.lines, session.program);
  INFO(said);
  CHECK_THAT(read_whole(folder.file("draft.lua")), Contains(session.check));
  CHECK_THAT(said, Contains("ok    get-there: solution 1") &&
                       Contains("ok    get-there: wrong try 1") && Contains("ok    walk"));
  std::istringstream findings(said);
  for (std::string line; std::getline(findings, line);) {
    if (line.find("FAIL") != std::string::npos)
      CHECK_THAT(line, Contains("it is still to be written"));
  }
}

TEST_CASE("lines that failed, and those about the course, are not in the draft") {
  TemporaryFolder folder;
  const Circumstances here{.directory = folder.path().string()};
  (void)run_spyglass({"-e", "help next", "-e", "lesson", "-e", "next", "-e", "lesson record draft",
                      "--", SPYGLASS_PROGRAMS_DIR "/x86_64/hello"},
                     "", here);
  const std::string draft = read_whole(folder.file("draft.lua"));
  CHECK_THAT(draft, Contains("run \"next\""));
  CHECK_THAT(draft, Contains("load { \"x86_64/hello\" }"));
  CHECK_THAT(draft, !Contains("help") && !Contains("\"lesson\""));
}

TEST_CASE("a draft never takes the place of a file, and needs something to tell of") {
  TemporaryFolder folder;
  const Circumstances here{.directory = folder.path().string()};
  const auto nothing = run_spyglass({"-e", "lesson record x"}, "", here);
  CHECK(nothing.status == 1);
  CHECK_THAT(nothing.errors, Contains("there is nothing to make a lesson of yet"));
  folder.write("x.lua", "mine");
  const auto there = run_spyglass(
      {"-e", "next", "-e", "lesson record x", "--", SPYGLASS_PROGRAMS_DIR "/x86_64/hello"}, "",
      here);
  CHECK(there.status == 1);
  CHECK_THAT(there.errors, Contains("there is a lesson `x` here already, x.lua"));
  CHECK(read_whole(folder.file("x.lua")) == "mine");
  const auto nowhere = run_spyglass(
      {"-e", "next", "-e", "lesson record no/where", "--", SPYGLASS_PROGRAMS_DIR "/x86_64/hello"},
      "", here);
  CHECK_THAT(nowhere.errors, Contains("`no/where` is no name for a lesson"));
}
