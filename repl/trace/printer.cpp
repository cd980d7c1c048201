#include "repl/trace/printer.hpp"

#include <fmt/format.h>
#include <time.h>

#include "core/proc/status.hpp"
#include "core/report/transfer_text.hpp"
#include "core/syscalls/signals.hpp"
#include "repl/trace/call_facts.hpp"
#include "repl/trace/explanation_text.hpp"

namespace spyglass {

namespace {

using std::chrono::nanoseconds;
using std::chrono::seconds;

/// ".123456": the part of a time below a second, to so many digits; nothing for whole seconds.
std::string fraction(nanoseconds time, Precision precision) {
  const auto digits = static_cast<int>(precision);
  if (digits == 0) return {};
  auto units = (time % seconds(1)).count();
  for (int i = digits; i < 9; ++i) units /= 10;
  return fmt::format(".{:0{}}", units, digits);
}

std::string seconds_text(nanoseconds time, Precision precision) {
  return fmt::format("{}{}", std::chrono::duration_cast<seconds>(time).count(),
                     fraction(time, precision));
}

std::string clock_text(const TraceLook& look, std::chrono::system_clock::time_point when) {
  const auto since_epoch = std::chrono::duration_cast<nanoseconds>(when.time_since_epoch());
  if (look.clock == TraceLook::Clock::epoch) {
    return seconds_text(since_epoch, look.clock_precision) + ' ';
  }
  const time_t whole = std::chrono::duration_cast<seconds>(since_epoch).count();
  tm local{};
  localtime_r(&whole, &local);
  return fmt::format("{:02}:{:02}:{:02}{} ", local.tm_hour, local.tm_min, local.tm_sec,
                     fraction(since_epoch, look.clock_precision));
}

std::string instruction_pointer_text(std::optional<Addr> at, std::size_t word_size) {
  const std::size_t digits = word_size * 2;
  if (!at) return fmt::format("[{}] ", std::string(digits, '?'));
  return fmt::format("[{:0{}x}] ", at->value(), digits);
}

}  // namespace

/// A thread's last line is written when it is gone, and its name with it.
std::string TracePrinter::command_behind(const Trace::Step& step) {
  const Tid thread = step.stop.thread;
  if (!look_.naming.wants(ProcessFact::command)) return {};
  std::string& known = commands_[thread];
  if (std::string now = proc::command_name(thread, *step.source); !now.empty())
    known = std::move(now);
  return known.empty() ? known : fmt::format("<{}>", command_text(known, look_.text.hex_strings));
}

std::string TracePrinter::thread_prefix(const Trace::Step& step) {
  const Tid thread = step.stop.thread;
  const bool one_alone = look_.threads == TraceLook::Threads::when_several && threads_ <= 1;
  if (look_.threads == TraceLook::Threads::never) return {};
  const std::string command = command_behind(step);
  if (one_alone) return {};
  if (look_.threads == TraceLook::Threads::when_several) {
    return fmt::format("[pid {:>5}{}] ", thread.value(), command);
  }
  return command.empty() ? fmt::format("{:<5} ", thread.value())
                         : fmt::format("{}{} ", thread.value(), command);
}

void TracePrinter::begin_line(const Trace::Step& step, Clock::time_point when) {
  const Tid thread = step.stop.thread;
  Page& page = page_of(thread);
  interrupt_open_line(page);
  page.line = thread_prefix(step);
  const bool with_clock = look_.clock != TraceLook::Clock::none;
  if (with_clock) page.line += clock_text(look_, when);
  if (look_.since_last) {
    const bool first = page.last_line == Clock::time_point{};
    const nanoseconds since = first ? nanoseconds{} : nanoseconds(when - page.last_line);
    const int digits = static_cast<int>(*look_.since_last);
    const std::string time =
        fmt::format("{:>{}}", seconds_text(since, *look_.since_last), digits == 0 ? 6 : 7 + digits);
    page.line += with_clock ? fmt::format("(+{}) ", time) : time + ' ';
    page.last_line = when;
  }
  if (look_.call_number) page.line += fmt::format("[{:>4}] ", last_calls_[thread].number);
  if (look_.instruction_pointer) {
    std::optional<Addr> at;
    std::size_t word_size = abi(last_calls_[thread].abi).word_size;
    if (const auto registers = step.registers()) {
      at = registers->program_counter();
      word_size = registers->abi().word_size;
    }
    page.line += instruction_pointer_text(at, word_size);
  }
}

void TracePrinter::interrupt_open_line(Page& page) {
  if (!page.open) return;
  page.line += unfinished_mark;
  end_line(*page.open);
}

void TracePrinter::end_line(Tid thread) {
  Page& page = page_of(thread);
  page.line += '\n';
  sinks_.write(thread, std::string_view(page.line).substr(page.written));
  page.line.clear();
  page.written = 0;
  page.open.reset();
}

void TracePrinter::whole_line(const Trace::Step& step, const std::string& text) {
  const Tid thread = step.stop.thread;
  begin_line(step, step.wall_time);
  page_of(thread).line += text;
  end_line(thread);
}

void TracePrinter::explain(Tid thread, const Explanation& explanation) {
  if (look_.explain) sinks_.write(thread, explanation_text(explanation));
}

void TracePrinter::explain_call_of(const Trace::Step& step) {
  if (!look_.explain) return;
  const bool first = explained_.insert(step.call->name).second;
  explain(step.stop.thread, first ? explain_call(*step.call) : explain_arguments(*step.call));
}

void TracePrinter::call_entered(const Trace::Step& step) {
  const Tid thread = step.stop.thread;
  const Call& call = *step.call;
  if (!call.never_returns()) inside_.insert(thread);
  if (waits_for_the_end()) {
    const bool over = call.never_returns();
    if (!over || !look_.statuses.contains(static_cast<int>(CallStatus::unfinished))) return;
  }
  begin_line(step, step.wall_time);
  Page& page = page_of(thread);
  append_call_start(page.line, call, look_.text);
  if (call.never_returns()) {
    append_call_end(page.line, call, look_.text);
    end_line(thread);
    explain_call_of(step);
    return;
  }
  page.open = thread;
  // Somebody who watches sees at once where the program waits.
  sinks_.write(thread, std::string_view(page.line).substr(page.written));
  page.written = page.line.size();
}

void TracePrinter::resume_line(const Trace::Step& step) {
  const Tid thread = step.stop.thread;
  if (waits_for_the_end()) {
    begin_line(step, wall_time(step, step.call->entered));
    append_call_start(page_of(thread).line, *step.call, look_.text);
    return;
  }
  if (page_of(thread).open == thread) return;
  begin_line(step, step.wall_time);
  page_of(thread).line += fmt::format("<... {} resumed>", step.call->name);
}

void TracePrinter::call_left(const Trace::Step& step) {
  const Tid thread = step.stop.thread;
  inside_.erase(thread);
  if (!look_.statuses.contains(static_cast<int>(status_of(*step.call)))) return;
  resume_line(step);
  std::string& line = page_of(thread).line;
  append_call_end(line, *step.call, look_.text);
  if (look_.time_in_call) {
    line += fmt::format(" <{}>",
                        seconds_text(step.call->left - step.call->entered, *look_.time_in_call));
  }
  end_line(thread);
  if (step.call->transfer) {
    write_transfer(*step.call->transfer,
                   [&](std::string_view lines) { sinks_.write(thread, lines); });
  }
  explain_call_of(step);
}

void TracePrinter::call_died(const Trace::Step& step) {
  if (inside_.erase(step.stop.thread) == 0) return;
  if (!look_.statuses.contains(static_cast<int>(CallStatus::unfinished))) return;
  resume_line(step);
  append_call_death(page_of(step.stop.thread).line, *step.call, look_.text);
  end_line(step.stop.thread);
  explain_call_of(step);
}

void TracePrinter::execve_took_over(const Trace::Step& step) {
  const Tid leader = step.stop.thread;
  const Tid former = std::get<event::Exec>(step.stop.event).former;
  if (former == leader) return;
  if (page_of(former).open == former) {
    page_of(former).line += fmt::format(" <pid changed to {} ...>", leader.value());
    end_line(former);
  }
  if (step.call) call_died(step);
  if (const auto last = last_calls_.extract(former)) last_calls_[leader] = last.mapped();
  if (!silence_.thread_execve) {
    whole_line(step, fmt::format("+++ superseded by execve in pid {} +++", former.value()));
  }
  if (inside_.erase(former) != 0) inside_.insert(leader);
  close_page(former);
}

void TracePrinter::close_page(Tid thread) {
  if (!sinks_.separate()) return;
  pages_.erase(thread);
  sinks_.close(thread);
}

void TracePrinter::thread_gone(const Trace::Step& step) {
  const Tid thread = step.stop.thread;
  if (step.call) call_died(step);
  const ExitStatus& status = std::get<event::Gone>(step.stop.event).status;
  // A signal that is not to be seen is not seen killing either.
  const bool unseen = status.was_killed() && !silence_.signals.contains(status.killed_by.value());
  if (!silence_.exits && !unseen) {
    whole_line(step, fmt::format("+++ {} +++", exit_text(status)));
    explain(thread, explain_end(status));
  }
  last_calls_.erase(thread);
  commands_.erase(thread);
  inside_.erase(thread);
  close_page(thread);
}

void TracePrinter::show(const Trace::Step& step, std::size_t threads) {
  const Event& event = step.stop.event;
  // Whose last line this is counts still: with others it needs its id.
  threads_ = threads + (std::holds_alternative<event::Gone>(event) ? 1 : 0);
  if (const auto* entry = std::get_if<event::CallEntry>(&event)) {
    // Also of calls that are not shown.
    if (entry->new_abi && !silence_.personality) {
      whole_line(step, fmt::format("[ Process PID={} runs in {} bit mode. ]",
                                   step.stop.thread.value(), abi(entry->call.abi).word_size * 8));
    }
    last_calls_[step.stop.thread] = {entry->call.number, entry->call.abi};
    if (step.call) call_entered(step);
  } else if (std::holds_alternative<event::CallExit>(event) && step.call) {
    call_left(step);
  } else if (const auto* signal = std::get_if<event::SignalStop>(&event)) {
    if (!silence_.signals.contains(signal->signal.value())) return;
    const LiveNames names(look_.naming, step.stop.thread, *step.source);
    const DecodeOptions options{.names = names.if_wanted()};
    whole_line(step, fmt::format("--- {} ---",
                                 signal_text(signal->signal, signal->info, look_.text, options)));
    explain(step.stop.thread, explain_signal(signal->signal, signal->info));
  } else if (const auto* stop = std::get_if<event::GroupStop>(&event)) {
    if (!silence_.signals.contains(stop->signal.value())) return;
    whole_line(step, fmt::format("--- stopped by {} ---", signal_name(stop->signal)));
  } else if (std::holds_alternative<event::Exec>(event)) {
    execve_took_over(step);
  } else if (std::holds_alternative<event::Exiting>(event)) {
    if (step.call) call_died(step);
  } else if (std::holds_alternative<event::Gone>(event)) {
    thread_gone(step);
  }
}

void TracePrinter::let_go(Tid thread) {
  inside_.erase(thread);
  Page& page = page_of(thread);
  if (page.open != thread) return;
  page.line += " <detached ...>";
  end_line(thread);
}

void TracePrinter::pause() {
  for (auto& [thread, page] : pages_) interrupt_open_line(page);
}

void TracePrinter::finish() {
  pause();
  (void)sinks_.flush();
}

}  // namespace spyglass
