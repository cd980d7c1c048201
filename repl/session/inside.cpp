// Calls that a session carries out inside its program.

#include <fmt/format.h>
#include <poll.h>

#include <array>

#include "core/encode/encode.hpp"
#include "repl/expression.hpp"
#include "repl/session/grave_calls.hpp"
#include "repl/session/session.hpp"

namespace spyglass {

namespace {

using std::chrono::milliseconds;

constexpr std::size_t shown_bytes = 512;  ///< of buffers that were filled: there is room for one

/// Whatever it was that could not be done to a thread that is gone.
tl::unexpected<Error> ended_meanwhile(Tid thread, const Error& error) {
  return tl::make_unexpected(Error{
      error.kind,
      fmt::format("thread {} has ended: something has killed it since it stopped", thread.value()),
      error.number});
}

}  // namespace

Result<Visit> Session::begin_visit() {
  const Held* held = focused();
  if (held == nullptr) return not_stopped();
  if (auto possible = Visit::possible(held->event); !possible) {
    return tl::make_unexpected(possible.error());
  }
  const auto registers = held->stopped.registers();
  if (!registers) return tl::make_unexpected(registers.error());
  auto taken = std::move(held_.extract(focus_).mapped());
  Visit visit(trace_.tracer(), {std::move(taken.stopped), taken.event}, *registers);
  auto begun = visit.begin([this](const Visit& whole) { return guard_visit(whole); });
  if (begun) return visit;
  if (begun.error().gone()) {
    lose(visit.thread(), visit.process(), visit);
    return ended_meanwhile(visit.thread(), begun.error());
  } else {
    stop_guarding_visit(visit.thread());
    auto place = std::move(visit).abandon();
    held_.emplace(focus_, Held{std::move(place.stopped), place.event, taken.shown});
  }
  return tl::make_unexpected(begun.error());
}

Result<void> Session::end_visit(Visit& visit) {
  const Tid thread = visit.thread();
  const Pid process = visit.process();
  auto place = visit.end();
  symbols_are_old_ = true;
  if (!place) {
    lose(thread, process, visit);
    return ended_meanwhile(thread, place.error());
  }
  stop_guarding_visit(thread);
  held_.emplace(thread, Held{std::move(place->stopped), place->event, true});
  return {};
}

void Session::lose(Tid thread, Pid process, const Visit& visit) {
  stop_guarding_visit(thread);
  const auto& threads = trace_.tracer().threads();
  if (!threads.contains(thread)) {
    const event::Gone gone{visit.gone().value_or(ExitStatus{})};
    const Trace::Step step{{thread, process, gone, std::nullopt},
                           nullptr,
                           Call::Clock::now(),
                           std::chrono::system_clock::now()};
    record_step(step);
    (void)on_gone(step);
  }
  // Something has killed it, and it is on its way to its end, as all of its process are. SIGKILL
  // wakes them wherever they stand, but at PTRACE_EVENT_EXIT; and a leader's end comes last.
  const auto ends = [&](Pid whose, const Event& event) {
    return whose == process && std::holds_alternative<event::Exiting>(event);
  };
  for (const Tid other : threads.contains(thread) ? held_threads(process) : std::vector<Tid>{}) {
    const auto held = held_.find(other);
    if (!ends(process, held->second.event)) continue;
    (void)std::move(held_.extract(held).mapped().stopped).resume(Resume::run);
  }
  while (threads.contains(thread) && !held_.contains(thread)) {
    auto step = trace_.wait();
    if (!step) continue;
    note(*step);
    if (ends(step->stop.process, step->stop.event)) {
      (void)std::move(*step->stop.stopped).resume(Resume::run);
    } else {
      keep(std::move(*step));
    }
  }
}

void Session::take_replaced(Visit& visit) {
  const Tid thread = visit.thread();
  const Pid process = visit.process();
  auto place = std::move(visit).abandon();
  breakpoints_[process].forget_all();
  stop_guarding(process);
  traps_.forget_memory(process);
  if (process == main_process_) checkpoints_.forget_all();
  forget_undo();
  symbols_are_old_ = true;
  finish_recording();  // it is of the program that is gone
  held_.emplace(thread, Held{std::move(place.stopped), place.event, true});
}

Tid Session::take_child(const Visit& visit, Stopped child) {
  // It stands where the program stands, and may be looked at as that.
  (void)child.set_registers(visit.registers_before_call());
  const Tid thread = child.thread();
  note_number(thread);
  breakpoints_.emplace(child.process(), Breakpoints(breakpoints_[visit.process()]));
  traps_.inherit(visit.process(), child.process());
  guard_child(visit.process(), child.process());
  held_.emplace(thread, Held{std::move(child), event::Started{}, true});
  return thread;
}

tl::unexpected<Error> Session::leave_after(Visit& visit, const Error& error) {
  if (error.gone()) {
    lose(visit.thread(), visit.process(), visit);
    return ended_meanwhile(visit.thread(), error);
  }
  (void)end_visit(visit);
  return tl::make_unexpected(error);
}

Visit::Patience Session::patience_for(milliseconds limit) {
  const auto start = std::chrono::steady_clock::now();
  return [this, limit, start] {
    write_terminal_to_watcher(terminal_.read_available());
    std::array<pollfd, 2> sources = {pollfd{signals_.fd(), POLLIN, 0},
                                     pollfd{terminal_.fd(), POLLIN, 0}};
    poll(sources.data(), sources.size(), 20);
    signals_.collect();
    const bool over = limit.count() > 0 && std::chrono::steady_clock::now() - start > limit;
    return !over && !signals_.take_interrupt() && !signals_.leaving();
  };
}

Result<Session::DoneInside> Session::do_call(const WrittenCall& written, milliseconds limit) {
  const auto registers = this->registers();
  if (!registers) return tl::make_unexpected(registers.error());
  const auto encoded = encode_call(written, registers->abi(),
                                   [&](std::string_view name) { return evaluate(*this, name); });
  if (!encoded) return tl::make_unexpected(encoded.error());
  const DecodeRules rules{.all = {.string_limit = shown_bytes}};
  // Before anything is touched.
  const auto planned = decode_entry(encoded->numbers_at(Addr()), *memory(), rules);
  if (auto harmless = check_harmless(planned); !harmless) {
    return tl::make_unexpected(harmless.error());
  }

  trap_actions_.clear();  // it may be about signals
  auto visit = begin_visit();
  if (!visit) return tl::make_unexpected(visit.error());
  const Tid thread = visit->thread();
  const Pid process = visit->process();
  Addr base;
  if (encoded->size() != 0) {
    const auto borrowed = visit->borrow(encoded->size());
    if (!borrowed) return leave_after(*visit, borrowed.error());
    base = *borrowed;
    if (auto done = visit->memory().write(base, encoded->image_at(base)); !done) {
      return leave_after(*visit, done.error());
    }
  }
  const CallNumbers numbers = encoded->numbers_at(base);
  DoneInside done;
  done.call = decode_entry(numbers, visit->memory(), rules);
  done.call.thread = thread;
  done.call.process = process;
  auto answer = visit->call_as_program(numbers, patience_for(limit));
  write_terminal_to_watcher(terminal_.read_available());
  if (!answer) {
    done.call.no_return = true;
    if (!answer.error().gone()) return leave_after(*visit, answer.error());
    lose(thread, process, *visit);
    return done;
  }
  done.interrupted = answer->interrupted;
  if (!answer->interrupted) decode_exit(done.call, answer->result, visit->memory(), rules);
  if (answer->replaced) {
    done.replaced = true;
    take_replaced(*visit);
    return done;
  }
  if (answer->made) done.made = take_child(*visit, std::move(*answer->made));
  if (auto ended = end_visit(*visit); !ended) return tl::make_unexpected(ended.error());
  record_change(thread);
  return done;
}

}  // namespace spyglass
