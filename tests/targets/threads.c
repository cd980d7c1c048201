/* Eight threads, each of which writes its own digit ten times to /dev/null through `mark`. */
#define _GNU_SOURCE
#include <fcntl.h>
#include <pthread.h>
#include <sys/syscall.h>
#include <unistd.h>

enum { threads = 8, rounds = 10 };
static int null;

/* A place for breakpoints. */
__attribute__((noinline)) void mark(long digit) {
  const char text = (char)('0' + digit);
  syscall(SYS_write, null, &text, 1);
}

static void* work(void* digit) {
  for (int i = 0; i < rounds; ++i) mark((long)digit);
  return 0;
}

int main(void) {
  pthread_t all[threads];
  null = open("/dev/null", O_WRONLY);
  for (long i = 0; i < threads; ++i) {
    if (pthread_create(&all[i], 0, work, (void*)i) != 0) return 1;
  }
  for (int i = 0; i < threads; ++i) pthread_join(all[i], 0);
  return 8;
}
