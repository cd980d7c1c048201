#pragma once

#include <chrono>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <vector>

#include "core/call_pairs.hpp"
#include "core/live_names.hpp"
#include "core/netlink_sockets.hpp"
#include "core/observe/observed_memory.hpp"
#include "core/observe/observer.hpp"

namespace spyglass {

/// Calls as an Observer's records tell them, decoded by the same rules as those of stopped threads.
/// Borrows the pairs and the names, which are told of other events by whoever traces.
class ObservedCalls {
 public:
  /// `names` may be null.
  ObservedCalls(std::unique_ptr<observe::Observer> observer, CallPairs& pairs, LiveNames* names)
      : observer_(std::move(observer)), pairs_(pairs), names_(names) {}

  /// A half of a call, or that records are missing (event::Lost).
  struct Told {
    Tid thread;
    Pid process;
    Event event;
    /// At an exit, the time that the thread had a processor in the call; at an entry, none.
    std::chrono::nanoseconds system_time{};
    std::shared_ptr<Call> call;
    Call::Clock::time_point when;
  };
  /// The oldest that was not told yet; null while the ring is empty. It is there, and stays as it
  /// is, until the next is asked for.
  Told* next();
  /// Of a record that was taken from the ring, a half is yet to be told.
  [[nodiscard]] bool is_in_the_middle() const { return stage_ != Stage::told; }

  /// Of a thread that is stopped, or gone, when all has been told that was written before: whether
  /// its newest records are missing (event::Lost).
  Told* losses_of(Tid thread, Pid process);

  /// This thread, which stands still, is watched from now on. It may stand in a call of which its
  /// tracer has told the entry.
  Result<void> begin(Tid thread);
  /// A thread that called execve(2) has its process's number now (event::Exec).
  void became_leader(Tid former, Tid leader);
  /// It is gone. A thread that ended by itself is waited for late, and where its process ended
  /// meanwhile, the kernel tells of the process's end in place of the thread's: put right here.
  void gone(Tid thread, Pid process, ExitStatus& status);

  [[nodiscard]] observe::Observer& observer() { return *observer_; }
  [[nodiscard]] const observe::Observer& observer() const { return *observer_; }

 private:
  void take(const observe::Observation& observation);
  Told* tell_losses();
  Told* tell_entry();
  Told* tell_exit();
  Told* tell(Tid thread, Pid process, Call::Clock::time_point when);
  void pair();
  bool is_told_entry();
  void mark_uncaptured(Value& value);

  std::unique_ptr<observe::Observer> observer_;
  CallPairs& pairs_;
  LiveNames* names_;
  NetlinkSockets sockets_;
  std::set<Tid> in_call_;  ///< as they were when they were watched, and not heard of since

  enum class Stage : std::uint8_t { arrived, entry, exit, told };
  Stage stage_ = Stage::told;  ///< of the record at hand, what is to be told next
  Told told_;                  ///< made in its place, for each of millions
  observed_record head_{};
  std::uint64_t missing_ = 0;      ///< records before it
  std::vector<std::byte> pieces_;  ///< of its memory; observed_ borrows them
  observe::ObservedMemory observed_;

  /// Of a thread whose next record is yet to come.
  struct Awaited {
    std::uint64_t sequence = 0;     ///< of the record before
    std::vector<std::byte> pieces;  ///< that came ahead, in records of their own
  };
  std::map<Tid, Awaited> awaited_;
};

}  // namespace spyglass
