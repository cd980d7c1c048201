#pragma once

#include <stdio.h>

#include <fstream>
#include <optional>
#include <string>

#include "core/base/ids.hpp"
#include "core/observe/observer.hpp"

// What tests of both engines need.

inline bool can_observe() {
  const auto started = spyglass::observe::Observer::start({});
  if (!started) puts(("SKIPPED: the bpf engine: " + started.error().message).c_str());
  return started.has_value();
}

/// Of what a tool traces: the program that it started.
inline std::optional<spyglass::Pid> child_of(spyglass::Pid process) {
  const std::string id = std::to_string(process.value());
  pid_t child = 0;
  std::ifstream("/proc/" + id + "/task/" + id + "/children") >> child;
  return child == 0 ? std::nullopt : std::optional(spyglass::Pid(child));
}
