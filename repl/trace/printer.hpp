#pragma once

#include <chrono>
#include <map>
#include <optional>
#include <set>

#include "core/report/explain.hpp"
#include "repl/trace/look.hpp"
#include "repl/trace/reporter.hpp"
#include "repl/trace/silence.hpp"
#include "repl/trace/sink.hpp"

namespace spyglass {

/// Turns the events of a trace into strace's lines: a call's first half as it is made, its second
/// when it returns, <unfinished ...> and <... resumed> where another thread came in between.
class TracePrinter final : public Reporter {
 public:
  TracePrinter(Sinks& sinks, TraceLook look, Silence silence)
      : sinks_(sinks), look_(std::move(look)), silence_(std::move(silence)) {}

  void show(const Trace::Step& step, std::size_t threads) override;
  void let_go(Tid thread) override;
  void pause() override;
  void finish() override;

 private:
  using Clock = std::chrono::system_clock;
  /// What is written in one place; the threads of a -ff trace have one each.
  struct Page {
    std::string line = {};                   ///< as far as it is known
    std::size_t written = 0;                 ///< how much of it was handed to the sink
    std::optional<Tid> open = std::nullopt;  ///< whose call the open line shows
    Clock::time_point last_line = {};
  };

  Page& page_of(Tid thread) { return pages_[sinks_.separate() ? thread : Tid{}]; }
  void begin_line(const Trace::Step& step, Clock::time_point when);
  void begin_with_thread(std::string& line, const Trace::Step& step);
  const std::string& command_of(const Trace::Step& step);
  void call_entered(const Trace::Step& step);
  void call_left(const Trace::Step& step);
  void call_died(const Trace::Step& step);
  void execve_took_over(const Trace::Step& step);
  void thread_gone(const Trace::Step& step);
  /// Nothing more will be written for a thread that has a file of its own.
  void close_page(Tid thread);
  void whole_line(const Trace::Step& step, const std::string& text);
  void resume_line(const Trace::Step& step);
  void explain(Tid thread, const Explanation& explanation);
  void explain_call_of(const Trace::Step& step);
  void interrupt_open_line(Page& page);
  void end_line(Tid thread);
  [[nodiscard]] bool waits_for_the_end() const { return !look_.statuses.is_all(); }

  Sinks& sinks_;
  TraceLook look_;
  Silence silence_;
  std::size_t threads_ = 1;
  std::map<Tid, Page> pages_;
  struct LastCall {
    std::uint64_t number = 0;
    AbiId abi = native_abi().id;
  };
  /// Of a thread, as long as it lives.
  struct ThreadSeen {
    LastCall last_call = {};
    std::string command = {};  ///< -Y: what it was called when last seen
    bool is_inside = false;    ///< its call was begun here, and is not over
  };
  std::map<Tid, ThreadSeen> threads_seen_;
  std::set<std::string> explained_;  ///< calls whose row was shown: once is enough
};

}  // namespace spyglass
