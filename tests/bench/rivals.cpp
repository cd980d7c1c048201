#include "tests/bench/rivals.hpp"

#include <fmt/format.h>

namespace bench {

std::vector<Workload> workloads(const std::string& programs, const std::string& sources,
                                double share) {
  const auto times = [&](long usual) {
    return static_cast<long>(static_cast<double>(usual) * share);
  };
  const std::string script =
      fmt::format("i=0; while [ $i -lt {} ]; do /bin/true; i=$((i+1)); done", times(300));
  const long writes = times(100'000);
  const long mixed = times(1'000'000);
  const auto many = [&](const char* what, long number, long count) {
    return Words{programs + "/many", what, std::to_string(number), std::to_string(count / number)};
  };
  const long shared = times(200'000), shared_unstopped = times(2'000'000);
  const long endless = times(5'000'000);
  const Words stopped = {"alone", "ptrace"};
  const Words few = {"alone", "bpf", "bpf -c", "ptrace", "strace"};  // it makes a call a µs
  const Words unstopped = {"alone", "bpf", "bpf -c"};
  const auto compiler = [&](const char* name, const char* file) {
    return Words{name, "-O2", "-c", "-o", "/dev/null", sources + file};
  };
  std::vector<Workload> all = {
      {"start", {"true"}},
      {"write loop", {programs + "/write_loop", std::to_string(writes)}, writes},
      {.name = "mixed loop, openat of interest",
       .words = {programs + "/mixed_loop", std::to_string(mixed)},
       .calls = mixed,
       .narrow = true},
      {.name = "cheapest calls, openat of interest",
       .words = {programs + "/cheap_loop", std::to_string(mixed)},
       .calls = mixed,
       .narrow = true},
      {"four threads", many("threads", 4, writes), writes},
      {"shell script that forks", {"sh", "-c", script}},
      {.name = "find /usr", .words = {"find", "/usr", "-xdev"}, .by = few},
      {"compiler, C", compiler("cc", "/compiled.c")},
      {"compiler, C++", compiler("c++", "/compiled.cpp")},
      {"HTTP on the loopback", {programs + "/http_exchange", std::to_string(times(2'000))}},
      {.name = "long write loop",
       .words = {programs + "/write_loop", std::to_string(endless)},
       .calls = endless,
       .by = unstopped},
  };
  // Making and ending threads is dear beside calls: who stops none gets more of them.
  for (const char* what : {"threads", "processes"}) {
    for (const long number : {1, 500}) {
      const std::string name = fmt::format("{} {}", number, what);
      all.push_back({name, many(what, number, shared), shared, false, stopped});
      all.push_back({name + ", more calls", many(what, number, shared_unstopped), shared_unstopped,
                     false, unstopped});
    }
  }
  return all;
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
