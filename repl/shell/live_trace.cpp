#include "repl/shell/live_trace.hpp"

#include <fmt/format.h>

#include "core/report/text.hpp"

namespace spyglass {

void LiveTrace::line(Tid thread, const std::string& text) {
  if (before_) before_();
  seen_.insert(thread);
  out_.line(seen_.size() > 1 ? fmt::format("[pid {}] {}", thread.value(), text) : text);
}

void LiveTrace::call_entered(const Call& call) { seen_.insert(call.thread); }

void LiveTrace::call_left(const Call& call) {
  const bool was_unfinished = unfinished_.erase(call.thread) > 0;
  if (!shows_calls_) return;
  line(call.thread, was_unfinished ? resumed_text(call) : call_text(call));
}

void LiveTrace::mark_unfinished(const Call& call) {
  if (shows_calls_) unfinished_.insert(call.thread);
}

void LiveTrace::signal_arrived(Tid thread, Signal signal, const siginfo_t& info) {
  line(thread, fmt::format("--- {} ---", signal_text(signal, info)));
}

void LiveTrace::process_ended(Pid process, const ExitStatus& status) {
  if (shows_calls_) line(leader_of(process), fmt::format("+++ {} +++", exit_text(status)));
}

void LiveTrace::program_wrote(std::string_view text) {
  if (before_) before_();
  out_.program_text(text);
}

void LiveTrace::new_program() {
  unfinished_.clear();
  seen_.clear();
}

}  // namespace spyglass
