#pragma once

#include <map>

#include "core/report/summary.hpp"
#include "repl/trace/reporter.hpp"
#include "repl/trace/sink.hpp"

namespace spyglass {

/// -c, -C: counts the calls, and ends with a table of them.
class SummaryReporter final : public Reporter {
 public:
  struct Options {
    SummaryLook look;
    SummaryRow::Time overhead{};  ///< -O: taken off each call
    bool wall_clock = false;      ///< -w: the time on the clock, in place of the system's
  };
  SummaryReporter(Sinks& sinks, Options options)
      : sinks_(sinks), options_(std::move(options)), summary_(options_.overhead) {}

  void show(const Trace::Step& step, std::size_t threads) override;
  void finish() override;

 private:
  [[nodiscard]] SummaryRow::Time spent(const Trace::Step& step) const;

  Sinks& sinks_;
  Options options_;
  Summary summary_;
  std::uint64_t lost_ = 0;                   ///< records
  std::map<Tid, SummaryRow::Time> entered_;  ///< the system time at the entry of the call at hand
};

}  // namespace spyglass
