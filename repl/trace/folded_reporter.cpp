#include "repl/trace/folded_reporter.hpp"

#include <fmt/format.h>

#include "core/report/call_subject.hpp"
#include "core/report/call_time.hpp"
#include "core/report/text.hpp"
#include "repl/complain.hpp"
#include "repl/trace/call_facts.hpp"

namespace spyglass {

void FoldedReporter::show(const Trace::Step& step, std::size_t threads) {
  (void)threads;
  names_.take(step);
  const Pid process = step.stop.process;
  const auto call = call_over(step);
  const auto time = call ? time_in_kernel(*call) : std::nullopt;
  if (time && statuses_.contains(static_cast<int>(status_of(*call)))) {
    const std::string& name = names_.of(process);
    stacks_.add(name.empty() ? fmt::format("process-{}", process.value()) : name, call->name,
                subject_of(*call), *time);
  }
  if (const auto* lost = std::get_if<event::Lost>(&step.stop.event)) {
    lost_ += lost->records;
  } else if (std::holds_alternative<event::Gone>(step.stop.event) &&
             step.stop.thread == leader_of(process)) {
    names_.forget(process);
  }
}

void FoldedReporter::finish() {
  sinks_.write({}, stacks_.text());
  (void)sinks_.flush();
  if (stacks_.has_others()) {
    complain(
        fmt::format("there are more than {} different stacks: the time of those that came "
                    "last stands under (others)",
                    stacks_.most()));
  }
  if (lost_ != 0) complain(lost_text(lost_));
}

}  // namespace spyglass
