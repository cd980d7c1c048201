#pragma once

#include <optional>
#include <span>
#include <string_view>

#include "core/decode/call.hpp"
#include "core/ptrace/event.hpp"
#include "core/tuning/held_latency.hpp"
#include "core/tuning/precedence.hpp"
#include "core/tuning/shared_cpu.hpp"

namespace spyglass {

/// What makes watching cheaper for as long as it lives, without a program noticing. Of stops:
/// processors that are kept awake, where we may; else one processor for tracer and program, as long
/// as the program has one thread and does not ask about processors.
class Tuning {
 public:
  /// For a program that we have launched, at a stop of its first thread. All that it does to make
  /// processes, or to ask for its processors, must be told to look_at() from here on.
  static Tuning for_launched(Tid thread);
  /// For what runs already, or may escape our eyes.
  static Tuning for_others();
  /// Where nobody is stopped, and we must keep pace.
  static Tuning for_reading();
  /// The second way of cheaper stops, wherever the first would do.
  static Tuning sharing(SharedCpu shared);

  /// The calls whose arguments it looks at; all others need but their names.
  static std::span<const std::string_view> looks_into();
  /// Before a thread goes on from a stop; `call` is the one that begins there, or null.
  void look_at(const Event& event, const Call* call);
  /// Before threads are let go.
  void end_sharing() { shared_.reset(); }

  [[nodiscard]] bool shares_cpu() const { return shared_.has_value(); }

 private:
  std::optional<HeldLatency> latency_;
  std::optional<Precedence> precedence_;
  std::optional<SharedCpu> shared_;
};

}  // namespace spyglass
