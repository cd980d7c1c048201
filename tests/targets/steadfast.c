/* Has a blocked and pending signal, an interval timer, a POSIX timer and a thread in nanosleep;
 * says "ready" when all of that is so. On the next line of input it waits for timers and thread,
 * and tells what has become of everything: one line of words, "ok" where it is as it would be if
 * nobody had looked in meanwhile. Lets itself be traced by anybody. */
#define _GNU_SOURCE
#include <errno.h>
#include <pthread.h>
#include <semaphore.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

enum { alarm_ms = 250, timer_ms = 300, sleep_ms = 350 };

static sem_t alarm_came, timer_came, thread_sleeps;
static long long begun;
static long long alarm_at, timer_at, woken_at;
static int sleep_result;

static long long now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return time.tv_sec * 1000000000LL + time.tv_nsec;
}

static void on_alarm(int signal) {
  (void)signal;
  alarm_at = now();
  sem_post(&alarm_came);
}

static void on_timer(int signal) {
  (void)signal;
  timer_at = now();
  sem_post(&timer_came);
}

static void* sleeper(void* unused) {
  const struct timespec time = {0, sleep_ms * 1000000L};
  sem_post(&thread_sleeps);
  sleep_result = clock_nanosleep(CLOCK_MONOTONIC, 0, &time, 0);
  woken_at = now();
  return unused;
}

static void wait_for(sem_t* what) {
  while (sem_wait(what) != 0 && errno == EINTR) {
  }
}

static const char* word(int good) { return good ? "ok" : "BAD"; }

int main(void) {
  struct sigaction action = {.sa_handler = on_alarm};
  struct itimerval interval = {{0, 0}, {0, alarm_ms * 1000}};
  struct sigevent event = {.sigev_notify = SIGEV_SIGNAL, .sigev_signo = SIGRTMIN};
  struct itimerspec once = {{0, 0}, {0, timer_ms * 1000000L}};
  timer_t timer;
  pthread_t thread;
  sigset_t blocked, mask, pending;
  char line[16];

  prctl(PR_SET_PTRACER, PR_SET_PTRACER_ANY);
  sem_init(&alarm_came, 0, 0);
  sem_init(&timer_came, 0, 0);
  sem_init(&thread_sleeps, 0, 0);
  sigaction(SIGALRM, &action, 0);
  action.sa_handler = on_timer;
  sigaction(SIGRTMIN, &action, 0);
  sigemptyset(&blocked);
  sigaddset(&blocked, SIGUSR1);
  sigaddset(&blocked, SIGTRAP);
  sigprocmask(SIG_SETMASK, &blocked, 0); /* whatever was blocked before */
  raise(SIGUSR1);
  begun = now();
  setitimer(ITIMER_REAL, &interval, 0);
  if (timer_create(CLOCK_MONOTONIC, &event, &timer) != 0) return 1;
  timer_settime(timer, 0, &once, 0);
  if (pthread_create(&thread, 0, sleeper, 0) != 0) return 1;
  wait_for(&thread_sleeps);
  puts("ready");
  fflush(stdout);

  while (fgets(line, sizeof line, stdin) == 0 && errno == EINTR) clearerr(stdin);
  wait_for(&alarm_came);
  wait_for(&timer_came);
  pthread_join(thread, 0);
  sigprocmask(SIG_SETMASK, 0, &mask);
  sigpending(&pending);
  printf("mask %s pending %s alarm %s timer %s sleep %s\n",
         word(memcmp(&mask, &blocked, sizeof(long)) == 0),
         word(sigismember(&pending, SIGUSR1) && !sigismember(&pending, SIGTRAP)),
         word(alarm_at - begun >= alarm_ms * 1000000LL),
         word(timer_at - begun >= timer_ms * 1000000LL),
         word(sleep_result == 0 && woken_at - begun >= sleep_ms * 1000000LL));
  return 0;
}
