#include "repl/trace/json_reporter.hpp"

#include "core/report/json.hpp"
#include "repl/trace/call_facts.hpp"

namespace spyglass {

void JsonReporter::write(Tid thread, const std::string& object) {
  sinks_.write(thread, object + '\n');
}

void JsonReporter::write_call(const Trace::Step& step) {
  const Call& call = *step.call;
  if (!statuses_.contains(static_cast<int>(status_of(call)))) return;
  write(step.stop.thread, call_json(call, step.wall(call.entered)));
}

void JsonReporter::show(const Trace::Step& step, std::size_t threads) {
  (void)threads;
  const Tid thread = step.stop.thread;
  const Event& event = step.stop.event;
  const EventPlace place{step.stop.process, thread, step.wall_time};
  if (call_over(step)) write_call(step);
  if (const auto* signal = std::get_if<event::SignalStop>(&event)) {
    if (!silence_.signals.contains(signal->signal.value())) return;
    const LiveNames names(naming_, thread, *step.source);
    const DecodeOptions options{.names = names.if_wanted()};
    write(thread, signal_json(place, signal->signal, signal->info, options));
  } else if (const auto* stop = std::get_if<event::GroupStop>(&event)) {
    if (!silence_.signals.contains(stop->signal.value())) return;
    write(thread, stopped_json(place, stop->signal));
  } else if (std::holds_alternative<event::Started>(event)) {
    write(thread, started_json(place));
  } else if (const auto* exec = std::get_if<event::Exec>(&event)) {
    if (exec->former == thread) return;
    if (!silence_.thread_execve) write(thread, superseded_json(place, exec->former));
  } else if (const auto* lost = std::get_if<event::Lost>(&event)) {
    write(thread, lost_json(place, lost->records));
  } else if (const auto* gone = std::get_if<event::Gone>(&event)) {
    if (!silence_.exits) write(thread, ended_json(place, gone->status));
    sinks_.close(thread);
  }
}

}  // namespace spyglass
