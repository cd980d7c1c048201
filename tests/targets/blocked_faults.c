/* Has handlers for faults and blocks them meanwhile; exits with how many of them still work. */
#define _GNU_SOURCE
#include <signal.h>
#include <unistd.h>

static volatile sig_atomic_t arrived;

static void handler(int number) {
  (void)number;
  ++arrived;
}

int main(void) {
  const int numbers[] = {SIGSEGV, SIGTRAP, SIGILL, SIGFPE};
  sigset_t all, before;
  sigfillset(&all);
  sigprocmask(SIG_BLOCK, &all, &before);
  for (unsigned i = 0; i < sizeof numbers / sizeof *numbers; ++i) signal(numbers[i], handler);
  const ssize_t wrote = write(1, "ready\n", 6);
  sigprocmask(SIG_SETMASK, &before, 0);
  for (unsigned i = 0; i < sizeof numbers / sizeof *numbers; ++i) raise(numbers[i]);
  return wrote == 6 ? arrived : 0;
}
