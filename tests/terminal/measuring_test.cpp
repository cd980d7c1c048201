// time, waits and summary at the prompt.

#include <catch2/catch.hpp>

#include "tests/temporary_folder.hpp"
#include "tests/terminal/process.hpp"

using Catch::Matchers::Contains;

namespace {

const std::string hello = SPYGLASS_PROGRAMS_DIR "/x86_64/hello";

}  // namespace

TEST_CASE("time tells of computing, and waits of a read that does not come back") {
  const auto busy = run_spyglass({"--", SPYGLASS_TARGETS_DIR "/computes", "0", "300"},
                                 "until exit_group\ntime\n");
  INFO(busy.output << busy.errors);
  CHECK(busy.status == 0);
  CHECK_THAT(busy.output, Contains("since it was started") && Contains("computing in the program"));
  const auto idle = run_spyglass({"--", "cat"}, "continue\nwaits\n");
  INFO(idle.output << idle.errors);
  CHECK_THAT(idle.output, Contains("not back yet: 0</dev/pts/"));
}

TEST_CASE("summary counts the calls of all threads and children, sorted as asked") {
  const auto run = run_spyglass({"--", "sh", "-c", "/bin/true; /bin/true"},
                                "continue\nsummary calls\nsummary name\nwaits\n");
  INFO(run.output << run.errors);
  CHECK(run.status == 0);
  CHECK_THAT(run.output, Contains("% time     seconds  usecs/call     calls    errors syscall"));
  CHECK_THAT(run.output, Contains("3           execve"));
  CHECK_THAT(run.output, Contains("elapsed, without the time that it stood still here"));
}

TEST_CASE("measuring nothing, and by no column that there is, is an error") {
  for (const std::string command : {"time", "waits", "summary"}) {
    const auto run = run_spyglass({}, command + "\n");
    CHECK(run.status == 1);
    CHECK_FALSE(run.errors.empty());
  }
  const auto run = run_spyglass({hello}, "finish\nsummary beauty\n");
  CHECK(run.status == 1);
  CHECK_THAT(run.errors, Contains("beauty"));
}

TEST_CASE("a recording is measured like the program that it is of") {
  const TemporaryFolder folder;
  const std::string path = folder.file("run.spy");
  REQUIRE(run_spyglass({"trace", "-f", "--record", path, "-o", folder.file("out"), "--", "sh", "-c",
                        "/bin/true; /bin/true"})
              .status == 0);
  const auto run = run_spyglass({"replay", path},
                                "until exit_group\ntime\ncontinue\nsummary calls\n"
                                "waits\n");
  INFO(run.output << run.errors);
  CHECK(run.status == 0);
  CHECK_THAT(run.output, Contains("3           execve") && Contains("since it was started"));
}
