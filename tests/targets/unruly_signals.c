/* Sends itself signals, more than anybody likes: unruly_signals WHAT. Prints nothing; its exit
 * status says that all arrived that had to. See the table at the end. */
#define _GNU_SOURCE
#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static atomic_int arrived;
static void count(int number) {
  (void)number;
  atomic_fetch_add(&arrived, 1);
}

static void handle(int number) {
  struct sigaction action = {0};
  action.sa_handler = count;
  action.sa_flags = SA_RESTART;
  sigaction(number, &action, 0);
}

/* Sends itself signals of every kind that can be handled. */
static int storm(void) {
  enum { times = 20 };
  int sent = 0;
  for (int number = 1; number <= 64; ++number) {
    if (number == SIGKILL || number == SIGSTOP || number == 32 || number == 33) continue;
    handle(number);
    for (int i = 0; i < times; ++i, ++sent) raise(number);
  }
  return arrived == sent ? 42 : 1;
}

/* Thousands wait in a queue, and come all at once. */
static int queue(void) {
  enum { wanted = 3000 };
  int sent = 0;
  sigset_t one;
  sigemptyset(&one);
  sigaddset(&one, SIGRTMIN);
  handle(SIGRTMIN);
  sigprocmask(SIG_BLOCK, &one, 0);
  while (sent < wanted && sigqueue(getpid(), SIGRTMIN, (union sigval){.sival_int = sent}) == 0) {
    ++sent;
  }
  sigprocmask(SIG_UNBLOCK, &one, 0);
  return sent > 100 && arrived == sent ? 42 : 1;
}

/* A timer with as many ticks as its tracer lets it have, until it has seen some. The handler ends
 * it: where each tick takes longer to trace than the next is away, nothing else is ever reached. */
static timer_t ticking;
static void tick(int number) {
  enum { enough = 300 };
  const struct itimerspec never = {0};
  count(number);
  if (arrived >= enough) timer_settime(ticking, 0, &never, 0);
}
static int ticks(void) {
  struct sigaction action = {0};
  struct sigevent how = {.sigev_notify = SIGEV_SIGNAL, .sigev_signo = SIGALRM};
  const struct itimerspec often = {{0, 100000}, {0, 100000}};
  struct itimerspec left = often;
  action.sa_handler = tick;
  action.sa_flags = SA_RESTART;
  sigaction(SIGALRM, &action, 0);
  if (timer_create(CLOCK_MONOTONIC, &how, &ticking) != 0) return 1;
  timer_settime(ticking, 0, &often, 0);
  while (left.it_interval.tv_nsec != 0) timer_gettime(ticking, &left);
  timer_delete(ticking);
  return 42;
}

/* A child stops and goes on, many times, by the hand of its parent. */
static int stops(void) {
  enum { times = 30 };
  const pid_t child = fork();
  if (child == 0) {
    alarm(60);
    for (;;) pause();
  }
  for (int i = 0; i < times; ++i) {
    int status = 0;
    if (kill(child, SIGSTOP) != 0) return 1;
    if (waitpid(child, &status, WUNTRACED) != child || !WIFSTOPPED(status)) return 2;
    if (kill(child, SIGCONT) != 0) return 3;
    if (waitpid(child, &status, WCONTINUED) != child || !WIFCONTINUED(status)) return 4;
  }
  kill(child, SIGKILL);
  int status = 0;
  return waitpid(child, &status, 0) == child && WIFSIGNALED(status) ? 42 : 5;
}

/* Stops itself, while a child of its own wakes it again. */
static int stops_itself(void) {
  const pid_t parent = getpid();
  int ends[2];
  char byte = 0;
  if (pipe(ends) != 0) return 1;
  const pid_t child = fork();
  if (child == 0) {
    close(ends[1]);
    /* Whoever sends one SIGCONT may be too early; so many, until the parent is through. */
    while (getppid() == parent) {
      struct timespec moment = {0, 1000000};
      kill(parent, SIGCONT);
      nanosleep(&moment, 0);
    }
    _exit((int)read(ends[0], &byte, 1));
  }
  for (int i = 0; i < 5; ++i) raise(SIGSTOP);
  kill(child, SIGKILL);
  waitpid(child, 0, 0);
  return 42;
}

/* Has SIGTRAP for its own use. */
static int traps(void) {
  handle(SIGTRAP);
  for (int i = 0; i < 10; ++i) raise(SIGTRAP);
#if defined(__x86_64__)
  for (int i = 0; i < 10; ++i) __asm__ volatile("int3");
  for (int i = 0; i < 10; ++i) __asm__ volatile(".byte 0xcd, 0x03"); /* int $3, the long form */
#else
  for (int i = 0; i < 20; ++i) raise(SIGTRAP);
#endif
  return arrived == 30 ? 42 : arrived;
}

static void* bother(void* target) {
  for (int i = 0; i < 200; ++i) pthread_kill(*(pthread_t*)target, SIGUSR1);
  return 0;
}

/* Threads send signals to the first one, which is in and out of calls meanwhile. */
static int threads(void) {
  pthread_t self = pthread_self(), others[4];
  handle(SIGUSR1);
  for (int i = 0; i < 4; ++i) {
    if (pthread_create(&others[i], 0, bother, &self) != 0) return 1;
  }
  for (int i = 0; i < 4; ++i) pthread_join(others[i], 0);
  return arrived > 0 ? 42 : 2;
}

/* A fault inside of the handler of a fault. */
static void fault_again(int number) {
  (void)number;
  *(volatile int*)8 = 1;
}
static int faults(void) {
  struct sigaction action = {0};
  action.sa_handler = fault_again;
  sigaction(SIGSEGV, &action, 0);
  *(volatile int*)16 = 1;
  return 1;
}

/* Its handler has no stack to stand on. */
static int no_room(void) {
  stack_t nowhere = {.ss_sp = (void*)0x1000, .ss_size = 65536};
  struct sigaction action = {0};
  action.sa_handler = count;
  action.sa_flags = SA_ONSTACK;
  sigaltstack(&nowhere, 0);
  sigaction(SIGUSR1, &action, 0);
  raise(SIGUSR1);
  return 1;
}

static int dies(void) {
  raise(SIGKILL);
  return 1;
}

static const struct {
  const char* name;
  int (*act)(void);
} deeds[] = {
    {"storm", storm},
    {"queue", queue},
    {"ticks", ticks},
    {"stops", stops},
    {"stops_itself", stops_itself},
    {"traps", traps},
    {"threads", threads},
    {"faults", faults},
    {"no_room", no_room},
    {"dies", dies},
};

int main(int words, char** word) {
  const struct rlimit no_core = {0, 0};
  setrlimit(RLIMIT_CORE, &no_core);
  for (unsigned i = 0; words > 1 && i < sizeof deeds / sizeof *deeds; ++i) {
    if (strcmp(deeds[i].name, word[1]) == 0) return deeds[i].act();
  }
  return 78;
}
