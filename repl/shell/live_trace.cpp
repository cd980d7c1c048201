#include "repl/shell/live_trace.hpp"
#include "repl/views/amounts.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "core/report/text.hpp"

namespace spyglass {

std::string LiveTrace::with_thread(Tid thread, const std::string& text) const {
  if (seen_.size() <= 1) return text;
  return fmt::format("[pid {}] {}", number_ ? number_(thread) : thread.value(), text);
}

std::string LiveTrace::short_text(const Call& call) const {
  return with_thread(call.thread, call_text(call, {.result_column = 0}));
}

void LiveTrace::line(Tid thread, const std::string& text) {
  show_fold(thread);
  if (before_) before_();
  seen_.insert(thread);
  out_.line(with_thread(thread, text));
}

void LiveTrace::show_fold(Tid thread) {
  const auto untold = untold_.extract(thread);
  if (untold.empty()) return;
  if (before_) before_();
  out_.line(with_thread(thread, fmt::format("… {} of the dynamic loader; `loader` shows them",
                                            counted(untold.mapped(), "call"))),
            Tone::faint);
}

void LiveTrace::show_folds() {
  while (!untold_.empty()) show_fold(untold_.begin()->first);
}

void LiveTrace::loader_calls(Tid thread) {
  if (folds_loader_) in_loader_.insert(thread);
}

void LiveTrace::call_entered(const Call& call) { seen_.insert(call.thread); }

void LiveTrace::call_left(const Call& call) {
  show_left(call);
  if (after_) after_();
}

void LiveTrace::show_left(const Call& call) {
  const bool was_unfinished = unfinished_.erase(call.thread) > 0;
  const bool by_loader = in_loader_.erase(call.thread) > 0;
  if (!shows_calls_) return;
  if (by_loader && !was_unfinished) {
    folded_.push_back(with_thread(call.thread, call_text(call)));
    ++untold_[call.thread];
    return;
  }
  line(call.thread, was_unfinished ? resumed_text(call) : call_text(call));
}

void LiveTrace::mark_unfinished(const Call& call) {
  if (shows_calls_) unfinished_.insert(call.thread);
}

void LiveTrace::calls_lost(Tid thread, std::uint64_t records) { line(thread, lost_text(records)); }

void LiveTrace::signal_arrived(Tid thread, Signal signal, const siginfo_t& info) {
  line(thread, fmt::format("--- {} ---", signal_text(signal, info)));
}

void LiveTrace::process_ended(Pid process, const ExitStatus& status) {
  if (shows_calls_) line(leader_of(process), fmt::format("+++ {} +++", exit_text(status)));
  if (after_) after_();
}

void LiveTrace::program_wrote(std::string_view text) {
  if (before_) before_();
  out_.program_text(text);
}

void LiveTrace::say(std::string_view lines) {
  if (before_) before_();
  for (std::size_t end = lines.find('\n'); end != std::string_view::npos; end = lines.find('\n')) {
    out_.line(lines.substr(0, end));
    lines.remove_prefix(end + 1);
  }
}

void LiveTrace::stepped(const Trace::Step& step) {
  for (Watcher* other : others_) other->stepped(step);
}

std::optional<std::string> LiveTrace::take_pause() {
  for (Watcher* other : others_) {
    if (auto why = other->take_pause()) return why;
  }
  return std::nullopt;
}

bool LiveTrace::wants_call_stops() const {
  return std::ranges::any_of(others_, &Watcher::wants_call_stops);
}

void LiveTrace::new_program() {
  unfinished_.clear();
  seen_.clear();
  in_loader_.clear();
  folded_.clear();
  untold_.clear();
}

}  // namespace spyglass
