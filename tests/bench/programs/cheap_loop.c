/* cheap_loop [COUNT]: so many times getppid(2), which does nearly nothing, and an openat(2) after
   each thousand of them. */
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <unistd.h>

int main(int count, char** words) {
  const long times = count > 1 ? atol(words[1]) : 1000000;
  for (long i = 0; i < times; ++i) {
    syscall(SYS_getppid);
    if (i % 1000 != 0) continue;
    const int file = open("/dev/null", O_RDONLY);
    if (file < 0) return 1;
    close(file);
  }
  return 0;
}
