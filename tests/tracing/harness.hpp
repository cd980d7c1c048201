#pragma once

#include <signal.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <string>

#include "core/ptrace/tracer.hpp"

/// What tests of tracing share. Nothing here sleeps; a test that would hang is ended by a timer.
namespace spyglass {

/// The path of an assembled example: example("hello"), example("hello", "i386").
inline std::string example(const std::string& name, const std::string& abi = "x86_64") {
  return std::string(SPYGLASS_PROGRAMS_DIR) + "/" + abi + "/" + name;
}

/// The path of one of tests/targets/.
inline std::string target(const std::string& name) {
  return std::string(SPYGLASS_TARGETS_DIR) + "/" + name;
}

inline LaunchOptions options_for(const std::string& path, std::vector<std::string> arguments = {}) {
  LaunchOptions options;
  options.path = path;
  options.arguments = std::move(arguments);
  options.arguments.insert(options.arguments.begin(), path);
  options.environment = {"PATH=/usr/bin:/bin"};
  options.streams = Streams::pipes;
  return options;
}

/// Kills the test program when a test takes longer than anything here can.
class Deadline {
 public:
  explicit Deadline(unsigned seconds = 30) { alarm(seconds); }
  ~Deadline() { alarm(0); }
  Deadline(const Deadline&) = delete;
  Deadline& operator=(const Deadline&) = delete;
};

/// Resumes a stop and returns the next one of any thread.
inline Stop resume_and_wait(Tracer& tracer, Stop stop, Resume how) {
  REQUIRE(stop.stopped);
  REQUIRE(std::move(*stop.stopped).resume(how));
  auto next = tracer.wait();
  REQUIRE(next);
  return std::move(*next);
}

/// Resumes until an event of a kind comes.
template <class Kind>
Stop run_to(Tracer& tracer, Stop stop, Resume how) {
  do {
    stop = resume_and_wait(tracer, std::move(stop), how);
  } while (!std::holds_alternative<Kind>(stop.event) &&
           !std::holds_alternative<event::Gone>(stop.event));
  REQUIRE(std::holds_alternative<Kind>(stop.event));
  return stop;
}

/// Launches a program and takes it through execve: the stop at which its first instruction is next.
inline Stop run_to_first_instruction(Tracer& tracer, const LaunchOptions& options,
                                     Channels* channels = nullptr) {
  auto launched = tracer.launch(options);
  REQUIRE(launched);
  if (channels != nullptr) *channels = std::move(launched->channels);
  return run_to<event::CallExit>(tracer, std::move(launched->stop), Resume::to_call);
}

}  // namespace spyglass
