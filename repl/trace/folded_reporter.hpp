#pragma once

#include "core/report/folded_stacks.hpp"
#include "repl/trace/program_names.hpp"
#include "repl/trace/reporter.hpp"
#include "repl/trace/sink.hpp"

namespace spyglass {

/// --folded: adds up where the time went, and ends with lines for flame graphs; docs/outputs.md.
class FoldedReporter final : public Reporter {
 public:
  FoldedReporter(Sinks& sinks, NumberSet statuses)
      : sinks_(sinks), statuses_(std::move(statuses)) {}

  void show(const Trace::Step& step, std::size_t threads) override;
  void finish() override;

 private:
  Sinks& sinks_;
  NumberSet statuses_;  ///< of CallStatus; others do not count
  ProgramNames names_;
  FoldedStacks stacks_;
  std::uint64_t lost_ = 0;  ///< records
};

}  // namespace spyglass
