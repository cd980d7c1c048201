#pragma once

#include <signal.h>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "core/base/exit_status.hpp"
#include "core/decode/call.hpp"
#include "core/trace.hpp"

namespace spyglass {

/// Whoever wants to know what happens while it happens. All calls come from within
/// Session::pursue or Session::tend, in the order of the events.
class Watcher {
 public:
  virtual ~Watcher() = default;
  /// The call that a thread is about to enter is the dynamic loader's. Only told where somebody
  /// asks for it (Session::tell_loader_calls).
  virtual void loader_calls(Tid) {}
  virtual void call_entered(const Call&) {}
  virtual void call_left(const Call&) {}
  /// Of calls that did not stop the thread, so many records found no room.
  virtual void calls_lost(Tid, std::uint64_t) {}
  virtual void signal_arrived(Tid, Signal, const siginfo_t&) {}
  virtual void process_ended(Pid, const ExitStatus&) {}
  virtual void program_wrote(std::string_view) {}

  /// Each event as it comes, before the others are told what it means.
  virtual void stepped(const Trace::Step&) {}
  /// Asked at the entry of each call that stops its thread: why the program is to stop there;
  /// nothing: it is not.
  virtual std::optional<std::string> take_pause() { return std::nullopt; }
  /// Whether calls must stop their threads, since somebody may want to change them.
  [[nodiscard]] virtual bool wants_call_stops() const { return false; }
};

}  // namespace spyglass
