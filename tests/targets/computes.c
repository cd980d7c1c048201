/* Computes in `hot`, which `work` calls over and over, in as many more threads as the first
 * argument says; says "ready" when all are about to. Goes on for ever, or as many rounds as the
 * second argument says. Lets itself be traced by anybody. */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>

static volatile unsigned long result;
static unsigned long rounds;

__attribute__((noinline)) void hot(void) {
  for (unsigned long i = 0; i < 1000000; ++i) result += i;
}

__attribute__((noinline)) void work(void) {
  for (unsigned long i = 0; rounds == 0 || i < rounds; ++i) hot();
}

static void* work_too(void* unused) {
  work();
  return unused;
}

int main(int count, char** words) {
  const int threads = count > 1 ? atoi(words[1]) : 0;
  rounds = count > 2 ? strtoul(words[2], 0, 10) : 0;
  prctl(PR_SET_PTRACER, PR_SET_PTRACER_ANY);
  for (int i = 0; i < threads; ++i) {
    pthread_t thread;
    if (pthread_create(&thread, 0, work_too, 0) != 0) return 1;
  }
  puts("ready");
  fflush(stdout);
  work();
  return 0;
}
