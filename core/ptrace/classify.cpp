#include "core/ptrace/classify.hpp"

#include <sys/wait.h>

#include "core/ptrace/door.hpp"

namespace spyglass {

namespace {

/// The signals that stop a process: a PTRACE_EVENT_STOP that carries one is a group stop.
bool is_stopping_signal(int number) {
  return number == SIGSTOP || number == SIGTSTP || number == SIGTTIN || number == SIGTTOU;
}

int ptrace_event(int status) { return status >> 16; }

Event classify_event(int status, const StopDetails& details) {
  using Kind = event::NewThread::Kind;
  const Tid child(static_cast<pid_t>(details.message));
  switch (ptrace_event(status)) {
    case door::event_fork: return event::NewThread{Kind::fork, child};
    case door::event_vfork: return event::NewThread{Kind::vfork, child};
    case door::event_clone: return event::NewThread{Kind::clone, child};
    case door::event_exec: return event::Exec{Tid(static_cast<pid_t>(details.message))};
    case door::event_exit: return event::Exiting{exit_status(static_cast<int>(details.message))};
    default: return event::Interrupted{};
  }
}

Event classify_signal(int status, const StopDetails& details) {
  const Signal signal(WSTOPSIG(status));
  if (signal.value() == SIGTRAP) {
    // A trap instruction is reported with SI_KERNEL; a step with TRAP_TRACE, and one that ran over
    // a call with TRAP_BRKPT. Codes of 0 and less come from kill(2) and its kin: a real signal.
    if (details.info.si_code == SI_KERNEL) {
      return event::Breakpoint{details.program_counter - details.trap_advances, details.info};
    }
    // Debug registers are set by a tracer alone, so this is no news to the program.
    if (details.info.si_code == TRAP_HWBKPT) return event::Watchpoint{};
    // A step that led into a signal handler is reported before the handler's first instruction,
    // with the signal's own number as its code.
    const int code = details.info.si_code;
    if (details.stepping && (code == TRAP_TRACE || code == TRAP_BRKPT || code == SIGTRAP)) {
      return event::SingleStep{};
    }
  }
  return event::SignalStop{signal, details.info};
}

Event classify_call(const StopDetails& details) {
  if (const auto* entry = std::get_if<event::CallEntry>(&details.call)) return *entry;
  if (const auto* exit = std::get_if<event::CallExit>(&details.call)) return *exit;
  // The kernel reports "neither" when a tracer attached in the middle of a call.
  return event::Interrupted{};
}

}  // namespace

StatusKind status_kind(int status) {
  if (WIFEXITED(status) || WIFSIGNALED(status)) return StatusKind::exited;
  if (ptrace_event(status) == door::event_stop) {
    return is_stopping_signal(WSTOPSIG(status)) ? StatusKind::group : StatusKind::stopped;
  }
  if (ptrace_event(status) == door::event_seccomp) return StatusKind::filter;
  if (ptrace_event(status) != 0) return StatusKind::event;
  if (WSTOPSIG(status) == door::call_stop_signal) return StatusKind::call;
  return StatusKind::signal;
}

ExitStatus exit_status(int status) {
  if (WIFSIGNALED(status)) {
    return {
        .code = 0, .killed_by = Signal(WTERMSIG(status)), .dumped_core = WCOREDUMP(status) != 0};
  }
  return {.code = WEXITSTATUS(status), .killed_by = no_signal, .dumped_core = false};
}

Event classify(int status, const StopDetails& details) {
  const StatusKind kind = status_kind(status);
  if (details.first_stop && kind == StatusKind::stopped) return event::Started{};
  switch (kind) {
    case StatusKind::exited: return event::Gone{exit_status(status)};
    case StatusKind::call:
    case StatusKind::filter: return classify_call(details);
    case StatusKind::event: return classify_event(status, details);
    case StatusKind::group: return event::GroupStop{Signal(WSTOPSIG(status))};
    case StatusKind::stopped: return event::Interrupted{};
    case StatusKind::signal: break;
  }
  return classify_signal(status, details);
}

RestartRule restart_rule(const Event& event) {
  if (std::holds_alternative<event::SignalStop>(event)) return RestartRule::deliver_signal;
  if (std::holds_alternative<event::GroupStop>(event)) return RestartRule::listen;
  const bool is_no_stop =
      std::holds_alternative<event::Gone>(event) || std::holds_alternative<event::Lost>(event);
  if (is_no_stop) return RestartRule::never;
  return RestartRule::plain;
}

}  // namespace spyglass
