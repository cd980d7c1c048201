/* Sends itself signals with values and looks whether they arrive as sent; exits with how many. */
#define _GNU_SOURCE
#include <signal.h>
#include <unistd.h>

static volatile sig_atomic_t arrived;

static void handler(int number, siginfo_t* info, void* context) {
  (void)context;
  const int expected = 100 + number;
  if (info->si_code == SI_QUEUE && info->si_value.sival_int == expected &&
      info->si_pid == getpid()) {
    ++arrived;
  }
}

int main(void) {
  const int numbers[] = {SIGHUP, SIGTERM, SIGTRAP, SIGCHLD, SIGWINCH, SIGSEGV, SIGRTMIN + 3};
  struct sigaction action = {0};
  action.sa_sigaction = handler;
  action.sa_flags = SA_SIGINFO;
  for (unsigned i = 0; i < sizeof numbers / sizeof *numbers; ++i) {
    sigaction(numbers[i], &action, 0);
    sigqueue(getpid(), numbers[i], (union sigval){.sival_int = 100 + numbers[i]});
  }
  return arrived;
}
