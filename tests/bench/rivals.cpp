#include "tests/bench/rivals.hpp"

#include <fmt/format.h>

namespace bench {

std::vector<Workload> workloads(const std::string& programs, const std::string& sources,
                                double share) {
  const auto times = [&](long usual) {
    return static_cast<long>(static_cast<double>(usual) * share);
  };
  const auto loop = [&](const char* name, long count) {
    return Words{programs + "/" + name, std::to_string(count)};
  };
  const std::string script =
      fmt::format("i=0; while [ $i -lt {} ]; do /bin/true; i=$((i+1)); done", times(300));
  const long writes = times(100'000);
  const long mixed = times(1'000'000);
  return {
      {"write loop", loop("write_loop", writes), writes},
      {"mixed loop, openat of interest", loop("mixed_loop", mixed), mixed, true},
      {"four threads", loop("four_threads", writes / 4), writes},
      {"shell script that forks", {"sh", "-c", script}},
      {"find /usr", {"find", "/usr", "-xdev"}},
      {"compiler", {"cc", "-O2", "-c", "-o", "/dev/null", sources + "/compiled.c"}},
      {"HTTP on the loopback", loop("http_exchange", times(2'000))},
  };
}

std::vector<Rival> rivals(const std::string& spyglass, const std::string& programs,
                          const std::string& output) {
  const Words only_openat = {"-e", "openat"};
  const auto with = [&](const Words& flags) {
    Words words = {spyglass, "trace", "-o", output};
    words.insert(words.end(), flags.begin(), flags.end());
    return words;
  };
  const Words filtered = {"--seccomp-bpf", "-e", "openat"};
  return {
      {"alone", {}},
      {"bpf", with({"--engine=bpf", "-f"}), only_openat},
      {"bpf -c", with({"--engine=bpf", "-f", "-c"}), only_openat},
      {"ptrace", with({"--engine=ptrace", "-f"}), only_openat},
      {"ptrace --no-tuning", with({"--engine=ptrace", "--no-tuning", "-f"}), only_openat},
      {"ptrace -c", with({"--engine=ptrace", "-f", "-c"}), only_openat},
      {"strace", {"strace", "-f", "-o", output}, filtered},
      {"strace, one CPU", {"taskset", "-c", "0", "strace", "-f", "-o", output}, filtered},
      {"perf trace", {"perf", "trace", "-o", output}, only_openat},
      {"bare loop", {programs + "/bare_loop"}, {}, true},
      {"bare loop, awake", {programs + "/bare_loop", "--awake"}, {}, true},
  };
}

}  // namespace bench
