#pragma once

#include <array>
#include <map>
#include <optional>

#include "core/base/result.hpp"

namespace spyglass {

/// Bytes that the processor itself watches. Only the program's own instructions count: what the
/// kernel writes there, read(2) for example, goes unnoticed.
struct WatchedRange {
  Addr at;
  std::size_t size;    ///< 1, 2, 4 or 8, and `at` divisible by it
  bool reads = false;  ///< reports reads, too
  bool operator==(const WatchedRange&) const = default;
};

/// What the debug registers of one process's threads are to watch. The registers belong to threads:
/// a new one begins with none, and so does every process after execve(2). So each thread is armed
/// when it stops for the first time after a change.
class Watchpoints {
 public:
  static constexpr std::size_t most = 4;  ///< as many as x86 has
  using Slot = std::size_t;

  /// An error where the processor cannot watch such a range, or has no register left for it.
  Result<Slot> add(WatchedRange range);
  void remove(Slot slot);
  [[nodiscard]] bool empty() const;

  /// Makes a stopped thread watch what is to be watched; costs nothing when it does already.
  Result<void> arm(Tid thread);
  /// A stopped thread watches nothing any more, as before it is let go.
  void disarm(Tid thread);
  /// A stopped thread of a process of which nothing is known.
  static void clear(Tid thread);
  void forget(Tid thread) { armed_.erase(thread); }
  /// For a process that is a copy of this one: its threads are not armed yet.
  [[nodiscard]] Watchpoints inherited() const;

  /// Which slots a stopped thread has hit since its hits were taken last.
  using Hits = std::array<bool, most>;
  [[nodiscard]] Hits hits(Tid thread) const;
  Hits take_hits(Tid thread);

 private:
  using Slots = std::array<std::optional<WatchedRange>, most>;
  Slots slots_;
  std::map<Tid, Slots> armed_;  ///< what each thread watches; missing: nothing
};

}  // namespace spyglass
