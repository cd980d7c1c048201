#pragma once

#include <signal.h>

#include <cstdint>
#include <string_view>

#include "core/base/exit_status.hpp"
#include "core/decode/call.hpp"

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
};

}  // namespace spyglass
