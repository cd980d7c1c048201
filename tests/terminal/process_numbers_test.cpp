// The kernel gives out numbers in their order, and begins anew when it has used the last one.

#include <unistd.h>

#include <catch2/catch.hpp>
#include <cstdio>

#include "tests/terminal/process.hpp"

TEST_CASE("a program ends whose threads have smaller numbers than its first one") {
  // A namespace of processes counts for itself, and whoever made it may set its counter.
  const std::string set =
      "echo $(($(cat /proc/sys/kernel/pid_max) - $0)) > /proc/sys/kernel/ns_last_pid";
  const Circumstances apart{.binary = "/usr/bin/unshare"};
  const auto run = [&](const std::string& command) {
    return run_spyglass({"-p", "--fork", "--kill-child", "--mount-proc", "/bin/sh", "-c",
                         set + " && " + command, "20"},
                        "", apart);
  };
  if (run("true").status != 0) {
    puts("SKIPPED: no right to make a namespace of processes");
    return;
  }
  // The copies that are kept of it use up the rest of the numbers before it makes its thread.
  const auto result =
      run("exec " SPYGLASS_BINARY
          " --plain -e 'until sched_yield' -e status -- " SPYGLASS_TARGETS_DIR "/sides");
  INFO(result.errors << result.output);
  CHECK(result.status == 0);
  CHECK_THAT(result.output, Catch::Matchers::Contains("threads 2\n"));
}
