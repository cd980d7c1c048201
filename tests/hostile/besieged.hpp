#pragma once

#include <sched.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>

#include <fstream>
#include <string>
#include <vector>

#include "tests/temporary_folder.hpp"
#include "tests/terminal/process.hpp"

/// What the suites of the siege share: the tool under a tracer that does it harm, and nobody left.
namespace siege {

inline const std::string targets = std::string(SPYGLASS_TARGETS_DIR) + "/";
inline const std::string hello = std::string(SPYGLASS_PROGRAMS_DIR) + "/x86_64/hello";

/// With the sanitizers the tool makes calls of theirs, whose failures end it.
#if defined(SPYGLASS_SANITIZED)
inline constexpr bool sanitized = true;
#else
inline constexpr bool sanitized = false;
#endif

/// From here on whatever loses its parent becomes a child of ours.
inline void adopt_orphans() { prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0); }

/// Whether all are gone that were started, by us or by those we started; ends those that are not.
/// What has been killed needs a moment, and no more than that.
inline bool nobody_is_left() {
  for (int tries = 0; tries < 1'000'000; ++tries) {
    const pid_t ended = waitpid(-1, nullptr, WNOHANG | __WALL);
    if (ended < 0) return true;
    if (ended == 0) sched_yield();
  }
  std::ifstream children("/proc/self/task/" + std::to_string(getpid()) + "/children");
  for (pid_t child = 0; children >> child;) kill(child, SIGKILL);
  while (waitpid(-1, nullptr, __WALL) > 0) {
  }
  return false;
}

/// A number that is the same in every run.
class Draw {
 public:
  explicit Draw(std::uint64_t seed) : state_(seed * 0x9e3779b97f4a7c15u + 1) {}
  std::uint64_t below(std::uint64_t limit) {
    state_ ^= state_ << 13;
    state_ ^= state_ >> 7;
    state_ ^= state_ << 17;
    return state_ % limit;
  }

 private:
  std::uint64_t state_;
};

/// A home of its own, with a scratch folder and the progress of somebody who has done something.
class Home {
 public:
  Home() {
    folder_.write(progress_name, progress_before);
    std::filesystem::create_directories(folder_.path() / "tmp");
  }
  [[nodiscard]] Circumstances circumstances() const {
    return {.environment = {{"XDG_STATE_HOME", folder_.file("state")},
                            {"TMPDIR", folder_.file("tmp")},
                            {"LC_ALL", "C.UTF-8"}},
            .directory = folder_.path().string()};
  }
  [[nodiscard]] std::string file(const std::string& name) const { return folder_.file(name); }
  [[nodiscard]] std::filesystem::path path() const { return folder_.path(); }
  [[nodiscard]] std::string progress() const { return read_whole(folder_.file(progress_name)); }
  /// What lies in the scratch folder.
  [[nodiscard]] std::vector<std::string> left() const {
    std::vector<std::string> names;
    for (const auto& entry : std::filesystem::directory_iterator(folder_.path() / "tmp")) {
      names.push_back(entry.path().filename().string());
    }
    return names;
  }

  static constexpr const char* progress_name = "state/spyglass/progress.json";
  static constexpr const char* progress_before =
      R"({"lessons": {"first-trace": {"at": "", "steps": {"old": {"done": true, "hints": 0}}}},)"
      R"( "version": 1})";

 private:
  TemporaryFolder folder_;
};

/// How often the tool makes each kind of call, once before its main and once after. The first call
/// of main is the one that makes its signals readable, and nothing before it makes that one.
struct CallCount {
  std::string name;
  std::size_t before = 0;
  std::size_t after = 0;
};

/// Runs the tool under our own tracer, with or without an injection; `log` gets the trace.
inline Finished run_injected(const Home& home, const std::vector<std::string>& tool,
                             const std::string& injection = "") {
  std::vector<std::string> words = {"trace", "-o", home.file("log")};
  if (!injection.empty()) words.insert(words.end(), {"--inject", injection});
  words.push_back(SPYGLASS_BINARY);
  words.insert(words.end(), tool.begin(), tool.end());
  return run_spyglass(words, "", home.circumstances());
}

/// From the trace of a run without an injection.
inline std::vector<CallCount> count_calls(const Home& home) {
  std::vector<CallCount> counts;
  std::ifstream log(home.file("log"));
  bool in_main = false;
  for (std::string line; std::getline(log, line);) {
    const auto end = line.find('(');
    if (end == std::string::npos || end == 0) continue;
    const std::string name = line.substr(0, end);
    if (name.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_") != std::string::npos) {
      continue;
    }
    in_main = in_main || name == "signalfd4";
    auto found = counts.begin();
    while (found != counts.end() && found->name != name) ++found;
    if (found == counts.end()) found = counts.insert(counts.end(), {name});
    ++(in_main ? found->after : found->before);
  }
  return counts;
}

}  // namespace siege
