// The program as a command: commands from options and pipes, exit status, messages.

#include <catch2/catch.hpp>

#include "tests/terminal/process.hpp"

TEST_CASE("commands from -e run in order on a real program") {
  const auto result =
      run_spyglass({"-e", "next", "-e", "finish", "--", SPYGLASS_PROGRAMS_DIR "/x86_64/hello"});
  CHECK(result.status == 0);
  CHECK(result.output.find("stopped before a system call") != std::string::npos);
  CHECK(result.output.find("write(1, \"Hello, kernel!\\n\", 15) = 15") != std::string::npos);
}

TEST_CASE("the first command that fails ends a batch with exit status 1") {
  const auto result = run_spyglass({"-e", "nonsense", "-e", "help"});
  CHECK(result.status == 1);
  CHECK(result.errors.find("there is no command `nonsense`") != std::string::npos);
  CHECK(result.output.empty());
}
