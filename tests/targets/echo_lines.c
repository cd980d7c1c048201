/* Has as many more threads as its argument says, all blocked for good; says "ready", then sends
 * back every line. Lets itself be traced by anybody, where Yama would forbid that. */
#define _GNU_SOURCE
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <unistd.h>

static pthread_barrier_t all_there;
static int never[2];

static void* block(void* unused) {
  char byte;
  pthread_barrier_wait(&all_there);
  if (read(never[0], &byte, 1) < 0) abort();
  return unused;
}

int main(int count, char** words) {
  const int threads = count > 1 ? atoi(words[1]) : 0;
  prctl(PR_SET_PTRACER, PR_SET_PTRACER_ANY);
  pthread_barrier_init(&all_there, 0, (unsigned)threads + 1);
  if (pipe(never) != 0) return 1;
  for (int i = 0; i < threads; ++i) {
    pthread_t thread;
    if (pthread_create(&thread, 0, block, 0) != 0) return 1;
  }
  pthread_barrier_wait(&all_there);
  char line[128];
  puts("ready");
  fflush(stdout);
  while (fgets(line, sizeof line, stdin) != 0) {
    fputs(line, stdout);
    fflush(stdout);
  }
  return 0;
}
