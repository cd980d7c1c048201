#pragma once

#include <map>
#include <memory>

#include "core/decode/call.hpp"
#include "core/ptrace/event.hpp"

namespace spyglass {

/// Puts the two halves of calls together: they are two events of a thread, and between them other
/// threads report theirs. Keeps, for each thread, the call that it is in. Needs no living program:
/// events of a recording go through it as those of a trace do.
class CallPairs {
 public:
  using Time = Call::Clock::time_point;

  /// Names that the rules borrow must be about the thread whose event is taken.
  explicit CallPairs(DecodeRules rules) : rules_(std::move(rules)) {}

  /// What an event says of calls: the call that begins or ends with it, or null. A call that ended
  /// without an exit comes marked no_return: with the Exiting and the Gone event of a thread that
  /// dies inside it, and with the Exec event of another thread, which took the leader's place in
  /// the middle of the leader's call. `memory` is the thread's.
  std::shared_ptr<Call> take(Tid thread, Pid process, const Event& event, const Memory& memory,
                             Time now);

  /// The call that a thread is in, or null.
  [[nodiscard]] std::shared_ptr<Call> current(Tid thread) const;
  /// Reads a call at whose entry the thread stands once more, after somebody changed registers or
  /// memory. Whoever holds the call sees it as it now is.
  void read_again(Tid thread, const CallNumbers& numbers, const Memory& memory);
  /// A thread has been put back to the entry of a call that it had made before: the new call.
  std::shared_ptr<Call> enter_again(Tid thread, Pid process, const CallNumbers& numbers,
                                    const Memory& memory, Time now);
  /// Reads again, or enters where the thread is in no call that is known.
  std::shared_ptr<Call> stand_at_entry(Tid thread, Pid process, const CallNumbers& numbers,
                                       const Memory& memory, Time now);
  /// A thread has been put to a place outside of calls.
  void forget(Tid thread) { (void)take_current(thread); }

 private:
  /// Of a thread, as long as it lives.
  struct Place {
    Pid process{};
    std::shared_ptr<Call> call = {};  ///< that it is in, or null
    std::string interrupted = {};     ///< what restart_syscall goes on with, or nothing
  };

  std::shared_ptr<Call> enter(Tid thread, Pid process, const CallNumbers& numbers,
                              const Memory& memory, Time now);
  std::shared_ptr<Call> leave(Tid thread, std::int64_t result, const Memory& memory, Time now);
  std::shared_ptr<Call> exec(Tid thread, Pid process, Tid former, Time now);
  std::shared_ptr<Call> take_current(Tid thread);

  DecodeRules rules_;
  std::map<Tid, Place> places_;
};

}  // namespace spyglass
