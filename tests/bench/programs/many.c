/* many threads|processes N COUNT: N of them at once, each so many times write(1, buf, 13). */
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static long times;

/* The text is put together first: /dev/null never looks at what it is given, and after fork(2) a
   page that nobody looks at would be in nobody's memory. */
static void* work(void* unused) {
  char text[13];
  memcpy(text, "Hello, world\n", sizeof text);
  for (long i = 0; i < times; ++i) {
    if (write(1, text, sizeof text) != sizeof text) exit(1);
  }
  return unused;
}

static int run_threads(int many) {
  pthread_t threads[many];
  for (int i = 0; i < many; ++i) {
    if (pthread_create(&threads[i], 0, work, 0) != 0) return 1;
  }
  for (int i = 0; i < many; ++i) pthread_join(threads[i], 0);
  return 0;
}

static int run_processes(int many) {
  int failed = 0;
  for (int i = 0; i < many; ++i) {
    const pid_t child = fork();
    if (child < 0) return 1;
    if (child == 0) {
      work(0);
      _exit(0);
    }
  }
  for (int i = 0; i < many; ++i) {
    int status = 0;
    if (wait(&status) < 0 || status != 0) failed = 1;
  }
  return failed;
}

int main(int count, char** words) {
  if (count != 4) return 1;
  const int many = atoi(words[2]);
  times = atol(words[3]);
  return strcmp(words[1], "threads") == 0 ? run_threads(many) : run_processes(many);
}
