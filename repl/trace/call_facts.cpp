#include "repl/trace/call_facts.hpp"

namespace spyglass {

CallStatus status_of(const Call& call) {
  if (call.no_return || call.never_returns()) return CallStatus::unfinished;
  return call.error() ? CallStatus::failed : CallStatus::successful;
}

std::shared_ptr<const Call> call_over(const Trace::Step& step) {
  if (!step.call) return nullptr;
  const bool never_returns = step.call->never_returns();
  if (step.call->in_kernel() && !never_returns) return nullptr;
  const Event& event = step.stop.event;
  const auto* exec = std::get_if<event::Exec>(&event);
  // Of the thread whose place another one took.
  const bool is_cut_off = exec != nullptr && exec->former != step.stop.thread;
  const bool died_inside = std::holds_alternative<event::Gone>(event) && !never_returns;
  const bool is_half = std::holds_alternative<event::CallEntry>(event) ||
                       std::holds_alternative<event::CallExit>(event);
  return is_half || is_cut_off || died_inside ? step.call : nullptr;
}

}  // namespace spyglass
