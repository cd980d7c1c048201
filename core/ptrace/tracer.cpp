#include "core/ptrace/tracer.hpp"

#include <fmt/format.h>
#include <signal.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <set>
#include <utility>

#include "core/proc/status.hpp"
#include "core/ptrace/classify.hpp"

namespace spyglass {

namespace {

/// Asks the kernel for what classify needs for this kind of status, and for nothing else: each
/// question is a call of ours at every stop of theirs.
StopDetails ask_details(Tid thread, int status, const ThreadRecord& record) {
  StopDetails details;
  details.stepping = record.resumed_for == Resume::one_instruction;
  switch (status_kind(status)) {
    case StatusKind::call:
    case StatusKind::filter:
      if (auto call = door::call_info(thread)) details.call = *call;
      break;
    case StatusKind::event: details.message = door::event_message(thread).value_or(0); break;
    case StatusKind::signal: details.info = door::signal_info(thread).value_or(siginfo_t{}); break;
    case StatusKind::exited:
    case StatusKind::group:
    case StatusKind::stopped: break;
  }
  return details;
}

Signal signal_of(const Event& event) {
  if (const auto* stop = std::get_if<event::SignalStop>(&event)) return stop->signal;
  if (const auto* stop = std::get_if<event::GroupStop>(&event)) return stop->signal;
  return no_signal;
}

bool is_trap(int status) {
  return status_kind(status) == StatusKind::signal && WSTOPSIG(status) == SIGTRAP;
}

}  // namespace

Tracer::~Tracer() {
  std::set<Pid> ours;
  for (const auto& [thread, record] : threads_) {
    if (record->dies_with_us) ours.insert(record->process);
  }
  for (const Pid process : ours) kill(process);
  for (const auto& [thread, record] : threads_) {
    // SIGKILL wakes a stopped thread, except one that stands at PTRACE_EVENT_EXIT already.
    if (record->dies_with_us && record->stopped) (void)door::resume(thread, Resume::run, no_signal);
  }
  for (const Report& unheard : reports_.collected()) {
    if (WIFSTOPPED(unheard.status)) (void)door::resume(unheard.thread, Resume::run, no_signal);
  }
  for (const Pid process : ours) bury(process);
}

void Tracer::bury(Pid process) {
  // A killed thread still stops at PTRACE_EVENT_EXIT and stays there until it is resumed; the
  // leader's end is reported after all others', so it comes last.
  for (;;) {
    const auto threads = proc::threads_of(process);
    if (threads.empty()) return;
    const Tid thread = threads.back();
    int status = 0;
    if (waitpid(thread.value(), &status, __WALL) == thread.value()) {
      if (WIFSTOPPED(status)) (void)door::resume(thread, Resume::run, no_signal);
    } else if (errno != EINTR && thread == leader_of(process)) {
      return;  // a zombie that is no longer ours, but its parent's
    }
  }
}

ThreadRecord& Tracer::add(Tid thread, Pid process, const ThreadRecord* maker) {
  auto& record = threads_[thread];
  record = std::make_shared<ThreadRecord>(
      ThreadRecord{.thread = thread,
                   .process = process,
                   .dies_with_us = maker != nullptr && maker->dies_with_us,
                   .abi = maker == nullptr ? native_abi().id : maker->abi,
                   .filtered = maker != nullptr && maker->filtered});
  return *record;
}

std::optional<Stop> Tracer::poll() { return wait_until(ResumeClock::time_point::min()); }

std::optional<Stop> Tracer::wait() { return wait_until(std::nullopt); }

std::optional<Stop> Tracer::wait_until(std::optional<ResumeClock::time_point> limit) {
  while (!threads_.empty()) {
    if (!held_back_.empty()) held_back_.resume_until(ResumeClock::now());
    const auto [outcome, heard] =
        reports_.next(limit ? limit : held_back_.next(), threads_.size() > 1);
    switch (outcome) {
      case Reports::Outcome::report:
        if (auto stop = report(heard.thread, heard.status)) {
          stop->system_time = heard.system_time;
          return stop;
        }
        break;
      case Reports::Outcome::none_yet:
        if (limit) return std::nullopt;
        break;
      case Reports::Outcome::interrupted: return std::nullopt;
      case Reports::Outcome::nobody_left: threads_.clear(); break;
    }
  }
  return std::nullopt;
}

std::optional<Stop> Tracer::next_of(Tid thread, Wait wait) {
  for (;;) {
    int status = 0;
    const pid_t id = waitpid(thread.value(), &status, __WALL | (wait == Wait::no ? WNOHANG : 0));
    if (id == 0) return std::nullopt;
    if (id > 0) {
      if (auto stop = report(thread, status)) return stop;
    } else if (errno != EINTR) {
      return std::nullopt;
    }
  }
}

std::optional<Stop> Tracer::stop_stepping(Stopped thread) {
  const Tid id = thread.thread();
  // One that is gone will say so.
  (void)door::interrupt(id);
  (void)std::move(thread).resume(Resume::run);
  return next_of(id, Wait::yes);
}

std::optional<Stop> Tracer::report(Tid thread, int status) {
  held_back_.drop(thread);
  auto known = threads_.find(thread);
  if (known == threads_.end()) {
    // A child of a traced thread may report before its parent's event does. Whatever else dies
    // as a child of ours, a program that was let go for example, is nobody's stop.
    const auto child = proc::status(thread);
    if (status_kind(status) == StatusKind::exited || !child) return std::nullopt;
    const bool is_process = leader_of(child->process) == thread;
    const auto maker = threads_.find(leader_of(is_process ? child->parent : child->process));
    add(thread, child->process, maker == threads_.end() ? nullptr : maker->second.get());
    known = threads_.find(thread);
  }
  const std::shared_ptr<ThreadRecord> record = known->second;
  const bool first = !std::exchange(record->seen, true);
  if (status_kind(status) == StatusKind::filter && record->in_call) {
    // Its entry was reported already, since somebody had asked for all calls.
    (void)door::resume(thread, Resume::to_call, no_signal);
    return std::nullopt;
  }

  StopDetails details = ask_details(thread, status, *record);
  details.first_stop = first;
  Stop stop{thread, record->process, {}, std::nullopt};
  if (status_kind(status) != StatusKind::exited) {
    record->stopped = true;
    stop.stopped = Stopped(record, held_back_);
    if (is_trap(status)) {
      if (const auto registers = stop.stopped->registers()) {
        details.program_counter = registers->program_counter();
        details.trap_advances = registers->abi().trap_advances;
      }
    }
  }
  stop.event = classify(status, details);
  if (stop.stopped) {
    stop.stopped->rule_ = restart_rule(stop.event);
    stop.stopped->signal_ = signal_of(stop.event);
  }
  note_call(*record, stop.event);
  if (const auto* made = std::get_if<event::NewThread>(&stop.event)) expect(made->child, *record);
  if (const auto* exec = std::get_if<event::Exec>(&stop.event)) take_over(*record, exec->former);
  if (std::holds_alternative<event::Gone>(stop.event)) threads_.erase(thread);
  return stop;
}

void Tracer::note_call(ThreadRecord& record, Event& event) {
  if (auto* entry = std::get_if<event::CallEntry>(&event)) {
    entry->new_abi = entry->call.abi != record.abi;
    record.abi = entry->call.abi;
    record.in_call = true;
  } else if (std::holds_alternative<event::CallExit>(event)) {
    record.in_call = false;
  }
}

void Tracer::expect(Tid child, const ThreadRecord& maker) {
  // Its maker may end before it reports. If it has reported already, and ended, we no longer are
  // its tracer.
  const auto status = proc::status(child);
  if (threads_.contains(child) || !status || status->tracer != Pid(getpid())) return;
  add(child, status->process, &maker);
}

void Tracer::take_over(ThreadRecord& leader, Tid former) {
  // ptrace(2), "execve(2) under ptrace": the thread that called execve now has the leader's id, and
  // is inside that call; the leader itself is gone without a report, as all others may be.
  leader.in_call = true;
  if (const auto found = threads_.find(former); found != threads_.end()) {
    leader.abi = found->second->abi;
  }
  std::erase_if(threads_, [&](const auto& entry) {
    const bool other = entry.second->process == leader.process && entry.first != leader.thread;
    if (other) held_back_.drop(entry.first);
    return other;
  });
}

Result<Tracer::Launched> Tracer::launch(const LaunchOptions& options) {
  auto child = prepare_child(options);
  if (!child) return tl::make_unexpected(child.error());
  const Tid thread = leader_of(child->process);
  ThreadRecord& record = add(thread, child->process, nullptr);
  record.dies_with_us = options.placement == Placement::parent;
  record.seen = true;
  const auto give_up = [&](const tl::unexpected<Error>& error) {
    if (threads_.erase(thread) != 0) {  // else its end was reported
      kill(child->process);
      bury(child->process);
    }
    // A child that could not get ready says why, and may have ended before we could seize it.
    int number = 0;
    const bool told = read(child->failure.get(), &number, sizeof number) == sizeof number;
    return told ? fail_errno(fmt::format("cannot prepare {}", options.path), number) : error;
  };
  if (auto seized = door::seize(thread, {.kill_with_us = record.dies_with_us,
                                         .stop_at_filter = options.filter.has_value(),
                                         .follow = follow_});
      !seized) {
    return give_up(tl::make_unexpected(seized.error()));
  }
  const char byte = 1;
  if (write(child->go.get(), &byte, 1) != 1) {
    return give_up(fail_errno("cannot start the program", errno));
  }
  auto stop = run_to_execve(thread);
  if (!stop) return give_up(fail(fmt::format("{} ended before it began", options.path)));
  record.filtered = options.filter.has_value();
  return Launched{std::move(*stop), std::move(child->channels)};
}

std::optional<Stop> Tracer::run_to_execve(Tid child) {
  for (;;) {
    int status = 0;
    if (waitpid(child.value(), &status, __WALL) < 0) {
      if (errno == EINTR) continue;
      return std::nullopt;
    }
    auto stop = report(child, status);
    if (!stop || !stop->stopped) return std::nullopt;
    const auto* entry = std::get_if<event::CallEntry>(&stop->event);
    if (entry != nullptr && entry->call.number == SYS_execve) return stop;
    if (!std::move(*stop->stopped).resume(Resume::to_call)) return std::nullopt;
  }
}

Result<void> Tracer::attach(Pid process) {
  auto seized = seize_tasks(process);
  if (seized) {
    interrupt_all();
    return {};
  }
  // Threads that were seized before one could not be: nothing of ours may stay in there. Detaching
  // wants a stop, which an interrupt brings about.
  for (const Tid thread : proc::threads_of(process)) {
    if (!threads_.contains(thread)) continue;
    int status = 0;
    if (door::interrupt(thread) && waitpid(thread.value(), &status, __WALL) == thread.value()) {
      (void)door::detach(thread, no_signal);
    }
    threads_.erase(thread);
  }
  return seized;
}

Result<void> Tracer::seize_tasks(Pid process) {
  // Threads may be made while we go through the list: go on until a pass finds no new one. Those
  // that a seized thread makes are seized by the kernel.
  for (bool found = true; found;) {
    found = false;
    for (const Tid thread : proc::threads_of(process)) {
      if (threads_.contains(thread)) continue;
      auto seized = door::seize(thread, {.kill_with_us = kills_attached_, .follow = follow_});
      if (!seized && seized.error().gone() && thread != leader_of(process)) continue;
      if (!seized && threads_.contains(leader_of(process)) &&
          proc::status(thread).value_or(proc::Status{}).tracer == Pid(getpid())) {
        continue;
      }
      if (!seized) return seized;
      ThreadRecord& record = add(thread, process, nullptr);
      record.seen = true;
      record.dies_with_us = kills_attached_;
      found = true;
    }
  }
  if (!threads_.contains(leader_of(process))) {
    return fail_errno(fmt::format("cannot attach to process {}", process.value()), ESRCH);
  }
  return {};
}

void Tracer::interrupt_all() {
  for (const auto& [thread, record] : threads_) {
    // One that is gone will say so by itself.
    if (!record->stopped) (void)door::interrupt(thread);
  }
  held_back_.resume_until(ResumeClock::time_point::max());
}

void Tracer::interrupt_busy() {
  for (const auto& [thread, record] : threads_) {
    if (record->stopped) continue;
    const auto status = proc::status(thread);
    if (status && status->state == 'R') (void)door::interrupt(thread);
  }
}

Result<void> Tracer::detach(Stopped thread) {
  threads_.erase(thread.thread());
  return std::move(thread).detach();
}

void Tracer::kill(Pid process) {
  // The end that follows is waited for, without a limit: should something between us and the kernel
  // refuse this (a filter that others gave us), there is another way to say it.
  if (::kill(process.value(), SIGKILL) == 0 || errno == ESRCH) return;
  (void)syscall(SYS_tgkill, process.value(), process.value(), SIGKILL);
}

}  // namespace spyglass
