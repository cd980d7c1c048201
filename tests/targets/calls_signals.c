// Signals and time.
#define _GNU_SOURCE
#include <linux/futex.h>
#include <signal.h>
#include <string.h>
#include <sys/time.h>
#include <sys/timex.h>
#include <time.h>
#include <ucontext.h>

#include "calls.h"

static void handle(int number, siginfo_t* info, void* context) {
  (void)number;
  (void)info;
  (void)context;
}

static void handlers(void) {
  struct sigaction action = {.sa_sigaction = handle, .sa_flags = SA_SIGINFO | SA_RESTART};
  sigemptyset(&action.sa_mask);
  sigaddset(&action.sa_mask, SIGHUP);
  sigaddset(&action.sa_mask, 40);
  for (int number = 1; number <= 64; ++number) sigaction(number, &action, NULL);
  for (int number = 1; number < 32; ++number) {
    if (number != SIGKILL && number != SIGSTOP) raise(number);
  }
  raise(34);
  raise(64);
  CALL(rt_sigaction, SIGUSR1, NULL, BAD, (size_t)8);
  CALL(rt_sigaction, SIGUSR1, BAD, NULL, (size_t)8);
  CALL(rt_sigaction, 99, NULL, NULL, (size_t)4);
  signal(SIGUSR1, SIG_IGN);
  signal(SIGUSR1, SIG_DFL);
}

static void sending(void) {
  union sigval value = {.sival_int = 77};
  siginfo_t info = {.si_signo = SIGUSR2, .si_code = SI_QUEUE, .si_value = value};
  long self = syscall(SYS_getpid);
  sigqueue((pid_t)self, SIGUSR2, value);
  sigqueue((pid_t)self, SIGRTMIN + 3, value);
  CALL(kill, self, 0);
  CALL(kill, 1 << 22, SIGTERM);
  CALL(kill, self, 99);
  CALL(tkill, self, SIGUSR2);
  CALL(tgkill, self, self, SIGUSR2);
  CALL(rt_sigqueueinfo, self, SIGUSR2, &info);
  CALL(rt_sigqueueinfo, self, SIGUSR2, BAD);
  info.si_code = -60;
  CALL(rt_tgsigqueueinfo, self, self, SIGUSR2, &info);
  CALL(rt_tgsigqueueinfo, self, 1 << 22, SIGHUP, &info);
}

static void masks(void) {
  sigset_t set;
  siginfo_t info;
  struct timespec none = {0, 0};
  stack_t stack;
  sigfillset(&set);
  CALL(rt_sigprocmask, SIG_BLOCK, &set, NULL, (size_t)8);
  sigdelset(&set, SIGUSR1);
  CALL(rt_sigprocmask, SIG_SETMASK, &set, &set, (size_t)8);
  CALL(rt_sigprocmask, 9, BAD, BAD, (size_t)8);
  CALL(rt_sigprocmask, SIG_SETMASK, &set, NULL, (size_t)4);
  raise(SIGTERM);
  CALL(rt_sigpending, &set, (size_t)8);
  sigfillset(&set);
  CALL(rt_sigtimedwait, &set, &info, &none, (size_t)8);
  CALL(rt_sigtimedwait, &set, &info, &none, (size_t)8);
  CALL(rt_sigtimedwait, BAD, NULL, BAD, (size_t)8);
  sigemptyset(&set);
  CALL(rt_sigprocmask, SIG_SETMASK, &set, NULL, (size_t)8);
  CALL(sigaltstack, NULL, &stack);
  stack.ss_flags = SS_DISABLE | 0x100;
  CALL(sigaltstack, &stack, &stack);
  CALL(sigaltstack, BAD, NULL);
#ifdef SYS_sigprocmask
  unsigned long old = 0x4002;
  CALL(sigprocmask, SIG_BLOCK, &old, &old);
  CALL(sigpending, &old);
  CALL(sigaction, SIGUSR1, NULL, BAD);
  CALL(sgetmask);
  CALL(ssetmask, 0);
  CALL(signal, SIGUSR1, SIG_IGN);
#endif
}

static void clocks(void) {
  struct timespec spec = {0, 1000};
  struct timespec left;
  struct timeval value;
  struct itimerval interval = {{0, 0}, {100, 0}};
  struct timex clock = {.modes = 0};
  memset(&clock, 0, sizeof clock);
  CALL(nanosleep, &spec, &left);
  CALL(nanosleep, &spec, NULL);
  CALL(nanosleep, BAD, NULL);
  spec.tv_nsec = 2000000000;
  CALL(nanosleep, &spec, NULL);
  spec.tv_nsec = 10;
  CALL(clock_nanosleep, CLOCK_MONOTONIC, 0, &spec, &left);
  CALL(clock_nanosleep, CLOCK_REALTIME, TIMER_ABSTIME, &spec, NULL);
  CALL(clock_nanosleep, 99, 4, BAD, BAD);
  CALL(clock_gettime, CLOCK_REALTIME, &spec);
  CALL(clock_gettime, CLOCK_BOOTTIME_ALARM, BAD);
  CALL(clock_gettime, -2, &spec);
  CALL(clock_gettime, -6, &spec);
  CALL(clock_getres, CLOCK_MONOTONIC_COARSE, &spec);
  CALL(clock_getres, CLOCK_TAI, NULL);
  CALL(clock_settime, CLOCK_MONOTONIC, &spec);
  CALL(clock_settime, 99, BAD);
  CALL(gettimeofday, &value, NULL);
  CALL(gettimeofday, BAD, BAD);
  CALL(settimeofday, BAD, NULL);
  CALL(getitimer, ITIMER_REAL, &interval);
  interval.it_value.tv_sec = 100;
  CALL(setitimer, ITIMER_PROF, &interval, NULL);
  CALL(setitimer, 9, BAD, BAD);
  CALL(alarm, 100);
  CALL(alarm, 0);
  CALL(time, NULL);
  CALL(times, NULL);
  CALL(adjtimex, BAD);
  CALL(clock_adjtime, 99, &clock);
  struct sigevent event = {.sigev_notify = SIGEV_SIGNAL, .sigev_signo = SIGUSR2};
  struct itimerspec when = {{0, 0}, {100, 5}};
  int timer = 0;
  CALL(timer_create, CLOCK_MONOTONIC, &event, &timer);
  CALL(timer_settime, timer, TIMER_ABSTIME, &when, NULL);
  CALL(timer_gettime, timer, BAD);
  CALL(timer_getoverrun, timer);
  CALL(timer_delete, timer);
  event.sigev_notify = SIGEV_NONE;
  CALL(timer_create, CLOCK_REALTIME, &event, BAD);
  event.sigev_notify = 4;
  CALL(timer_create, CLOCK_BOOTTIME, &event, &timer);
  CALL(timer_create, 99, NULL, &timer);
  CALL(timer_create, 0, BAD, &timer);
  CALL(timer_settime, 55, 2, BAD, BAD);
}

static void futexes(void) {
  unsigned word = 5;
  unsigned other = 6;
  struct timespec soon = {0, 1000};
  CALL(futex, &word, FUTEX_WAIT, 4, NULL);
  CALL(futex, &word, FUTEX_WAIT_PRIVATE, 5, &soon);
  CALL(futex, &word, FUTEX_WAKE, 1);
  CALL(futex, &word, FUTEX_WAKE_PRIVATE, 0x7fffffff);
  CALL(futex, &word, FUTEX_REQUEUE_PRIVATE, 1, 2L, &other);
  CALL(futex, &word, FUTEX_CMP_REQUEUE, 1, 2L, &other, 5);
  CALL(futex, &word, FUTEX_WAKE_OP, 1, 1L, &other, FUTEX_OP(FUTEX_OP_ADD, 1, FUTEX_OP_CMP_GT, 3));
  CALL(futex, &word, FUTEX_WAIT_BITSET | FUTEX_CLOCK_REALTIME, 5, &soon, NULL, 0xff);
  CALL(futex, &word, FUTEX_WAKE_BITSET, 5, NULL, NULL, -1);
  CALL(futex, &word, FUTEX_LOCK_PI, 0, &soon);
  CALL(futex, &word, FUTEX_TRYLOCK_PI_PRIVATE);
  CALL(futex, &word, FUTEX_UNLOCK_PI);
  CALL(futex, &word, FUTEX_CMP_REQUEUE_PI, 1, 2L, &other, 5);
  CALL(futex, &word, FUTEX_WAIT_REQUEUE_PI, 1, &soon, &other);
  CALL(futex, &word, FUTEX_FD, 1);
  CALL(futex, BAD, 99, 1, BAD, BAD, 1);
  CALL(set_robust_list, BAD, (size_t)5);
  void* head;
  size_t size;
  CALL(get_robust_list, 1 << 22, &head, &size);
  CALL(set_tid_address, NULL);
}

int main(void) {
  handlers();
  sending();
  masks();
  clocks();
  futexes();
  return 0;
}
