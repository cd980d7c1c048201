// A target for each family of calls knows the very lines that a trace of it must have.

#include <unistd.h>
#include <catch2/catch.hpp>

#include "tests/temporary_folder.hpp"
#include "tests/terminal/process.hpp"

namespace {

/// The lines between the two marks, without the numbers of the marks' own.
std::string between_marks(const std::string& trace) {
  const std::string begin = "write(-1, \"begin\", 5)";
  const std::string end = "write(-1, \"end\", 3)";
  const std::size_t first = trace.find('\n', trace.find(begin)) + 1;
  const std::size_t last = trace.find(end);
  if (trace.find(begin) == std::string::npos || last == std::string::npos) return "no marks";
  return trace.substr(first, last - first);
}

}  // namespace

TEST_CASE("the lines of every family's target are those that it tells") {
  const TemporaryFolder folder;
  for (const std::string width : {"", "-32"}) {
    const std::string program = SPYGLASS_TARGETS_DIR "/tells_lines" + width;
    if (access(program.c_str(), X_OK) != 0) continue;
    for (const char* family : {"files", "descriptors", "memory", "processes", "signals", "sockets",
                               "time", "ipc", "identity", "system"}) {
      const auto run = run_spyglass({"trace", "-a1", "--", program, family}, "",
                                    {.directory = folder.path().string()});
      INFO(program << " " << family);
      CHECK(run.status == 0);
      CHECK_FALSE(run.output.empty());
      CHECK(between_marks(run.errors) == run.output);
    }
  }
}
