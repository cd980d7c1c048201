/* four_threads [COUNT]: four threads, each so many times write(1, buf, 13). */
#include <pthread.h>
#include <stdlib.h>
#include <unistd.h>

static long times = 25000;

static void* work(void* unused) {
  for (long i = 0; i < times; ++i) {
    if (write(1, "Hello, world\n", 13) != 13) exit(1);
  }
  return unused;
}

int main(int count, char** words) {
  pthread_t threads[4];
  if (count > 1) times = atol(words[1]);
  for (int i = 0; i < 4; ++i) {
    if (pthread_create(&threads[i], 0, work, 0) != 0) return 1;
  }
  for (int i = 0; i < 4; ++i) pthread_join(threads[i], 0);
  return 0;
}
