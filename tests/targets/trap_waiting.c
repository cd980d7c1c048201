/* Has sent itself a SIGTRAP that says of itself what the kernel says of a trap instruction, and
 * that is blocked, so that it waits for whoever opens the mask. Says "ready", computes, and ends
 * with 3. Lets itself be traced by anybody. */
#define _GNU_SOURCE
#include <signal.h>
#include <stdio.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#ifndef SI_KERNEL
#define SI_KERNEL 0x80
#endif

int main(void) {
  sigset_t blocked;
  siginfo_t info = {.si_signo = SIGTRAP, .si_code = SI_KERNEL};
  prctl(PR_SET_PTRACER, PR_SET_PTRACER_ANY);
  sigemptyset(&blocked);
  sigaddset(&blocked, SIGTRAP);
  sigprocmask(SIG_BLOCK, &blocked, 0);
  if (syscall(SYS_rt_tgsigqueueinfo, getpid(), getpid(), SIGTRAP, &info) != 0) return 1;
  puts("ready");
  fflush(stdout);
  for (volatile unsigned long i = 0; i < 500000000; ++i) {
  }
  return 3;
}
