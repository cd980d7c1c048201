/* As many threads as its argument says (four without one). Each adds 1 to `total`, under a lock,
 * ten times, and writes one byte or two to /dev/null through `mark`: the odd ones two. At the end
 * read(2) fills `filled` from a pipe. Prints the total. */
#define _GNU_SOURCE
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum { most = 16, rounds = 10 };
static int null;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
volatile int total __attribute__((aligned(8)));
char filled[8] __attribute__((aligned(8)));

__attribute__((noinline)) void mark(long number) {
  const char text[] = {(char)('0' + number), '\n'};
  if (write(null, text, (unsigned)number + 1) < 0) abort();
}

__attribute__((noinline)) void count_one(void) { ++total; }

static void* work(void* number) {
  for (int i = 0; i < rounds; ++i) {
    pthread_mutex_lock(&lock);
    count_one();
    pthread_mutex_unlock(&lock);
    mark((long)number % 2);
  }
  return 0;
}

int main(int count, char** words) {
  const int threads = count > 1 ? atoi(words[1]) : 4;
  pthread_t all[most];
  int ends[2];
  null = open("/dev/null", O_WRONLY);
  for (long i = 0; i < threads; ++i) {
    if (pthread_create(&all[i], 0, work, (void*)i) != 0) return 1;
  }
  for (int i = 0; i < threads; ++i) pthread_join(all[i], 0);
  if (pipe(ends) != 0 || write(ends[1], "ABCDEFGH", 8) != 8) return 1;
  if (read(ends[0], filled, 8) != 8) return 1;
  printf("%d\n", total);
  return 0;
}
