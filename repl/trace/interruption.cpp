#include "repl/trace/interruption.hpp"

#include <signal.h>
#include <sys/time.h>

#include <array>
#include <utility>

namespace spyglass {

namespace {

volatile sig_atomic_t received = 0;
volatile sig_atomic_t alarms = 0;

constexpr suseconds_t again_after_microseconds = 20'000;
constexpr suseconds_t back_after_microseconds = 100'000;

void set_alarm(suseconds_t microseconds) {
  const itimerval interval{{0, microseconds}, {0, microseconds}};
  setitimer(ITIMER_REAL, &interval, nullptr);
}

void note_signal(int number) {
  received = number;
  set_alarm(again_after_microseconds);
}

void note_alarm(int) { alarms = 1; }

constexpr std::array fatal = {SIGHUP, SIGINT, SIGQUIT, SIGTERM};

void handle(int number, void (*with)(int)) {
  struct sigaction action {};
  action.sa_handler = with;
  sigaction(number, &action, nullptr);  // no SA_RESTART: waits are to be interrupted
}

}  // namespace

Interruption::Interruption(Heed heed) {
  received = 0;
  sigset_t ours;
  sigemptyset(&ours);
  for (const int number : fatal) {
    handle(number, heed == Heed::fatal ? note_signal : SIG_IGN);
    sigaddset(&ours, number);
  }
  handle(SIGALRM, note_alarm);
  sigaddset(&ours, SIGALRM);
  if (heed == Heed::none_nor_stop) handle(SIGTSTP, SIG_IGN);
  // Whoever reads the trace may go away; the write says so.
  handle(SIGPIPE, SIG_IGN);
  sigprocmask(SIG_UNBLOCK, &ours, nullptr);
}

Interruption::~Interruption() {
  set_alarm(0);
  for (const int number : fatal) handle(number, SIG_DFL);
  for (const int number : {SIGALRM, SIGTSTP, SIGPIPE}) handle(number, SIG_DFL);
}

void Interruption::come_back() {
  if (std::exchange(coming_back_, true)) return;
  alarms = 0;
  set_alarm(back_after_microseconds);
}

bool Interruption::came_back() {
  if (!coming_back_ || alarms == 0) return false;
  coming_back_ = false;
  if (received == 0) set_alarm(0);
  return true;
}

int Interruption::signal() const { return received; }

void Interruption::forget() {
  set_alarm(coming_back_ ? back_after_microseconds : 0);
  received = 0;
}

}  // namespace spyglass
