/* Sits in the call that its argument names, until a signal ends it. */
#define _GNU_SOURCE
#include <string.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

int main(int count, char** words) {
  if (count < 2) return 1;
  if (strcmp(words[1], "pause") == 0) syscall(SYS_pause);
  if (strcmp(words[1], "nanosleep") == 0) {
    struct timespec long_time = {1000000, 0};
    syscall(SYS_nanosleep, &long_time, 0);
  }
  return 0;
}
