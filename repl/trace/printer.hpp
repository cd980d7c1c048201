#pragma once

#include <chrono>
#include <optional>

#include "core/report/text.hpp"
#include "core/trace.hpp"
#include "repl/trace/sink.hpp"

namespace spyglass {

/// How the lines of a trace look; the defaults are strace's.
struct TraceLook {
  TextOptions text;
  enum class Clock : std::uint8_t { none, seconds, microseconds, epoch };
  Clock clock = Clock::none;   ///< -t, -tt, -ttt
  bool since_last = false;     ///< -r: seconds since the line before
  bool time_in_call = false;   ///< -T
  bool always_thread = false;  ///< each line says whose it is, as in a file with -f
};

/// Turns the events of a trace into strace's lines: a call's first half as it is made, its second
/// when it returns, <unfinished ...> and <... resumed> where another thread came in between.
class TracePrinter {
 public:
  TracePrinter(Sink& sink, TraceLook look) : sink_(sink), look_(look) {}

  /// `threads`: how many are traced at this moment; more than one makes lines say whose they are.
  void show(const Trace::Step& step, std::size_t threads);
  /// Something else is about to be written to where the lines go: ends a line that is open.
  void pause() { interrupt_open_line(); }
  /// Ends what is open and writes what is left.
  void finish();

 private:
  void begin_line(Tid thread);
  void call_entered(const Trace::Step& step);
  void call_left(const Trace::Step& step);
  void whole_line(Tid thread, const std::string& text);
  void interrupt_open_line();
  void end_line();
  [[nodiscard]] std::string time_in(const Call& call) const;

  Sink& sink_;
  TraceLook look_;
  std::size_t threads_ = 1;
  std::string line_;         ///< as far as it is known
  std::size_t written_ = 0;  ///< how much of it was handed to the sink
  std::optional<Tid> open_;  ///< whose call the open line shows
  std::chrono::steady_clock::time_point last_line_{};
};

}  // namespace spyglass
