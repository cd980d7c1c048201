#pragma once

#include <chrono>
#include <map>
#include <memory>
#include <optional>

#include "core/base/result.hpp"
#include "core/ptrace/held_back.hpp"
#include "core/ptrace/launch.hpp"
#include "core/ptrace/reports.hpp"

namespace spyglass {

/// One report of the wait loop: which thread, what happened, and, unless it is gone, the right to
/// look at it and to set it going again.
struct Stop {
  Tid thread;
  Pid process;
  Event event;
  std::optional<Stopped> stopped;
  /// The CPU time that the thread has spent in the kernel, where it is counted (wait4(2)).
  std::chrono::nanoseconds system_time{};
};

/// Every thread that we trace, and the only place that waits for them. Follows forks, clones and
/// execs by itself, unless told not to: whatever a traced thread makes is traced too, and is in the
/// table before its first report is handed out.
///
/// Launched programs die with us (PTRACE_O_EXITKILL); attached ones do not, unless told to:
/// destroying the tracer kills the former, waits for their ends, and leaves the latter to the
/// kernel's own detaching, which lets stopped threads run on.
class Tracer {
 public:
  Tracer() = default;
  Tracer(const Tracer&) = delete;
  Tracer& operator=(const Tracer&) = delete;
  ~Tracer();

  /// Of what is launched or attached from now on: whether its children and new threads are traced.
  void follow(bool on) { follow_ = on; }

  /// Of what is attached from now on: whether it dies with us, as launched programs do.
  void kill_attached(bool on) { kills_attached_ = on; }

  /// Whether stops tell the system time; it costs the kernel a sum over all threads at each.
  void count_system_time(bool on) { reports_.count_system_time(on); }

  struct Launched {
    Stop stop;  ///< at the entry of the execve(2) that becomes the program
    Channels channels;
  };
  /// Starts a program, up to the very call that will load it: what fails there is seen as that
  /// call's exit. An error here means that we could not even get so far.
  Result<Launched> launch(const LaunchOptions& options);

  /// Takes control of all threads of a process and asks them to stop; each reports Interrupted.
  /// On an error nothing stays attached.
  Result<void> attach(Pid process);

  /// The next report, or nothing when there is none right now.
  std::optional<Stop> poll();
  /// Waits for the next report. Nothing when a signal handler of ours ran, or when no thread is
  /// left to wait for.
  std::optional<Stop> wait();

  /// The next report of one thread, while all others' wait. Nothing when there is none right now,
  /// or the thread is no child or tracee of ours.
  enum class Wait : std::uint8_t { yes, no };
  std::optional<Stop> next_of(Tid thread, Wait wait);
  /// Takes back that a thread was made to execute one instruction: until it is resumed in another
  /// way the processor goes on stepping, and whoever is let go then, as by our end, dies of
  /// SIGTRAP. It executes nothing, and reports Interrupted unless something has happened to it.
  std::optional<Stop> stop_stepping(Stopped thread);
  /// A thread that nobody is to hear of: it is no longer in the table, and what it reports is lost.
  void leave_out(Tid thread) { threads_.erase(thread); }

  using Table = std::map<Tid, std::shared_ptr<ThreadRecord>>;
  [[nodiscard]] const Table& threads() const { return threads_; }
  [[nodiscard]] bool empty() const { return threads_.empty(); }

  /// Asks every running thread to stop; one that is held back goes on at once, to stop then.
  void interrupt_all();
  /// The same for those that are at work; whoever waits in the kernel goes on waiting.
  void interrupt_busy();
  /// Lets go of a thread for good.
  Result<void> detach(Stopped thread);
  /// Sends SIGKILL; the threads report Gone.
  static void kill(Pid process);
  /// Kills a process that nobody is to hear of, and waits until it is gone.
  static void end(Pid process) {
    kill(process);
    bury(process);
  }

 private:
  std::optional<Stop> wait_until(std::optional<ResumeClock::time_point> limit);
  std::optional<Stop> report(Tid thread, int status);
  std::optional<Stop> run_to_execve(Tid child);
  ThreadRecord& add(Tid thread, Pid process, const ThreadRecord* maker);
  static void note_call(ThreadRecord& record, Event& event);
  void expect(Tid child, const ThreadRecord& maker);
  void take_over(ThreadRecord& leader, Tid former);
  static void bury(Pid process);
  Result<void> seize_tasks(Pid process);

  Table threads_;
  HeldBack held_back_;
  Reports reports_;
  bool follow_ = true;
  bool kills_attached_ = false;
};

}  // namespace spyglass
