/* Ends with 42 as soon as its second thread stands inside getuid; with 1 if it comes out again. */
#define _GNU_SOURCE
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <unistd.h>

static volatile int id;

static void* work(void* unused) {
  id = (int)syscall(SYS_gettid);
  syscall(SYS_getuid);
  _exit(1);
  return unused;
}

int main(void) {
  pthread_t thread;
  char path[64];
  if (pthread_create(&thread, 0, work, 0) != 0) return 2;
  for (;;) {
    char text[64] = "";
    snprintf(path, sizeof path, "/proc/self/task/%d/syscall", id);
    const int file = open(path, O_RDONLY);
    if (file < 0) continue; /* not begun yet */
    const ssize_t count = read(file, text, sizeof text - 1);
    close(file);
    if (count > 0 && text[0] != 'r' && atol(text) == SYS_getuid) _exit(42);
  }
}
