/* The first thread ends, and a second one goes on: it calls sched_yield when the first is gone. */
#define _GNU_SOURCE
#include <pthread.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

static int first_has_ended(void) {
  char text[256] = "";
  FILE* file = fopen("/proc/self/stat", "r");
  if (!file) return 1;
  const size_t size = fread(text, 1, sizeof text - 1, file);
  fclose(file);
  text[size] = 0;
  const char* name_end = strrchr(text, ')');
  return name_end && name_end[2] == 'Z';
}

static void* second(void* none) {
  while (!first_has_ended()) {
  }
  sched_yield();
  return none;
}

int main(void) {
  pthread_t thread;
  if (pthread_create(&thread, 0, second, 0) != 0) return 1;
  syscall(SYS_exit, 0);
}
