#include "repl/trace/interruption.hpp"

#include <signal.h>
#include <sys/time.h>

#include <array>

namespace spyglass {

namespace {

volatile sig_atomic_t received = 0;

constexpr suseconds_t again_after_microseconds = 20'000;

void set_alarm(suseconds_t microseconds) {
  const itimerval interval{{0, microseconds}, {0, microseconds}};
  setitimer(ITIMER_REAL, &interval, nullptr);
}

void note_signal(int number) {
  received = number;
  set_alarm(again_after_microseconds);
}

void only_interrupt(int) {}

constexpr std::array handled = {SIGINT, SIGTERM, SIGALRM};

}  // namespace

Interruption::Interruption() {
  received = 0;
  sigset_t ours;
  sigemptyset(&ours);
  for (const int number : handled) {
    struct sigaction action {};
    action.sa_handler = number == SIGALRM ? only_interrupt : note_signal;
    sigaction(number, &action, nullptr);  // no SA_RESTART: waits are to be interrupted
    sigaddset(&ours, number);
  }
  sigprocmask(SIG_UNBLOCK, &ours, nullptr);
  // Whoever reads the trace may go away; the write says so.
  ::signal(SIGPIPE, SIG_IGN);
}

Interruption::~Interruption() {
  set_alarm(0);
  for (const int number : handled) ::signal(number, SIG_DFL);
  ::signal(SIGPIPE, SIG_DFL);
}

int Interruption::signal() const { return received; }

}  // namespace spyglass
