#pragma once

#include <deque>
#include <map>

#include "core/decode/call.hpp"

namespace spyglass {

/// When threads stood ready for whatever comes: in poll(2) and its kin, and in calls that read.
/// Tells of a silence how much of it a process has only waited.
class WaitingTimes {
 public:
  using Time = Call::Clock::time_point;

  /// The calls that must be seen, in the notation of CallSet::parse.
  static std::string calls();

  /// A call has come back. `reads`: it waited for bytes.
  void note(const Call& call, bool reads);
  void forget(Tid thread) { threads_.erase(thread); }

  /// How long, in that time, the thread of a process that waited most did so.
  [[nodiscard]] Call::Clock::duration of(Pid process, Time from, Time to) const;

 private:
  struct Span {
    Time from, to;
  };
  struct Thread {
    Pid process{};
    std::deque<Span> spans;
  };
  std::map<Tid, Thread> threads_;
};

}  // namespace spyglass
