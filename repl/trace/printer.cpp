#include "repl/trace/printer.hpp"

#include <fmt/format.h>
#include <time.h>

#include "core/syscalls/signals.hpp"

namespace spyglass {

namespace {

std::string clock_text(TraceLook::Clock clock) {
  timespec now{};
  clock_gettime(CLOCK_REALTIME, &now);
  const auto microseconds = now.tv_nsec / 1000;
  if (clock == TraceLook::Clock::epoch) return fmt::format("{}.{:06} ", now.tv_sec, microseconds);
  tm local{};
  localtime_r(&now.tv_sec, &local);
  std::string text = fmt::format("{:02}:{:02}:{:02}", local.tm_hour, local.tm_min, local.tm_sec);
  if (clock == TraceLook::Clock::microseconds) text += fmt::format(".{:06}", microseconds);
  return text + ' ';
}

bool never_returns(const Call& call) {
  return call.row != nullptr && call.row->returns == Returns::nothing;
}

}  // namespace

void TracePrinter::begin_line(Tid thread) {
  interrupt_open_line();
  if (look_.always_thread) {
    line_ = fmt::format("{:<5} ", thread.value());
  } else if (threads_ > 1) {
    line_ = fmt::format("[pid {:>5}] ", thread.value());
  }
  if (look_.since_last) {
    const auto now = std::chrono::steady_clock::now();
    const auto since =
        last_line_ == decltype(last_line_){} ? decltype(now - last_line_){} : now - last_line_;
    line_ += fmt::format("{:>12.6f} ", std::chrono::duration<double>(since).count());
    last_line_ = now;
  }
  if (look_.clock != TraceLook::Clock::none) line_ += clock_text(look_.clock);
}

void TracePrinter::interrupt_open_line() {
  if (!open_) return;
  line_ += unfinished_mark;
  end_line();
}

void TracePrinter::end_line() {
  line_ += '\n';
  sink_.write(std::string_view(line_).substr(written_));
  line_.clear();
  written_ = 0;
  open_.reset();
}

void TracePrinter::whole_line(Tid thread, const std::string& text) {
  begin_line(thread);
  line_ += text;
  end_line();
}

std::string TracePrinter::time_in(const Call& call) const {
  if (!look_.time_in_call) return {};
  const std::chrono::duration<double> spent = call.left - call.entered;
  return fmt::format(" <{:.6f}>", spent.count());
}

void TracePrinter::call_entered(const Trace::Step& step) {
  begin_line(step.stop.thread);
  append_call_start(line_, *step.call);
  if (never_returns(*step.call)) {
    append_call_end(line_, *step.call, look_.text);
    end_line();
    return;
  }
  open_ = step.stop.thread;
  // Somebody who watches sees at once where the program waits.
  sink_.write(std::string_view(line_).substr(written_));
  written_ = line_.size();
}

void TracePrinter::call_left(const Trace::Step& step) {
  const Tid thread = step.stop.thread;
  if (open_ != thread) {
    begin_line(thread);
    line_ += fmt::format("<... {} resumed>", step.call->name);
  }
  append_call_end(line_, *step.call, look_.text);
  line_ += time_in(*step.call);
  end_line();
}

void TracePrinter::show(const Trace::Step& step, std::size_t threads) {
  threads_ = threads;
  const Tid thread = step.stop.thread;
  const Event& event = step.stop.event;
  if (std::holds_alternative<event::CallEntry>(event) && step.call) {
    call_entered(step);
  } else if (std::holds_alternative<event::CallExit>(event) && step.call) {
    call_left(step);
  } else if (const auto* signal = std::get_if<event::SignalStop>(&event)) {
    whole_line(thread, fmt::format("--- {} ---", signal_text(signal->signal, signal->info)));
  } else if (const auto* stop = std::get_if<event::GroupStop>(&event)) {
    whole_line(thread, fmt::format("--- stopped by {} ---", signal_name(stop->signal)));
  } else if (const auto* gone = std::get_if<event::Gone>(&event)) {
    whole_line(thread, fmt::format("+++ {} +++", exit_text(gone->status)));
  }
}

void TracePrinter::finish() {
  interrupt_open_line();
  sink_.flush();
}

}  // namespace spyglass
