#include "repl/trace/printer.hpp"

#include <fmt/format.h>
#include <time.h>

#include <utility>

#include "core/proc/status.hpp"
#include "core/report/append_number.hpp"
#include "core/report/transfer_text.hpp"
#include "core/syscalls/signals.hpp"
#include "repl/trace/call_facts.hpp"
#include "repl/trace/explanation_text.hpp"

namespace spyglass {

namespace {

using std::chrono::nanoseconds;
using std::chrono::seconds;

/// ".123456": the part of a time below a second, to so many digits; nothing for whole seconds.
void append_fraction(std::string& out, nanoseconds time, Precision precision) {
  const auto digits = static_cast<std::size_t>(precision);
  if (digits == 0) return;
  // A clock that was set back makes a time negative: its sign stands in front of the seconds.
  auto units = static_cast<std::uint64_t>(std::abs((time % seconds(1)).count()));
  for (std::size_t i = digits; i < 9; ++i) units /= 10;
  out += '.';
  append_padded(out, units, digits);
}

void append_seconds(std::string& out, nanoseconds time, Precision precision) {
  append_number(out, std::chrono::duration_cast<seconds>(time).count());
  append_fraction(out, time, precision);
}

void append_clock(std::string& out, const TraceLook& look,
                  std::chrono::system_clock::time_point when) {
  const auto since_epoch = std::chrono::duration_cast<nanoseconds>(when.time_since_epoch());
  if (look.clock == TraceLook::Clock::epoch) {
    append_seconds(out, since_epoch, look.clock_precision);
  } else {
    const time_t whole = std::chrono::duration_cast<seconds>(since_epoch).count();
    tm local{};
    localtime_r(&whole, &local);
    append_padded(out, static_cast<unsigned>(local.tm_hour), 2);
    out += ':';
    append_padded(out, static_cast<unsigned>(local.tm_min), 2);
    out += ':';
    append_padded(out, static_cast<unsigned>(local.tm_sec), 2);
    append_fraction(out, since_epoch, look.clock_precision);
  }
  out += ' ';
}

void append_instruction_pointer(std::string& out, std::optional<Addr> at, std::size_t word_size) {
  const std::size_t digits = word_size * 2;
  out += '[';
  if (at) {
    append_padded(out, at->value(), digits, 16);
  } else {
    out.append(digits, '?');
  }
  out += "] ";
}

/// Spaces in front of all behind `begin`, up to `width`.
void align_right(std::string& out, std::size_t begin, std::size_t width) {
  const std::size_t written = out.size() - begin;
  if (written < width) out.insert(begin, width - written, ' ');
}

}  // namespace

/// A thread's last line is written when it is gone, and its name with it.
const std::string& TracePrinter::command_of(const Trace::Step& step) {
  std::string& known = threads_seen_[step.stop.thread].command;
  if (!look_.naming.wants(ProcessFact::command)) return known;
  std::string now = proc::command_name(step.stop.thread, *step.source);
  if (!now.empty()) known = std::move(now);
  return known;
}

void TracePrinter::begin_with_thread(std::string& line, const Trace::Step& step) {
  if (look_.threads == TraceLook::Threads::never) return;
  const std::string& command = command_of(step);
  const bool when_several = look_.threads == TraceLook::Threads::when_several;
  if (when_several && threads_ <= 1) return;
  if (when_several) line += "[pid ";
  const std::size_t begin = line.size();
  append_number(line, step.stop.thread.value());
  if (when_several) align_right(line, begin, 5);
  if (!command.empty()) {
    line += '<';
    line += command_text(command, look_.text.hex_strings);
    line += '>';
  } else if (!when_several && line.size() < 5) {
    line.resize(5, ' ');
  }
  line += when_several ? "] " : " ";
}

void TracePrinter::begin_line(const Trace::Step& step, Clock::time_point when) {
  const Tid thread = step.stop.thread;
  Page& page = page_of(thread);
  interrupt_open_line(page);
  page.line.clear();
  begin_with_thread(page.line, step);
  const bool with_clock = look_.clock != TraceLook::Clock::none;
  if (with_clock) append_clock(page.line, look_, when);
  if (look_.since_last) {
    const bool first = page.last_line == Clock::time_point{};
    const nanoseconds since = first ? nanoseconds{} : nanoseconds(when - page.last_line);
    const auto digits = static_cast<std::size_t>(*look_.since_last);
    if (with_clock) page.line += "(+";
    const std::size_t begin = page.line.size();
    append_seconds(page.line, since, *look_.since_last);
    align_right(page.line, begin, digits == 0 ? 6 : 7 + digits);
    page.line += with_clock ? ") " : " ";
    page.last_line = when;
  }
  if (look_.call_number) {
    page.line += '[';
    const std::size_t begin = page.line.size();
    append_number(page.line, threads_seen_[thread].last_call.number);
    align_right(page.line, begin, 4);
    page.line += "] ";
  }
  if (look_.instruction_pointer) {
    std::optional<Addr> at;
    std::size_t word_size = abi(threads_seen_[thread].last_call.abi).word_size;
    if (const auto registers = step.registers()) {
      at = registers->program_counter();
      word_size = registers->abi().word_size;
    }
    append_instruction_pointer(page.line, at, word_size);
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
  const bool first = explained_.emplace(step.call->name).second;
  explain(step.stop.thread, first ? explain_call(*step.call) : explain_arguments(*step.call));
}

void TracePrinter::call_entered(const Trace::Step& step) {
  const Tid thread = step.stop.thread;
  const Call& call = *step.call;
  if (!call.never_returns()) threads_seen_[thread].is_inside = true;
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
    begin_line(step, step.wall(step.call->entered));
    append_call_start(page_of(thread).line, *step.call, look_.text);
    return;
  }
  if (page_of(thread).open == thread) return;
  begin_line(step, step.wall_time);
  append_resumed(page_of(thread).line, *step.call);
}

void TracePrinter::call_left(const Trace::Step& step) {
  const Tid thread = step.stop.thread;
  threads_seen_[thread].is_inside = false;
  if (!look_.statuses.contains(static_cast<int>(status_of(*step.call)))) return;
  resume_line(step);
  std::string& line = page_of(thread).line;
  append_call_end(line, *step.call, look_.text);
  if (look_.time_in_call) {
    line += " <";
    append_seconds(line, step.call->left - step.call->entered, *look_.time_in_call);
    line += '>';
  }
  end_line(thread);
  if (step.call->transfer) {
    write_transfer(*step.call->transfer,
                   [&](std::string_view lines) { sinks_.write(thread, lines); });
  }
  explain_call_of(step);
}

void TracePrinter::call_died(const Trace::Step& step) {
  if (!std::exchange(threads_seen_[step.stop.thread].is_inside, false)) return;
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
  if (const auto seen = threads_seen_.find(former); seen != threads_seen_.end()) {
    threads_seen_[leader].last_call = seen->second.last_call;
  }
  if (!silence_.thread_execve) {
    whole_line(step, fmt::format("+++ superseded by execve in pid {} +++", former.value()));
  }
  if (threads_seen_[former].is_inside) threads_seen_[leader].is_inside = true;
  threads_seen_.erase(former);
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
  threads_seen_.erase(thread);
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
    threads_seen_[step.stop.thread].last_call = {entry->call.number, entry->call.abi};
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
  } else if (const auto* lost = std::get_if<event::Lost>(&event)) {
    whole_line(step, lost_text(lost->records));
  }
}

void TracePrinter::let_go(Tid thread) {
  threads_seen_[thread].is_inside = false;
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
