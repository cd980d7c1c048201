/* Two hundred threads, all there before the first goes on, each of which makes a child that ends at
 * once with the thread's number. Exits with 77 when every child was waited for and had that code.
 */
#define _GNU_SOURCE
#include <pthread.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

enum { threads = 200 };
static pthread_barrier_t all_here;

static void* work(void* number) {
  pthread_barrier_wait(&all_here);
  const pid_t child = fork();
  if (child == 0) _exit((int)(long)number);
  int status = 0;
  waitpid(child, &status, __WALL);
  return (void*)(long)(WIFEXITED(status) && WEXITSTATUS(status) == (int)(long)number);
}

int main(void) {
  pthread_t all[threads];
  pthread_attr_t small;
  pthread_barrier_init(&all_here, 0, threads);
  pthread_attr_init(&small);
  pthread_attr_setstacksize(&small, 1 << 16);
  for (long i = 0; i < threads; ++i) {
    if (pthread_create(&all[i], &small, work, (void*)i) != 0) return 1;
  }
  long right = 0;
  for (int i = 0; i < threads; ++i) {
    void* result;
    pthread_join(all[i], &result);
    right += (long)result;
  }
  return right == threads ? 77 : 2;
}
