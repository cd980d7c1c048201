#pragma once

#include <signal.h>

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

#include "core/decode/call.hpp"

// The events of a trace as Chrome's trace events, which Perfetto reads as well. Each is one object
// on one line, here without a comma or newline. docs/outputs.md says what is promised of them.

namespace spyglass {

/// Whose event it is, and when: counted from a moment that is the same for all.
struct ChromePlace {
  Pid process{};
  Tid thread{};
  std::chrono::nanoseconds at{};
};

/// A slice: a call that began there, and how long it was seen. One that has not returned says so.
[[nodiscard]] std::string chrome_call(const ChromePlace& place, const Call& call,
                                      std::chrono::nanoseconds duration);

/// What the process or the thread of a place is called from now on: any bytes.
[[nodiscard]] std::string chrome_process_name(const ChromePlace& place, std::string_view name);
[[nodiscard]] std::string chrome_thread_name(const ChromePlace& place, std::string_view name);

/// Something that happened in no time.
struct ChromeInstant {
  std::string name;
  std::string_view category;
  bool of_process = false;  ///< else of the thread alone
  struct Detail {
    std::string_view key;
    std::string text;
  };
  std::vector<Detail> details = {};
};
[[nodiscard]] std::string chrome_instant(const ChromePlace& place, const ChromeInstant& instant);

}  // namespace spyglass
