#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>

#include "core/report/chrome.hpp"
#include "repl/trace/look.hpp"
#include "repl/trace/program_names.hpp"
#include "repl/trace/reporter.hpp"
#include "repl/trace/silence.hpp"
#include "repl/trace/sink.hpp"

namespace spyglass {

/// --chrome: one document of Chrome's trace events, as docs/outputs.md describes it. Each event is
/// written when it is over; of a thread, only the call that it is in is kept.
class ChromeReporter final : public Reporter {
 public:
  ChromeReporter(Sinks& sinks, NumberSet statuses, Silence silence, Naming naming)
      : sinks_(sinks),
        statuses_(std::move(statuses)),
        silence_(std::move(silence)),
        naming_(std::move(naming)) {}

  void show(const Trace::Step& step, std::size_t threads) override;
  void let_go(Tid thread) override;
  void finish() override;

 private:
  using Moment = Call::Clock::time_point;
  /// A thread, as long as it lives.
  struct Row {
    Pid process;
    std::string name = {};
    std::string written_name = {};               ///< as the document has it so far
    std::shared_ptr<const Call> call = nullptr;  ///< that it is in
    /// Where that is shown: under the number that the thread had when it made the call.
    Tid track{};
  };
  using Rows = std::map<Tid, Row>;

  void write(const std::string& event);
  void write_instant(const Trace::Step& step, const ChromeInstant& instant);
  void write_call(const Call& call, Tid track, std::chrono::nanoseconds duration);
  [[nodiscard]] std::chrono::nanoseconds since_start(Moment moment) const;
  void note_time(const Trace::Step& step);
  Row& row_of(const Trace::Step& step);
  /// Those that are news are written before what happens under them: a process that is about to
  /// become the program has no name yet that is worth seeing.
  void write_names(Pid process, Tid thread);
  void begin_call(Row& row, const Trace::Step& step);
  void end_call(Row& row, const Trace::Step& step);
  /// The call that a thread is in will not be seen returning.
  void break_off(Row& row, Moment until, CallStatus status);
  void take_over(const Trace::Step& step, Tid former);
  void thread_gone(const Trace::Step& step);
  void tell_signal(const Trace::Step& step, const event::SignalStop& signal);

  Sinks& sinks_;
  NumberSet statuses_;  ///< of CallStatus; others are not written
  Silence silence_;
  Naming naming_;
  ProgramNames names_;
  std::map<Pid, std::string> written_names_;  ///< of processes
  Rows rows_;
  std::optional<Moment> start_;  ///< from which times are counted
  std::optional<std::chrono::system_clock::time_point> wall_start_;
  Moment latest_{};
  bool is_begun_ = false;  ///< the document
};

}  // namespace spyglass
