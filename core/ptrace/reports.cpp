#include "core/ptrace/reports.hpp"

#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>

namespace spyglass {

Reports::Answer Reports::next(std::optional<ResumeClock::time_point> limit, bool in_turn) {
  if (collected_.empty()) {
    const Outcome outcome = limit ? collect_until(*limit) : collect(0);
    if (outcome != Outcome::report) return {outcome};
    while (in_turn && collect(WNOHANG) == Outcome::report) {
    }
  }
  const Report report = collected_.front();
  collected_.pop_front();
  return {Outcome::report, report};
}

Reports::Outcome Reports::collect(int flags) {
  int status = 0;
  rusage usage{};
  // __WALL: threads made by clone(2) without SIGCHLD are waited for too.
  const pid_t id = wait4(-1, &status, __WALL | flags, counts_time_ ? &usage : nullptr);
  if (id == 0) return Outcome::none_yet;
  if (id < 0) return errno == ECHILD ? Outcome::nobody_left : Outcome::interrupted;
  collected_.push_back({Tid(id), status,
                        std::chrono::seconds(usage.ru_stime.tv_sec) +
                            std::chrono::microseconds(usage.ru_stime.tv_usec)});
  return Outcome::report;
}

/// wait4(2) has no time limit, but the kernel sends SIGCHLD with every report. That is blocked
/// before we look, so that none can come between the look and the wait.
Reports::Outcome Reports::collect_until(ResumeClock::time_point limit) {
  if (limit <= ResumeClock::now()) return collect(WNOHANG);
  sigset_t child, before;
  sigemptyset(&child);
  sigaddset(&child, SIGCHLD);
  sigprocmask(SIG_BLOCK, &child, &before);
  Outcome outcome{};
  bool taken = false;
  for (;;) {
    outcome = collect(WNOHANG);
    const auto left = limit - ResumeClock::now();
    if (outcome != Outcome::none_yet || left.count() <= 0) break;
    const auto whole = std::chrono::floor<std::chrono::seconds>(left);
    const timespec patience{whole.count(), std::chrono::nanoseconds(left - whole).count()};
    const bool came = sigtimedwait(&child, nullptr, &patience) == SIGCHLD;
    taken |= came;
    if (came || errno == EAGAIN) continue;
    outcome = Outcome::interrupted;
    break;
  }
  // Whoever had it blocked waits for it in a way of its own.
  if (taken && sigismember(&before, SIGCHLD) == 1) ::kill(getpid(), SIGCHLD);
  sigprocmask(SIG_SETMASK, &before, nullptr);
  return outcome;
}

}  // namespace spyglass
