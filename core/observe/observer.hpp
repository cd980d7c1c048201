#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <span>

#include "core/base/result.hpp"
#include "core/observe/plans.hpp"

namespace spyglass::observe {

/// One record, as long as whoever is handed it looks at it.
struct Observation {
  const observed_record& head;
  std::span<const std::byte> pieces;
};

/// Programs in the kernel that write down the calls of watched threads, and the ring in which they
/// hand them over: bpf(2), by way of libbpf. Nobody is stopped. All of it is gone with this object,
/// or with the process that has it; nothing is pinned.
class Observer {
 public:
  struct Options {
    Wanted wanted;
    bool follow = false;                 ///< whatever a watched thread makes is watched too
    bool timed = true;                   ///< records say when; else all their times are 0
    std::uint32_t ring_bytes = 4 << 20;  ///< a power of two, and of whole pages
  };
  /// The error says why this cannot be had here: who may use bpf(2), what the kernel lacks, or that
  /// this spyglass was built without it.
  static Result<std::unique_ptr<Observer>> start(const Options& options);

  Observer(const Observer&) = delete;
  Observer& operator=(const Observer&) = delete;
  virtual ~Observer() = default;

  /// From its next call on.
  virtual Result<void> watch(Tid thread) = 0;
  /// While paused, nobody is watched, at nearly no cost. When it goes on, threads are to be named
  /// again (watch): not all that there are then are known here.
  virtual void pause(bool on) = 0;

  using Take = std::function<void(const Observation&)>;
  /// Hands over the oldest record. False: there is none.
  virtual bool take(const Take& take) = 0;

  /// Positions in the ring, in bytes since its beginning: up to where records were written, and up
  /// to where they were taken.
  [[nodiscard]] virtual std::uint64_t written() const = 0;
  [[nodiscard]] virtual std::uint64_t taken() const = 0;
  /// More is waiting than should be: who is watched should be stopped until it has been taken.
  [[nodiscard]] bool is_filling() const { return written() - taken() > ring_bytes_ / 2; }
  /// Enough is waiting that it is worth looking. Whoever takes each record as it comes fights for
  /// the ring's memory with the processor that writes, which costs the program more than a wait.
  [[nodiscard]] bool has_many() const { return written() - taken() > ring_bytes_ / 64; }
  [[nodiscard]] bool is_drained() const { return written() - taken() < ring_bytes_ / 128; }

  enum class Woken : std::uint8_t {
    maybe,   ///< there are records, or a child of ours has changed its state, or neither
    signal,  ///< a handler of ours ran
  };
  /// Waits for something to happen. Wakes for children too: call wait4(2) then. The calling thread
  /// has SIGCHLD blocked from now on, until this object ends.
  virtual Woken wait() = 0;

  /// Records for which there was no room, in all; threads that could not be watched.
  [[nodiscard]] virtual std::uint64_t lost() const = 0;
  [[nodiscard]] virtual std::uint64_t unwatched() const = 0;
  /// The number of a thread's newest record for which there was no room; 0: there is none.
  [[nodiscard]] virtual std::uint64_t last_lost(Tid thread) const = 0;
  /// This number is no thread's any more, or another one's.
  virtual void forget_lost(Tid thread) = 0;

 protected:
  explicit Observer(std::uint32_t ring_bytes) : ring_bytes_(ring_bytes) {}

 private:
  std::uint32_t ring_bytes_;  ///< programs wake us up from a quarter on
};

}  // namespace spyglass::observe
