#include "repl/trace/chrome_reporter.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "core/proc/status.hpp"
#include "core/report/call_time.hpp"
#include "core/report/json.hpp"
#include "core/report/text.hpp"
#include "core/report/value_json.hpp"
#include "core/syscalls/signals.hpp"
#include "repl/trace/call_facts.hpp"

namespace spyglass {

void ChromeReporter::write(const std::string& event) {
  sinks_.write({}, (is_begun_ ? ",\n" : "{\"traceEvents\":[\n") + event);
  is_begun_ = true;
}

void ChromeReporter::write_names(Pid process, Tid thread) {
  const std::string& program = names_.of(process);
  std::string& written = written_names_[process];
  if (written != program) {
    written = program;
    write(chrome_process_name({process, leader_of(process), {}}, program));
  }
  const auto found = rows_.find(thread);
  if (found == rows_.end()) return;
  Row& row = found->second;
  if (row.name.empty()) row.name = program;
  if (row.name.empty()) row.name = fmt::format("thread {}", thread.value());
  if (row.written_name == row.name) return;
  row.written_name = row.name;
  write(chrome_thread_name({process, thread, {}}, row.name));
}

void ChromeReporter::write_instant(const Trace::Step& step, const ChromeInstant& instant) {
  write_names(step.stop.process, step.stop.thread);
  write(chrome_instant({step.stop.process, step.stop.thread, since_start(step.when)}, instant));
}

void ChromeReporter::write_call(const Call& call, Tid track, std::chrono::nanoseconds duration) {
  write_names(call.process, track);
  write(chrome_call({call.process, track, since_start(call.entered)}, call, duration));
}

/// What began before anything was seen, is seen from then on.
std::chrono::nanoseconds ChromeReporter::since_start(Moment moment) const {
  return std::max(moment - *start_, std::chrono::nanoseconds{});
}

void ChromeReporter::note_time(const Trace::Step& step) {
  if (!start_) {
    start_ = step.when;
    wall_start_ = step.wall_time;
  }
  latest_ = std::max(latest_, step.when);
}

ChromeReporter::Row& ChromeReporter::row_of(const Trace::Step& step) {
  const Tid thread = step.stop.thread;
  names_.take(step);
  const auto [found, is_new] = rows_.try_emplace(thread, Row{step.stop.process});
  Row& row = found->second;
  const Call* call = step.call.get();
  const bool is_renamed = std::holds_alternative<event::Exec>(step.stop.event) ||
                          (call != nullptr && call->name == "prctl" && !call->in_kernel());
  if (!is_new && !is_renamed) return row;
  std::string name = proc::command_name(thread, *step.source);
  if (!name.empty()) row.name = std::move(name);
  return row;
}

void ChromeReporter::begin_call(Row& row, const Trace::Step& step) {
  // Its end was lost, if there is one.
  break_off(row, step.when, CallStatus::unfinished);
  row.call = step.call;
  row.track = step.stop.thread;
}

void ChromeReporter::end_call(Row& row, const Trace::Step& step) {
  const Tid track = row.call ? row.track : step.stop.thread;
  row.call = nullptr;
  if (!step.call || !statuses_.contains(static_cast<int>(status_of(*step.call)))) return;
  write_call(*step.call, track, time_in_kernel(*step.call).value_or(std::chrono::nanoseconds{}));
}

void ChromeReporter::break_off(Row& row, Moment until, CallStatus status) {
  const auto call = std::exchange(row.call, nullptr);
  if (!call || !statuses_.contains(static_cast<int>(status))) return;
  write_call(*call, row.track, std::max(until - call->entered, std::chrono::nanoseconds{}));
}

/// Of the process's threads, one executed another program: it goes on under the first one's number,
/// and the others are gone, mostly without a word.
void ChromeReporter::take_over(const Trace::Step& step, Tid former) {
  const Tid leader = step.stop.thread;
  for (auto& [thread, row] : rows_) {
    const bool is_other = row.process == step.stop.process && thread != former;
    if (is_other) break_off(row, step.when, CallStatus::unfinished);
  }
  if (former != leader) {
    if (const auto found = rows_.find(former); found != rows_.end()) {
      if (found->second.call) write_names(step.stop.process, former);
      Row& row = rows_[leader];
      row.call = std::move(found->second.call);
      row.track = former;
    }
    if (!silence_.thread_execve) {
      const auto by = std::to_string(former.value());
      write_instant(step, {"superseded by execve", "thread", false, {{"thread", by}}});
    }
  }
  std::erase_if(rows_, [&](const auto& entry) {
    return entry.second.process == step.stop.process && entry.first != leader;
  });
}

void ChromeReporter::thread_gone(const Trace::Step& step) {
  const Stop& stop = step.stop;
  break_off(rows_[stop.thread], step.when, CallStatus::unfinished);
  const bool is_process = stop.thread == leader_of(stop.process);
  if (!silence_.exits) {
    const auto& status = std::get<event::Gone>(stop.event).status;
    write_instant(step, {exit_text(status), is_process ? "process" : "thread", is_process});
  }
  rows_.erase(stop.thread);
  if (!is_process) return;
  names_.forget(stop.process);
  written_names_.erase(stop.process);
}

void ChromeReporter::tell_signal(const Trace::Step& step, const event::SignalStop& signal) {
  if (!silence_.signals.contains(signal.signal.value())) return;
  const LiveNames names(naming_, step.stop.thread, *step.source);
  const DecodeOptions options{.names = names.if_wanted()};
  write_instant(step, {std::string(signal_name(signal.signal)),
                       "signal",
                       false,
                       {{"info", signal_text(signal.signal, signal.info, {}, options)}}});
}

void ChromeReporter::show(const Trace::Step& step, std::size_t threads) {
  (void)threads;
  note_time(step);
  Row& row = row_of(step);
  const Stop& stop = step.stop;
  const Event& event = stop.event;
  if (std::holds_alternative<event::CallEntry>(event)) {
    begin_call(row, step);
  } else if (std::holds_alternative<event::CallExit>(event)) {
    end_call(row, step);
  } else if (const auto* signal = std::get_if<event::SignalStop>(&event)) {
    tell_signal(step, *signal);
  } else if (const auto* group = std::get_if<event::GroupStop>(&event)) {
    if (!silence_.signals.contains(group->signal.value())) return;
    const bool of_process = true;
    write_instant(step,
                  {fmt::format("stopped by {}", signal_name(group->signal)), "signal", of_process});
  } else if (std::holds_alternative<event::Started>(event)) {
    const bool is_process = stop.thread == leader_of(stop.process);
    write_instant(step, {"started", is_process ? "process" : "thread", is_process});
  } else if (const auto* exec = std::get_if<event::Exec>(&event)) {
    take_over(step, exec->former);
  } else if (const auto* lost = std::get_if<event::Lost>(&event)) {
    write_instant(
        step,
        {"records of calls lost", "lost", false, {{"records", std::to_string(lost->records)}}});
  } else if (std::holds_alternative<event::Gone>(event)) {
    thread_gone(step);
  }
}

void ChromeReporter::let_go(Tid thread) {
  const auto found = rows_.find(thread);
  if (found == rows_.end()) return;
  // Nothing has happened since the call was made, and it has taken time all the same.
  break_off(found->second, std::max(latest_, Call::Clock::now()), CallStatus::detached);
  rows_.erase(found);
}

void ChromeReporter::finish() {
  for (auto& [thread, row] : rows_) break_off(row, latest_, CallStatus::unfinished);
  std::string end = is_begun_ ? "\n]" : "{\"traceEvents\":[]";
  end += ",\"displayTimeUnit\":\"ns\"";
  if (wall_start_) {
    const Json start = {{"start", time_text(*wall_start_)}};
    end += ",\"otherData\":" + json_text(start);
  }
  sinks_.write({}, end + "}\n");
  (void)sinks_.flush();
}

}  // namespace spyglass
