#include "repl/trace/summary_reporter.hpp"

#include "core/report/text.hpp"

namespace spyglass {

SummaryRow::Time SummaryReporter::spent(const Trace::Step& step) const {
  if (options_.wall_clock) return step.call->left - step.call->entered;
  const auto entry = entered_.find(step.stop.thread);
  if (entry == entered_.end()) return {};
  return step.stop.system_time - entry->second;
}

void SummaryReporter::show(const Trace::Step& step, std::size_t threads) {
  (void)threads;
  const Event& event = step.stop.event;
  if (std::holds_alternative<event::CallEntry>(event)) {
    entered_[step.stop.thread] = step.stop.system_time;
  } else if (std::holds_alternative<event::CallExit>(event) && step.call) {
    summary_.add(*step.call, spent(step));
  } else if (const auto* lost = std::get_if<event::Lost>(&event)) {
    lost_ += lost->records;
  } else if (std::holds_alternative<event::Gone>(event)) {
    entered_.erase(step.stop.thread);
  }
}

void SummaryReporter::finish() {
  sinks_.write({}, summary_.text(options_.look));
  if (lost_ != 0) sinks_.write({}, lost_text(lost_) + '\n');
  (void)sinks_.flush();
}

}  // namespace spyglass
