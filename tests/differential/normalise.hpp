#pragma once

#include <map>
#include <string>
#include <vector>

/// What one tracer wrote about one run.
struct RawTrace {
  struct File {
    std::string thread;  ///< of -ff: from the file's name; else empty
    std::string text;
  };
  std::vector<File> files;
  std::string messages;  ///< the tracer's own, from standard error
};

/// The same without what differs from run to run: for each thread, named by its descent ("1",
/// its second child "1.2"), its lines in order. The messages are a thread called "messages".
using Normalised = std::map<std::string, std::vector<std::string>>;

/// See the rules in normalise.cpp. `tracer` is what the tracer calls itself in its messages.
Normalised normalise(const RawTrace& raw, const std::string& tracer);
